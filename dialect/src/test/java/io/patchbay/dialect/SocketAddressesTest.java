package io.patchbay.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SocketAddressesTest {

    @ParameterizedTest
    @CsvSource({
        "wss://a.example, wss://a.example/talk",
        "https://a.example/, wss://a.example/talk",
        "HTTP://a.example:81/own, ws://a.example:81/own",
        "ws://[::1]:7?x=a%20b, ws://[::1]:7/talk?x=a%20b",
        "ws://a.example/own/?, ws://a.example/own/"
    })
    void an_address_is_completed(String given, String wanted) {
        assertEquals(URI.create(wanted), SocketAddresses.of(URI.create(given), "/talk"));
    }

    @Test
    void a_path_and_a_query_of_ones_own() {
        URI base = URI.create("https://a.example/v1?x=1");
        assertEquals(
                URI.create("wss://a.example/v1/talk?x=1&y=2"),
                SocketAddresses.of(base, "/v1/talk", "x=1&y=2"));
        assertEquals(URI.create("wss://a.example/b"), SocketAddresses.of(base, "/b", null));
        assertEquals("wss://a.example", SocketAddresses.origin(base));
    }

    @ParameterizedTest
    @CsvSource({
        "a.example/talk, begin with ws:",
        "ftp://a.example, not with 'ftp:'",
        "wss:talk, no host",
        "wss://me:sesame@a.example, CredentialSupplier",
        "wss://a.example/talk#sesame, '#'"
    })
    void what_is_no_address_is_refused_in_words_that_do_not_repeat_it(String given, String why) {
        String message =
                String.valueOf(
                        assertThrows(
                                        IllegalArgumentException.class,
                                        () -> SocketAddresses.of(URI.create(given), "/talk"))
                                .getMessage());
        assertTrue(message.contains(why) && !message.contains("sesame"), message);
    }
}
