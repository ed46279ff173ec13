package io.patchbay.console.internal.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.tck.ScriptedTurns;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** When which side is how loud. */
class LevelsTest {
    private static final long MILLI = 1_000_000;

    /** A chunk as a listener off the loop has it. */
    private record Heard(AudioClip clip) implements AudioChunk {
        @Override
        public ByteBuffer bytes() {
            return clip.bytes();
        }

        @Override
        public AudioFormat format() {
            return clip.format();
        }

        @Override
        public @Nullable String responseId() {
            return null;
        }

        @Override
        public @Nullable String itemId() {
            return null;
        }

        @Override
        public int contentIndex() {
            return 0;
        }

        @Override
        public AudioClip retain() {
            return clip;
        }
    }

    private final LevelMeter meter = new LevelMeter(0, 0);

    private static AudioChunk tone(AudioFormat format, int millis) {
        return new Heard(ScriptedTurns.tone(format, 0, millis));
    }

    private static SessionEvent.Stamp at(long millis) {
        return new SessionEvent.Stamp(millis * MILLI, 1, null);
    }

    /** Which slots of 50 ms of a side are loud, until a time. */
    private List<Integer> loud(String side, long millis) {
        JsonNode json = meter.take(millis * MILLI).orElseThrow();
        int first = (int) Math.round(json.path("t").asDouble() * 20);
        List<Integer> loud = new ArrayList<>();
        for (int i = 0; i < json.path(side).size(); i++) {
            if (json.path(side).path(i).asDouble() > 0.05) {
                loud.add(first + i);
            }
        }
        return loud;
    }

    private static List<Integer> slots(int from, int to) {
        List<Integer> slots = new ArrayList<>();
        for (int i = from; i < to; i++) {
            slots.add(i);
        }
        return slots;
    }

    @Test
    void speech_that_was_generated_at_once_is_loud_when_it_is_played() {
        meter.agent(1_000 * MILLI, tone(AudioFormat.PCM16_24K, 600));
        meter.agent(1_001 * MILLI, tone(AudioFormat.PCM16_24K, 400));
        assertEquals(slots(20, 30), loud("agent", 1_600));
        assertEquals(slots(30, 40), loud("agent", 3_000));
    }

    @Test
    void nothing_is_loud_after_an_interruption() {
        meter.agent(1_000 * MILLI, tone(AudioFormat.PCM16_24K, 5_000));
        meter.on(
                new SessionEvent.AudioInterrupted(
                        at(1_500), null, SessionEvent.InterruptionCause.SPEECH));
        meter.agent(2_000 * MILLI, tone(AudioFormat.PCM16_24K, 100));
        List<Integer> loud = loud("agent", 4_000);
        assertTrue(loud.containsAll(slots(20, 30)), loud.toString());
        assertTrue(loud.containsAll(slots(40, 42)), loud.toString());
        assertTrue(loud.size() <= 14, loud.toString());
    }

    @Test
    void a_pause_moves_what_is_not_played_yet() {
        meter.agent(1_000 * MILLI, tone(AudioFormat.PCM16_24K, 1_000));
        meter.on(new SessionEvent.AudioPaused(at(1_500), null));
        assertTrue(loud("agent", 2_500).size() <= 11);
        meter.on(new SessionEvent.AudioResumed(at(3_500)));
        List<Integer> loud = loud("agent", 6_000);
        assertTrue(loud.containsAll(slots(71, 80)), loud.toString());
        assertTrue(loud.size() <= 11, loud.toString());
    }

    @Test
    void every_format_but_opus_has_a_level() {
        for (AudioFormat format :
                List.of(
                        AudioFormat.PCM16_16K,
                        AudioFormat.PCM16_48K,
                        AudioFormat.PCMU_8K,
                        AudioFormat.PCMA_8K)) {
            LevelMeter own = new LevelMeter(0, 0);
            own.caller(400 * MILLI, chunk(format));
            JsonNode json = own.take(1_000 * MILLI).orElseThrow();
            assertTrue(json.path("caller").path(6).asDouble() > 0.9, format + " " + json);
        }
        AudioFormat opus = new AudioFormat(AudioFormat.Encoding.OPUS, 48_000, 1);
        meter.caller(200 * MILLI, new Heard(AudioClip.of(opus, new byte[] {1, 2, 3})));
        assertEquals(List.of(), loud("caller", 1_000));
    }

    /** 100 ms as loud as can be. */
    private static AudioChunk chunk(AudioFormat format) {
        ByteBuffer bytes = ByteBuffer.allocate(format.bytes(100));
        boolean pcm = format.encoding() == AudioFormat.Encoding.PCM16;
        boolean mu = format.encoding() == AudioFormat.Encoding.PCMU;
        while (bytes.hasRemaining()) {
            if (pcm) {
                bytes.put((byte) 0xFF).put((byte) 0x7F);
            } else {
                bytes.put((byte) (mu ? 0x80 : 0xAA));
            }
        }
        return new Heard(AudioClip.of(format, bytes.flip()));
    }
}
