package io.patchbay.transport.cloudflare.internal;

import static io.patchbay.transport.cloudflare.internal.Talker.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.Connected;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.tck.PlainCodec;
import io.patchbay.tck.conformance.FarEnd;
import io.patchbay.tck.net.WebSocketFarEnd;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The example of docs/cloudflare.md: a line through the JDK's client, which frames messages. */
@Timeout(120)
class OwnClientTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void a_line_through_the_client_of_the_jdk_talks_and_closes() throws Exception {
        CloudflareTransportFactory factory = new CloudflareTransportFactory();
        try (WebSocketFarEnd far = new WebSocketFarEnd()) {
            Talker talker = new Talker(factory, Map.of("fetch", "jdk"));
            CompletableFuture<Connected> connecting = talker.connect(far.uri());
            FarEnd.Peer peer = far.accept(PATIENCE);
            assertEquals(PlainCodec.HELLO, peer.text(PATIENCE));
            peer.say(PlainCodec.READY);
            soon(connecting);
            talker.on(() -> talker.transport.send(Command.Raw.of("good morning")));
            assertEquals("good morning", peer.text(PATIENCE));
            peer.say(PlainCodec.NOTE + "good day");
            assertEquals("note good day", talker.next(TransportEvent.Extension.class).json());
            soon(talker.close());
            assertEquals(0, factory.open());
        }
    }
}
