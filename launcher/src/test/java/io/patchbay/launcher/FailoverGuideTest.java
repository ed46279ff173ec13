package io.patchbay.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.history.Item;
import io.patchbay.api.plug.LineHealth;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.ReconnectPolicy;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.emulator.Emulator;
import io.patchbay.emulator.Script;
import io.patchbay.runtime.Patchbay;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** The code of docs/reconnect.md on failover, compiled, compared with the page, and run. */
class FailoverGuideTest {
    private static final String REST = "And that was the rest.";

    private static SessionOptions.Builder options(LineChoice main, LineChoice backup) {
        SessionOptions.Builder options =
                SessionOptions.builder()
                        .line(main)
                        .line(backup)
                        .reconnect(
                                ReconnectPolicy.builder()
                                        .failback(ReconnectPolicy.Failback.AT_SILENCE)
                                        .build());
        return options;
    }

    private static List<String> health(Patchbay patchbay) {
        List<String> told = new ArrayList<>();
        for (LineHealth line : patchbay.health()) {
            told.add(line.transport() + " to " + line.provider() + ": " + line.state());
        }
        return told;
    }

    private static Optional<Script.Reply> answers(Script.Turn turn) {
        return Optional.of(
                new Script.Reply.Say(
                        turn.instructions().contains("Go on from there")
                                ? REST
                                : "one two three four five six seven eight nine ten eleven"
                                        + " twelve thirteen fourteen fifteen sixteen"));
    }

    private static LineChoice on(Emulator emulator) {
        return LineChoice.builder()
                .url(URI.create(emulator.webSocketUri() + "?model=gpt-realtime"))
                .key("anything")
                .build();
    }

    private static <E extends SessionEvent> E next(
            BlockingQueue<SessionEvent> events, Class<E> kind, Predicate<E> wanted)
            throws InterruptedException {
        while (true) {
            SessionEvent event = events.poll(60, TimeUnit.SECONDS);
            assertNotNull(event, () -> "no " + kind.getSimpleName());
            if (kind.isInstance(event) && wanted.test(kind.cast(event))) {
                return kind.cast(event);
            }
        }
    }

    @Test
    void a_provider_that_is_killed_in_the_middle_of_an_answer_is_replaced_by_the_next()
            throws Exception {
        Emulator first = Emulator.builder().script(FailoverGuideTest::answers).start();
        try (first;
                Emulator second = Emulator.builder().script(FailoverGuideTest::answers).start();
                Patchbay patchbay = Patchbay.load();
                RealtimeSession session =
                        patchbay.open(
                                options(on(first), on(second))
                                        .agent(RealtimeAgent.builder("guide").build())
                                        .build())) {
            BlockingQueue<SessionEvent> events = new LinkedBlockingQueue<>();
            session.on(SessionEvent.class, events::add);
            session.connect().toCompletableFuture().get(60, TimeUnit.SECONDS);
            session.sendMessage("Count");
            next(events, SessionEvent.PlaybackStarted.class, event -> true);
            first.close();

            SessionEvent.Warning warning =
                    next(
                            events,
                            SessionEvent.Warning.class,
                            event -> event.code().equals("fell-back"));
            assertTrue(
                    warning.message().contains(second.webSocketUri().toString()), warning::message);
            SessionEvent.Reconnected back =
                    next(events, SessionEvent.Reconnected.class, event -> true);
            assertEquals(on(second).url(), back.line().url());
            next(
                    events,
                    SessionEvent.TranscriptDone.class,
                    event -> event.transcript().equals(REST));
            next(events, SessionEvent.ResponseEnded.class, event -> true);
            List<Item> items = session.history().items();
            assertEquals("Count", ((Item.Message) items.get(0)).text());
            assertEquals(
                    List.of("websocket to openai: HEALTHY", "websocket to openai: HEALTHY"),
                    health(patchbay));
            assertEquals(1, patchbay.health().stream().filter(l -> l.failures() > 0).count());
        }
    }
}
