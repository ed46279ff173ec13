package io.patchbay.itest.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.session.Manners;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionEvent.InterruptionCause;
import io.patchbay.api.session.SessionEvent.ToolOutcome;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.Utterance;
import io.patchbay.emulator.Emulator;
import io.patchbay.emulator.EmulatorOptions;
import io.patchbay.emulator.Fault;
import io.patchbay.emulator.speech.ScriptedSpeech;
import io.patchbay.runtime.Patchbay;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One conversation, with one agent that knows nothing of providers, on each of them, in its own
 * wire: a greeting, a tool, a barge-in, a handoff, a guardrail, a lost line.
 */
@Tag("once")
class ConversationTest {
    private static final String STOPPED = "agent: The secret";

    /** Speech is made so many times faster than it plays: there is time to interrupt. */
    private static final double PACE = 4;

    static Stream<Way> ways() {
        return Way.ALL.stream();
    }

    private static SessionOptions options(Cast cast, Way way, Emulator emulator) {
        return SessionOptions.builder()
                .agent(cast.desk())
                .manners(
                        Manners.builder()
                                .greeting(Utterance.instructed("Welcome the caller."))
                                .build())
                .line(way.line(emulator))
                .build();
    }

    @ParameterizedTest
    @MethodSource("ways")
    void the_same_conversation_on_every_provider(Way way) throws Exception {
        ScriptedSpeech speech = new ScriptedSpeech();
        Cast cast = new Cast();
        try (Emulator emulator =
                        Emulator.builder()
                                .options(
                                        EmulatorOptions.defaults()
                                                .withPace(PACE)
                                                .withAnyModel(true))
                                .engines(speech.engines())
                                .script(cast::reply)
                                .start();
                Patchbay patchbay = Patchbay.load();
                Talk talk = new Talk(patchbay, options(cast, way, emulator))) {
            talk.connect();
            talk.answered("desk", Cast.WELCOME);

            speech.hears(Cast.TIME);
            talk.speak(600);
            if (way.transcribes()) {
                talk.understood(Cast.TIME);
            }
            SessionEvent.ToolEnded tool = talk.next(SessionEvent.ToolEnded.class);
            assertEquals(ToolOutcome.RESULT, tool.outcome());
            assertEquals("ten", tool.output());
            talk.answered("desk", Cast.TEN);
            talk.next(SessionEvent.PlaybackEnded.class);
            assertTrue(talk.heard() > 0);

            speech.hears(Cast.TELL);
            talk.speak(600);
            talk.next(SessionEvent.AudioStarted.class);
            speech.hears(Cast.STOP);
            talk.speak(600);
            SessionEvent.AudioInterrupted cut =
                    talk.next(
                            SessionEvent.AudioInterrupted.class,
                            event -> event.cause() == InterruptionCause.SPEECH);
            assertNotNull(cut.heard(), "a word of the story was to be heard");
            SessionEvent.AgentHandoff handoff = talk.next(SessionEvent.AgentHandoff.class);
            assertEquals("billing", handoff.to());
            talk.answered("billing", Cast.BILLING);
            talk.next(SessionEvent.PlaybackEnded.class);

            speech.hears(Cast.ASK);
            talk.speak(600);
            SessionEvent.GuardrailTripped trip = talk.next(SessionEvent.GuardrailTripped.class);
            assertEquals("secrets", trip.guardrail());
            talk.answered("billing", Cast.SORRY);
            talk.next(SessionEvent.PlaybackEnded.class);

            assertEquals(1, emulator.inject(new Fault.Drop(0)));
            SessionEvent.Reconnected back = talk.next(SessionEvent.Reconnected.class);
            assertEquals(way.restored(), back.restored());
            speech.hears(Cast.THERE);
            talk.speak(600);
            talk.answered("billing", Cast.HERE);

            assertEquals(1, cast.toolRuns.get());
            remembered(way, talk.history());
        }
    }

    /** What everybody has heard and done, on every provider; who was cut off said less. */
    private static void remembered(Way way, List<String> history) {
        List<String> expected = new ArrayList<>();
        Collections.addAll(
                expected,
                "agent: " + Cast.WELCOME,
                "caller: " + Cast.TIME,
                "calls get_time",
                "gets ten",
                "agent: " + Cast.TEN,
                "caller: " + Cast.TELL,
                "agent: Once upon",
                "caller: " + Cast.STOP,
                "calls transfer_to_billing",
                "gets {\"assistant\":\"billing\"}",
                "agent: " + Cast.BILLING,
                "caller: " + Cast.ASK,
                STOPPED,
                "agent: " + Cast.SORRY,
                "caller: " + Cast.THERE,
                "agent: " + Cast.HERE);
        if (way.wordsFirst() && history.stream().noneMatch(line -> line.startsWith(STOPPED))) {
            expected.remove(STOPPED);
        }
        assertEquals(expected.size(), history.size(), history::toString);
        for (int i = 0; i < expected.size(); i++) {
            String line = history.get(i);
            boolean unwritten = !way.transcribes() && expected.get(i).startsWith("caller: ");
            String beginning = unwritten ? "caller: " : expected.get(i);
            assertTrue(line.startsWith(beginning), () -> line + " in " + history);
        }
    }
}
