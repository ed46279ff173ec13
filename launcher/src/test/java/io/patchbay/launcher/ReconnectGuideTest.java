package io.patchbay.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.ReconnectPolicy;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.emulator.Emulator;
import io.patchbay.emulator.Fault;
import io.patchbay.runtime.Patchbay;
import java.net.URI;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The code of docs/reconnect.md, compiled, compared with the page, and run. */
class ReconnectGuideTest {

    private static SessionOptions.Builder options() {
        SessionOptions.Builder options =
                SessionOptions.builder()
                        .reconnect(
                                ReconnectPolicy.builder()
                                        .attempts(12)
                                        .cutAnswer(ReconnectPolicy.CutAnswer.APOLOGISE)
                                        .build());
        return options;
    }

    private static void listen(RealtimeSession session, BlockingQueue<String> told) {
        session.on(
                SessionEvent.Reconnecting.class,
                away -> told.add("attempt " + away.attempt() + " in " + away.delay()));
        session.on(
                SessionEvent.Reconnected.class,
                back -> told.add(back.restored() + ", without " + back.lost()));
    }

    private static void move(RealtimeSession session) throws Exception {
        session.renew().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void a_lost_line_comes_back_and_a_session_moves_by_hand() throws Exception {
        try (Emulator emulator = Emulator.builder().pace(0).start();
                Patchbay patchbay = Patchbay.load();
                RealtimeSession session = patchbay.open(on(emulator))) {
            BlockingQueue<String> told = new LinkedBlockingQueue<>();
            BlockingQueue<SessionEvent.ResponseEnded> ended = new LinkedBlockingQueue<>();
            listen(session, told);
            session.on(SessionEvent.ResponseEnded.class, ended::add);
            session.connect().toCompletableFuture().get(60, TimeUnit.SECONDS);
            session.sendMessage("Hello");
            assertNotNull(ended.poll(60, TimeUnit.SECONDS), "an answer");
            String back = "REPLAYED, without [1 spoken answers as text]";
            List<String> before = emulator.sessionIds();
            emulator.inject(new Fault.Drop(0));
            String away = told.poll(60, TimeUnit.SECONDS);
            assertTrue(away != null && away.startsWith("attempt 1 in PT0."), away);
            assertEquals(back, told.poll(60, TimeUnit.SECONDS));

            List<String> between = emulator.sessionIds();
            assertFalse(before.containsAll(between), "another session");
            move(session);
            assertEquals(back, told.poll(60, TimeUnit.SECONDS));
            assertFalse(between.containsAll(emulator.sessionIds()), "another session");
            assertEquals(2, session.history().size());
        }
    }

    private static SessionOptions on(Emulator emulator) {
        URI url = URI.create(emulator.webSocketUri() + "?model=gpt-realtime");
        return options()
                .agent(RealtimeAgent.builder("guide").build())
                .line(LineChoice.builder().url(url).key("anything").build())
                .build();
    }
}
