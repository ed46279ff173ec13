package io.patchbay.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

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

/** The code of docs/webrtc.md, compiled, compared with the page, and run with real packets. */
class WebRtcGuideTest {

    private static SessionOptions options(URI url, String key) {
        return SessionOptions.builder()
                .agent(RealtimeAgent.builder("guide").instructions("Be brief.").build())
                .line(LineChoice.builder().transport("webrtc").url(url).key(key).build())
                .build();
    }

    private static Patchbay behindFirewall() {
        Patchbay patchbay =
                Patchbay.builder()
                        .services(WebRtcGuideTest.class.getClassLoader())
                        .configure(
                                PlugKind.TRANSPORT,
                                "webrtc",
                                Map.of("minPort", 40_000, "maxPort", 40_100))
                        .build();
        return patchbay;
    }

    private static void move(RealtimeSession session, URI url, String key) throws Exception {
        session.renew(LineChoice.builder().transport("websocket").url(url).key(key).build())
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
    }

    private static String take(BlockingQueue<String> told) throws InterruptedException {
        String word = told.poll(60, TimeUnit.SECONDS);
        assertNotNull(word, "nothing came within 60 s");
        return word;
    }

    @Test
    void a_conversation_moves_from_packets_to_messages_and_back_and_survives_a_loss()
            throws Exception {
        try (Emulator emulator = Emulator.builder().start();
                Patchbay patchbay = behindFirewall();
                RealtimeSession session = patchbay.open(options(emulator.restUri(), "anything"))) {
            BlockingQueue<String> ended = new LinkedBlockingQueue<>();
            BlockingQueue<String> back = new LinkedBlockingQueue<>();
            session.on(SessionEvent.PlaybackEnded.class, played -> ended.add("played"));
            session.on(
                    SessionEvent.Reconnected.class,
                    line -> back.add(line.line().transport() + " " + line.restored()));
            session.connect().toCompletableFuture().get(60, TimeUnit.SECONDS);
            session.sendMessage("Hello");
            take(ended);
            assertEquals(2, session.history().size());

            move(session, emulator.webSocketUri(), "anything");
            assertEquals("websocket REPLAYED", take(back));
            session.sendMessage("And now?");
            take(ended);
            assertEquals(4, session.history().size());

            session.renew(
                            LineChoice.builder()
                                    .transport("webrtc")
                                    .url(emulator.restUri())
                                    .key("anything")
                                    .build())
                    .toCompletableFuture()
                    .get(60, TimeUnit.SECONDS);
            assertEquals("webrtc REPLAYED", take(back));
            session.sendMessage("Once more");
            take(ended);
            assertEquals(6, session.history().size());

            assertTrue(emulator.inject(new io.patchbay.emulator.Fault.Drop(0)) > 0);
            assertEquals("webrtc REPLAYED", take(back));
            session.sendMessage("Still there?");
            take(ended);
            assertEquals(8, session.history().size());
        }
    }
}
