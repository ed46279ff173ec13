package io.patchbay.net.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChallengesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Basic realm=\"x\" | Basic",
                "Basic | Basic",
                "Digest realm=\"a, Fake b\", qop=\"auth, auth-int\", nonce = \"n\" | Digest",
                "Negotiate, NTLM | Negotiate,NTLM",
                "NTLM TlRMTVNTUAAC== | NTLM",
                "Bearer realm=\"a \\\", Quoted x\", Basic realm=\"y\" | Bearer,Basic",
                "realm=\"x\" | ``",
                "A, B, C, D, E, F, G | A,B,C,D,E",
            })
    void schemes_are_told_from_their_parameters(String header, String schemes) {
        assertEquals(schemes, String.join(",", Challenges.schemes(List.of(header))));
    }
}
