package io.patchbay.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.session.InterruptionPolicy;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.ResponseOptions;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.TurnDetection;
import io.patchbay.emulator.Emulator;
import io.patchbay.runtime.Patchbay;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The guide to interruptions, over WebSocket against the emulator, in real time. */
class InterruptionGuideTest {
    private static final String LONG =
            "Say exactly: one two three four five six seven eight nine ten eleven twelve thirteen"
                    + " fourteen fifteen sixteen seventeen eighteen nineteen twenty";

    private static SessionOptions.Builder patient() {
        return // the guide's
        SessionOptions.builder()
                .interruption(InterruptionPolicy.afterSpeech(Duration.ofMillis(400)));
    }

    private static void terms(RealtimeSession session) {
        session.requestResponse(
                ResponseOptions.instructions("Read the terms aloud.").toBuilder()
                        .uninterruptible(true)
                        .build());
    }

    /** What a voice detector takes for a voice. */
    private static void tone(RealtimeSession session, int millis) {
        ByteBuffer sound =
                ByteBuffer.allocate(AudioFormat.PCM16_24K.bytes(millis))
                        .order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; sound.hasRemaining(); i++) {
            sound.putShort((short) (12_000 * Math.sin(2 * Math.PI * 300 * i / 24_000)));
        }
        session.sendAudio(sound.flip());
    }

    private static void silence(RealtimeSession session, int millis) {
        session.sendAudio(ByteBuffer.allocate(AudioFormat.PCM16_24K.bytes(millis)));
    }

    private static SessionEvent next(
            BlockingQueue<SessionEvent> events, Class<? extends SessionEvent> wanted)
            throws InterruptedException {
        SessionEvent event = events.poll(60, TimeUnit.SECONDS);
        assertNotNull(event, wanted.getSimpleName());
        assertEquals(wanted, event.getClass(), event::toString);
        return event;
    }

    private static RealtimeSession open(
            Patchbay patchbay, Emulator emulator, SessionOptions.Builder options) {
        URI url = URI.create(emulator.webSocketUri() + "?model=gpt-realtime");
        TurnDetection turns = new TurnDetection.ServerVad(null, null, 200, null, null, null);
        return patchbay.open(
                options.agent(RealtimeAgent.builder("guide").build())
                        .config(SessionConfig.builder().turnDetection(turns).build())
                        .line(LineChoice.builder().url(url).key("anything").build())
                        .build());
    }

    private static BlockingQueue<SessionEvent> playback(RealtimeSession session) {
        BlockingQueue<SessionEvent> events = new LinkedBlockingQueue<>();
        Set<Class<?>> wanted =
                Set.of(
                        SessionEvent.PlaybackStarted.class,
                        SessionEvent.AudioPaused.class,
                        SessionEvent.AudioResumed.class,
                        SessionEvent.AudioInterrupted.class,
                        SessionEvent.PlaybackEnded.class);
        // one listener: only its own calls come in order
        session.on(
                SessionEvent.class,
                event -> {
                    if (wanted.contains(event.getClass())) {
                        events.add(event);
                    }
                });
        return events;
    }

    @Test
    void a_short_sound_pauses_the_agent_and_a_long_one_silences_it() throws Exception {
        try (Emulator emulator = Emulator.builder().start();
                Patchbay patchbay = Patchbay.load();
                RealtimeSession session = open(patchbay, emulator, patient())) {
            BlockingQueue<SessionEvent> events = playback(session);
            session.connect().toCompletableFuture().get(60, TimeUnit.SECONDS);
            session.sendMessage(LONG);
            next(events, SessionEvent.PlaybackStarted.class);

            tone(session, 150);
            silence(session, 400);
            next(events, SessionEvent.AudioPaused.class);
            next(events, SessionEvent.AudioResumed.class);

            tone(session, 1_500);
            next(events, SessionEvent.AudioPaused.class);
            SessionEvent.AudioInterrupted cut =
                    (SessionEvent.AudioInterrupted)
                            next(events, SessionEvent.AudioInterrupted.class);
            assertEquals(SessionEvent.InterruptionCause.SPEECH, cut.cause());
            assertNotNull(cut.heard());
        }
    }

    @Test
    void a_protected_answer_is_heard_to_its_end_and_the_turn_answered_after_it() throws Exception {
        try (Emulator emulator = Emulator.builder().start();
                Patchbay patchbay = Patchbay.load();
                RealtimeSession session = open(patchbay, emulator, SessionOptions.builder())) {
            BlockingQueue<SessionEvent> events = playback(session);
            session.connect().toCompletableFuture().get(60, TimeUnit.SECONDS);
            session.sendMessage("Hello", false);
            terms(session);
            next(events, SessionEvent.PlaybackStarted.class);
            tone(session, 600);
            silence(session, 400);
            next(events, SessionEvent.PlaybackEnded.class);
            next(events, SessionEvent.PlaybackStarted.class);
        }
    }
}
