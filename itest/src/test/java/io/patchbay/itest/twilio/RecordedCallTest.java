package io.patchbay.itest.twilio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.PlayedPosition;
import io.patchbay.api.history.ContentPart;
import io.patchbay.api.history.HeardText;
import io.patchbay.api.history.Item;
import io.patchbay.api.history.Role;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionLimits;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.transport.CallRouter;
import io.patchbay.emulator.Emulator;
import io.patchbay.emulator.Script;
import io.patchbay.net.http.HttpDoors;
import io.patchbay.runtime.Patchbay;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * A call as Twilio sends it, message by message, against a running agent: the caller asks, is
 * answered at length, and asks something else in the middle of it. The messages have the shape of
 * the carrier's documentation; the voice is that of the demonstration, in mu-law.
 */
class RecordedCallTest {

    private static final String PATH = "/recorded-call";
    private static final String STORY =
            "Once upon a time there was a very long story that nobody heard to its end. ".repeat(8);

    /** The recogniser needs the processors more than who waits for it. */
    private static final long LOOK_NANOS = 5_000_000;

    private final List<SessionEvent> events = new CopyOnWriteArrayList<>();

    private static List<String> recorded() throws Exception {
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(
                                Objects.requireNonNull(
                                        RecordedCallTest.class.getResourceAsStream(
                                                "conversation.jsonl")),
                                StandardCharsets.UTF_8))) {
            return lines.lines().toList();
        }
    }

    private static void eventually(String what, BooleanSupplier state) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!state.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, what);
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private <E extends SessionEvent> E told(String what, Class<E> type, Predicate<E> which) {
        eventually(what, () -> find(type, which).isPresent());
        return find(type, which).orElseThrow();
    }

    private <E extends SessionEvent> Optional<E> find(Class<E> type, Predicate<E> which) {
        return events.stream().filter(type::isInstance).map(type::cast).filter(which).findFirst();
    }

    private void isUnderstood(String words) {
        told(
                "the model understands: " + words,
                SessionEvent.TranscriptDone.class,
                event -> event.role() == Role.USER && event.transcript().equalsIgnoreCase(words));
    }

    private static Optional<Script.Reply> story(Script.Turn turn) {
        return turn.input().contains("berlin")
                ? Optional.of(new Script.Reply.Say(STORY))
                : Optional.empty();
    }

    @Test
    void the_caller_is_understood_and_who_interrupts_cuts_the_answer_at_the_mark()
            throws Exception {
        List<String> messages = recorded();
        int second = 0;
        while (!messages.get(second).contains("\"dtmf\"")) {
            second++;
        }
        CompletableFuture<CallRouter.IncomingCall> came = new CompletableFuture<>();
        try (Emulator emulator = Emulator.builder().script(RecordedCallTest::story).start()) {
            SessionOptions options =
                    SessionOptions.builder()
                            .agent("concierge")
                            // a cold recogniser on a busy machine
                            .limits(
                                    SessionLimits.builder()
                                            .responseSilence(Duration.ofMinutes(1))
                                            .build())
                            .line(
                                    LineChoice.builder()
                                            .url(emulator.webSocketUri())
                                            .key("any")
                                            .build())
                            .build();
            try (Patchbay patchbay =
                    Patchbay.builder()
                            .services(RecordedCallTest.class.getClassLoader())
                            .configure(
                                    PlugKind.CALLER_LEG,
                                    "twilio",
                                    Map.of("port", "0", "path", PATH, "allow-unsigned", "true"))
                            .callRouter(
                                    call -> {
                                        came.complete(call);
                                        return CompletableFuture.completedFuture(
                                                new CallRouter.Decision.Accept(options));
                                    })
                            .build()) {
                Carrier carrier = Carrier.call(door());
                messages.subList(0, second).forEach(carrier::send);
                eventually("the call is answered", () -> patchbay.calls().answered() == 1);
                RealtimeSession session =
                        patchbay.session(patchbay.sessions().get(0).id()).orElseThrow();
                session.on(SessionEvent.class, events::add);
                assertEquals("+15550100", came.get(60, TimeUnit.SECONDS).metadata().get("From"));

                isUnderstood("what time is it in berlin");
                eventually("the answer comes", () -> carrier.waiting() >= 700);
                carrier.play(500);
                messages.subList(second, messages.size() - 1).forEach(carrier::send);

                PlayedPosition heard =
                        told(
                                        "the answer is interrupted",
                                        SessionEvent.AudioInterrupted.class,
                                        event -> true)
                                .heard();
                assertNotNull(heard);
                assertEquals(550, heard.millis(), "five marks and half a distance");
                assertEquals(PlayedPosition.Precision.MARK, heard.precision());
                eventually("the carrier drops what it has", () -> carrier.clears() == 1);
                told("the key", SessionEvent.DtmfReceived.class, key -> key.key().equals("5"));

                isUnderstood("what is the date in new york");
                carrier.playsAtOnce();
                told(
                        "the second answer is heard to its end",
                        SessionEvent.PlaybackEnded.class,
                        event -> true);
                assertTrue(carrier.heardMillis() > 1_000, carrier.heardMillis() + " ms");
                Item.Message cut =
                        (Item.Message) session.history().item(heard.itemId()).orElseThrow();
                HeardText words = ((ContentPart.OutputAudio) cut.content().get(0)).heard();
                assertNotNull(words);
                assertEquals(550, words.millis());

                carrier.send(messages.get(messages.size() - 1));
                eventually("the session is over", () -> patchbay.sessions().isEmpty());
            }
        }
    }

    private static URI door() {
        eventually("the door opens", () -> found().isPresent());
        return URI.create(
                found().orElseThrow().uri().toString().replaceFirst("^http", "ws") + "stream");
    }

    private static Optional<HttpDoors.Listening> found() {
        return HttpDoors.listening().stream()
                .filter(each -> each.uri().getPath().equals(PATH + "/"))
                .findFirst();
    }
}
