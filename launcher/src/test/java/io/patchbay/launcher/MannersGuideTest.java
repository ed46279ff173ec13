package io.patchbay.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.history.Item;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.Manners;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.Spoken;
import io.patchbay.api.session.Utterance;
import io.patchbay.emulator.Emulator;
import io.patchbay.runtime.Patchbay;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The examples of docs/manners.md, against the emulator. */
class MannersGuideTest {
    private static Manners manners() {
        Manners manners =
                Manners.builder()
                        .greeting(Utterance.verbatim("Welcome to the museum."))
                        .protectGreeting()
                        .idle(
                                Duration.ofSeconds(15),
                                Utterance.instructed("Ask whether the caller is still there."),
                                Utterance.verbatim("I cannot hear you, so I hang up soon."))
                        .maxDuration(Duration.ofMinutes(20))
                        .farewell(Utterance.verbatim("Good bye."))
                        .build();
        return manners;
    }

    private static Spoken say(RealtimeSession session) throws Exception {
        Spoken spoken =
                session.say("We close in ten minutes.")
                        .toCompletableFuture()
                        .get(20, TimeUnit.SECONDS);
        return spoken;
    }

    @Test
    void a_session_greets_and_says_given_words() throws Exception {
        BlockingQueue<SessionEvent.PlaybackEnded> played = new LinkedBlockingQueue<>();
        try (Emulator emulator = Emulator.builder().pace(0).start();
                Patchbay patchbay = Patchbay.load();
                RealtimeSession session = patchbay.open(options(emulator))) {
            session.on(SessionEvent.PlaybackEnded.class, played::add);
            session.connect().toCompletableFuture().get(20, TimeUnit.SECONDS);
            assertTrue(played.poll(20, TimeUnit.SECONDS) != null, "the greeting is heard");
            Spoken spoken = say(session);
            assertFalse(spoken.interrupted());
            assertTrue(spoken.playedMillis() > 500, spoken + " is too short");
            List<String> words =
                    session.history().items().stream()
                            .filter(Item.Message.class::isInstance)
                            .map(item -> ((Item.Message) item).text())
                            .toList();
            assertEquals(List.of("Welcome to the museum.", "We close in ten minutes."), words);
        }
    }

    private static SessionOptions options(Emulator emulator) {
        RealtimeAgent guide = RealtimeAgent.builder("guide").instructions("Be brief.").build();
        URI url = URI.create(emulator.webSocketUri() + "?model=gpt-realtime");
        return SessionOptions.builder()
                .agent(guide)
                .manners(manners())
                .line(LineChoice.builder().url(url).key("anything").build())
                .build();
    }
}
