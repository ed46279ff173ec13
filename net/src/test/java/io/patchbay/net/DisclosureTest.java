package io.patchbay.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.provider.Endpoint;
import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.provider.Secret;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportListener;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DisclosureTest {

    private static String clean(String key, String words) {
        return new Disclosure(
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

    private static final String KEY = "sk-hush-hush-12345";

    private final Disclosure disclosure =
            new Disclosure(
                    new Endpoint(
                            URI.create("wss://host/"),
                            Map.of(),
                            Map.of("Authorization", Secret.of("Bearer " + KEY)),
                            List.of()));
    private final List<TransportEvent> heard = new ArrayList<>();
    private final TransportListener discreet =
            disclosure.discreet(
                    new TransportListener() {
                        @Override
                        public void onEvent(TransportEvent event) {
                            heard.add(event);
                        }

                        @Override
                        public void onAudio(AudioChunk chunk) {}
                    });

    private static ProviderError quoting(String secret) {
        return new ProviderError(
                "invalid_request_error",
                "invalid_api_key",
                "Incorrect key:\n" + secret,
                "header " + secret,
                "command-1",
                ProviderError.Severity.FATAL);
    }

    @Test
    void an_error_that_quotes_the_key_is_passed_on_without_it() {
        discreet.onEvent(new TransportEvent.Error(quoting(KEY)));
        assertEquals(List.of(new TransportEvent.Error(quoting("***"))), heard);
    }

    @Test
    void other_events_are_passed_on_as_they_are() {
        TransportEvent event = new TransportEvent.Rejected(null, "no sense in it");
        discreet.onEvent(event);
        assertSame(event, heard.get(0));
    }

    @Test
    void a_status_says_whether_another_try_may_help() {
        for (int status : new int[] {0, 408, 425, 429, 500, 503}) {
            assertEquals(CloseReason.Cause.REMOTE, Disclosure.refusal(status), "" + status);
        }
        for (int status : new int[] {301, 400, 401, 403, 404, 422}) {
            assertEquals(CloseReason.Cause.FATAL, Disclosure.refusal(status), "" + status);
        }
    }
}
