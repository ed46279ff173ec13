package io.patchbay.itest.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.history.Role;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.Manners;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionEvent.Restoration;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.Spoken;
import io.patchbay.api.session.Utterance;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.emulator.Emulator;
import io.patchbay.emulator.EmulatorOptions;
import io.patchbay.emulator.Fault;
import io.patchbay.emulator.Script;
import io.patchbay.emulator.speech.ScriptedSpeech;
import io.patchbay.runtime.Patchbay;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A session on Deepgram's wire, in what is peculiar to it. */
@Tag("once")
class DeepgramConversationTest {

    private static final int PATIENCE_SECONDS = 60;
    private static final int RATE = 16_000;
    private static final String STORY =
            "Once upon a time there was a miller who had three sons and a mill and a donkey and a"
                    + " cat and when he died the sons shared what there was";

    private final ScriptedSpeech speech = new ScriptedSpeech();
    private final BlockingQueue<SessionEvent> events = new LinkedBlockingQueue<>();
    private final List<String> told = new ArrayList<>();
    private Emulator emulator;
    private Patchbay patchbay;
    private RealtimeSession session;

    @BeforeEach
    void connect() throws Exception {
        emulator =
                Emulator.builder()
                        .options(EmulatorOptions.defaults().withPace(4))
                        .engines(speech.engines())
                        .script(DeepgramConversationTest::reply)
                        .start();
        patchbay = Patchbay.load();
        session = patchbay.open(options());
        session.on(SessionEvent.class, events::add);
        done(session.connect());
    }

    @AfterEach
    void stop() {
        session.close();
        patchbay.close();
        emulator.close();
    }

    private SessionOptions options() {
        return SessionOptions.builder()
                .agent(
                        RealtimeAgent.builder("desk")
                                .instructions("You sit at the front desk.")
                                .tool(
                                        FunctionTool.builder("get_time")
                                                .description("Tells the time.")
                                                .build((arguments, context) -> "ten"))
                                .build())
                .config(
                        SessionConfig.builder()
                                .inputFormat(AudioFormat.pcm16(RATE))
                                .outputFormat(AudioFormat.PCM16_16K)
                                .build())
                .manners(
                        Manners.builder()
                                .greeting(new Utterance.Verbatim("Welcome to the bank."))
                                .build())
                .line(
                        LineChoice.builder()
                                .provider("deepgram")
                                .url(URI.create("ws://127.0.0.1:" + emulator.port()))
                                .key("any")
                                .build())
                .build();
    }

    private static Optional<Script.Reply> reply(Script.Turn turn) {
        return switch (turn.input()) {
            case "What time is it?" ->
                    Optional.of(
                            new Script.Reply.Calls(
                                    "One moment.",
                                    List.of(new Script.FunctionCall("get_time", "{}"))));
            case "ten" -> Optional.of(new Script.Reply.Say("It is ten."));
            case "Tell me a story." -> Optional.of(new Script.Reply.Say(STORY));
            default -> Optional.of(new Script.Reply.Say("Certainly."));
        };
    }

    private static <T> T done(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private <E extends SessionEvent> E next(Class<E> kind, Predicate<E> wanted) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            SessionEvent event = events.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            assertNotNull(
                    event,
                    () -> "no " + kind.getSimpleName() + " after\n" + String.join("\n", told));
            told.add(event.toString().replaceFirst("stamp=Stamp\\[[^]]*\\](, )?", ""));
            if (kind.isInstance(event) && wanted.test(kind.cast(event))) {
                return kind.cast(event);
            }
        }
    }

    private void answered(String words) throws Exception {
        next(SessionEvent.AgentEnded.class, ended -> ended.text().equals(words));
    }

    private void speak(String words) {
        speech.hears(words);
        short[] tone = ScriptedSpeech.spoken(RATE, 600);
        ByteBuffer sound =
                ByteBuffer.allocate((tone.length + RATE * 3 / 2) * 2)
                        .order(ByteOrder.LITTLE_ENDIAN);
        sound.asShortBuffer().put(tone);
        while (sound.hasRemaining()) {
            int size = Math.min(640, sound.remaining());
            session.sendAudio(sound.slice(sound.position(), size));
            sound.position(sound.position() + size);
        }
    }

    @Test
    void a_greeting_a_typed_question_a_tool_and_its_answer() throws Exception {
        next(
                SessionEvent.TranscriptDone.class,
                words -> words.transcript().equals("Welcome to the bank."));
        done(session.sendMessage("What time is it?"));
        assertEquals(
                "ten",
                next(SessionEvent.ToolEnded.class, ended -> ended.tool().equals("get_time"))
                        .output());
        answered("It is ten.");
        next(SessionEvent.PlaybackEnded.class, ended -> true);
        Spoken spoken = done(session.say("Anything else?"));
        assertFalse(spoken.interrupted());
        assertTrue(spoken.playedMillis() > 0);
        assertEquals(0, told.stream().filter(line -> line.startsWith("Error")).count());
    }

    @Test
    void speech_interrupts_and_a_lost_line_comes_back_with_what_was_said() throws Exception {
        next(SessionEvent.PlaybackEnded.class, ended -> true);
        speak("Tell me a story.");
        next(
                SessionEvent.TranscriptDone.class,
                words ->
                        words.role() == Role.USER && words.transcript().equals("Tell me a story."));
        next(SessionEvent.AudioStarted.class, started -> true);
        speak("Stop.");
        next(SessionEvent.AudioInterrupted.class, cut -> true);
        answered("Certainly.");
        next(SessionEvent.PlaybackEnded.class, ended -> true);
        assertEquals(1, emulator.inject(new Fault.Drop(0)));
        assertEquals(
                Restoration.REPLAYED,
                next(SessionEvent.Reconnected.class, back -> true).restored());
        speak("Are you there?");
        answered("Certainly.");
    }
}
