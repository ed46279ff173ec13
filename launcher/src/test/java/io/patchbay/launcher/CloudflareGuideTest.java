package io.patchbay.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.emulator.Emulator;
import io.patchbay.runtime.Patchbay;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The code of docs/cloudflare.md, compiled, compared with the page, and run. */
class CloudflareGuideTest {

    private static LineChoice line(URI url, String key) {
        return LineChoice.builder().transport("cloudflare").url(url).key(key).build();
    }

    private static Patchbay overHttp2() {
        Patchbay patchbay =
                Patchbay.builder()
                        .services(CloudflareGuideTest.class.getClassLoader())
                        .configure(PlugKind.TRANSPORT, "cloudflare", Map.of("fetch", "http2"))
                        .build();
        return patchbay;
    }

    private static SessionOptions options(LineChoice line) {
        return SessionOptions.builder()
                .agent(RealtimeAgent.builder("guide").instructions("Be brief.").build())
                .line(line)
                .build();
    }

    private static String take(BlockingQueue<String> told) throws InterruptedException {
        String word = told.poll(60, TimeUnit.SECONDS);
        assertNotNull(word, "nothing came within 60 s");
        return word;
    }

    @Test
    void a_conversation_moves_between_transports_and_survives_a_loss_on_each_way()
            throws Exception {
        try (Emulator emulator = Emulator.builder().start()) {
            try (Patchbay patchbay = Patchbay.load()) {
                converse(patchbay, emulator);
            }
            try (Patchbay patchbay = overHttp2()) {
                converse(patchbay, emulator);
            }
        }
    }

    private static void converse(Patchbay patchbay, Emulator emulator) throws Exception {
        URI url = emulator.webSocketUri();
        BlockingQueue<String> played = new LinkedBlockingQueue<>();
        BlockingQueue<String> back = new LinkedBlockingQueue<>();
        try (RealtimeSession session = patchbay.open(options(line(url, "anything")))) {
            session.on(SessionEvent.PlaybackEnded.class, ended -> played.add("played"));
            session.on(
                    SessionEvent.Reconnected.class,
                    line -> back.add(line.line().transport() + " " + line.restored()));
            session.connect().toCompletableFuture().get(60, TimeUnit.SECONDS);
            session.sendMessage("Hello");
            take(played);

            session.renew(LineChoice.builder().url(url).key("anything").build())
                    .toCompletableFuture()
                    .get(60, TimeUnit.SECONDS);
            assertEquals("websocket REPLAYED", take(back));
            session.sendMessage("And now?");
            take(played);

            session.renew(line(url, "anything")).toCompletableFuture().get(60, TimeUnit.SECONDS);
            assertEquals("cloudflare REPLAYED", take(back));
            emulator.inject(new io.patchbay.emulator.Fault.Drop(0));
            assertEquals("cloudflare REPLAYED", take(back));
            session.sendMessage("Still there?");
            take(played);
            assertEquals(6, session.history().size());
        }
    }
}
