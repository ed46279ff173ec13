package io.patchbay.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.history.Role;
import io.patchbay.api.session.SessionEvent;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How long a command waits for what a session says, on a clock that the test moves. */
class QuietTest {

    private static final SessionEvent.Stamp STAMP = new SessionEvent.Stamp(0, 1, null);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private long now;
    private final Quiet quiet = new Quiet(() -> now);

    /** So much sound. */
    private record Sound(AudioFormat format, ByteBuffer bytes) implements AudioChunk {

        static Sound of(int millis) {
            AudioFormat format = AudioFormat.PCM16_24K;
            return new Sound(format, ByteBuffer.allocate(format.bytes(millis)));
        }

        @Override
        public @Nullable String responseId() {
            return "r1";
        }

        @Override
        public @Nullable String itemId() {
            return "i1";
        }

        @Override
        public int contentIndex() {
            return 0;
        }

        @Override
        public AudioClip retain() {
            return AudioClip.of(format, bytes);
        }
    }

    private void later(int millis) {
        now += Duration.ofMillis(millis).toNanos();
    }

    private Optional<Quiet.Outcome> outcome() {
        return quiet.outcome(0, PATIENCE);
    }

    private void waits() {
        assertEquals(Optional.empty(), outcome());
    }

    private void gaveUp() {
        assertEquals(Optional.of(Quiet.Outcome.TIMED_OUT), outcome());
    }

    private void speaks(int millis) {
        quiet.onEvent(new SessionEvent.AgentStarted(STAMP, "guide", "r1"));
        quiet.onAudio(Sound.of(millis));
        quiet.onEvent(new SessionEvent.PlaybackStarted(STAMP, "i1"));
    }

    @Test
    void a_long_answer_is_heard_out_and_patience_begins_with_its_last_sound() {
        speaks(60_000);
        later(61_900);
        waits();
        later(200);
        gaveUp();
    }

    @Test
    void sound_of_several_pieces_lasts_as_long_as_all_of_them() {
        speaks(3_000);
        quiet.onAudio(Sound.of(3_000));
        later(7_900);
        waits();
        later(200);
        gaveUp();
    }

    @Test
    void sound_that_was_held_back_meanwhile_is_heard_out() {
        speaks(3_000);
        quiet.onEvent(new SessionEvent.AudioPaused(STAMP, null));
        later(1_500);
        quiet.onEvent(new SessionEvent.AudioResumed(STAMP));
        later(4_900);
        waits();
        later(200);
        gaveUp();
    }

    @Test
    void an_answer_that_was_cut_off_is_not_waited_for() {
        speaks(60_000);
        quiet.onEvent(
                new SessionEvent.AudioInterrupted(
                        STAMP, null, SessionEvent.InterruptionCause.SPEECH));
        later(2_100);
        gaveUp();
    }

    @Test
    void patience_begins_with_the_last_word() {
        later(1_900);
        quiet.onEvent(new SessionEvent.TranscriptDelta(STAMP, Role.ASSISTANT, "i1", "well"));
        later(1_900);
        waits();
        later(200);
        gaveUp();
    }
}
