package io.patchbay.transport.websocket.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.patchbay.api.provider.Endpoint;
import io.patchbay.api.provider.Secret;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EndingsTest {

    private static String clean(String key, String words) {
        return new Endings(
                        new Endpoint(
                                URI.create("wss://host/"),
                                Map.of(),
                                Map.of("Authorization", Secret.of("Bearer " + key)),
                                List.of("realtime", "api-key." + key)))
                .clean(words);
    }

    @Test
    void a_key_is_blanked_out_wherever_it_stands() {
        assertEquals(
                "key=***x and ***", clean("sk-12345.678+", "key=sk-12345.678+x and sk-12345.678+"));
    }

    @Test
    void a_short_key_is_blanked_out_where_it_stands_alone_and_eats_no_words() {
        assertEquals(
                "the latest ***: no key '***'", clean("test", "the latest test: no key 'test'"));
    }

    @Test
    void line_breaks_become_blanks() {
        assertEquals("one two", clean("sk-hush-hush", "one\r\n\ttwo"));
    }
}
