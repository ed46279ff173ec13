package io.patchbay.transport.websocket.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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

class DiscreetListenerTest {

    private static final String KEY = "sk-hush-hush-12345";

    private final Endings endings =
            new Endings(
                    new Endpoint(
                            URI.create("wss://host/"),
                            Map.of(),
                            Map.of("Authorization", Secret.of("Bearer " + KEY)),
                            List.of()));
    private final List<TransportEvent> heard = new ArrayList<>();
    private final TransportListener discreet =
            new DiscreetListener(
                    new TransportListener() {
                        @Override
                        public void onEvent(TransportEvent event) {
                            heard.add(event);
                        }

                        @Override
                        public void onAudio(AudioChunk chunk) {}
                    },
                    endings);

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
    void the_reason_of_an_end_does_not_hold_the_key_in_its_error_either() {
        CloseReason reason = endings.of(endings.clean(quoting(KEY)), 0);
        assertFalse(reason.toString().contains(KEY), reason.toString());
    }
}
