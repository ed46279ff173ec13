package io.patchbay.rtc.internal.libwebrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which of a far end's ways are tried. */
class CandidatesTest {

    private static String candidates(int count, String host) {
        return IntStream.range(0, count)
                .mapToObj(
                        i ->
                                "a=candidate:%d 1 udp 2122260223 %s 5000 typ host\r\n"
                                        .formatted(i, host.formatted(i)))
                .collect(Collectors.joining());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "h%d.example.org",
                "8a7f%d.local",
                "1.2.3.4.%d",
                "1000%d.2.3.4",
                "x%d:y",
                ":::::%d",
                "fe80::1%%z%d"
            })
    void a_far_end_has_few_names_looked_up_for_it(String host) {
        String rest = "a=end-of-candidates\r\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n";
        assertEquals(
                "v=0\r\n" + candidates(Candidates.MAX_NAMES, host) + rest,
                Candidates.withFewNames("v=0\r\n" + candidates(600, host) + rest));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.%d", "2001:db8::%d", "::ffff:10.0.0.%d"})
    void addresses_are_all_tried(String address) {
        String sdp = "v=0\r\n" + candidates(200, address);
        assertEquals(sdp, Candidates.withFewNames(sdp));
    }

    @Test
    void lines_end_as_libwebrtc_wants_them() {
        assertEquals("v=0\r\ns=-\r\n", Candidates.withFewNames("v=0\ns=-"));
    }
}
