package io.patchbay.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.audio.TurnDetector.Settings;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TurnDetectorTest {

    private static final int RATE = 24_000;

    /** Writes turns down as they are told. */
    private static final class Heard implements TurnDetector.Listener {
        private final List<String> events = new ArrayList<>();
        private final List<Long> starts = new ArrayList<>();
        private final List<Long> ends = new ArrayList<>();

        @Override
        public void speechStarted(long startMillis) {
            starts.add(startMillis);
            events.add("start " + startMillis);
        }

        @Override
        public void speechStopped(long endMillis) {
            ends.add(endMillis);
            events.add("stop " + endMillis);
        }
    }

    /** A detector whose opinion is the first sample of a frame, in hundredths. */
    private static final class Scripted implements VoiceActivityDetector {
        @Override
        public int sampleRate() {
            return 8_000;
        }

        @Override
        public double probability(short[] pcm, int offset) {
            return pcm[offset] / 100.0;
        }

        @Override
        public void reset() {}
    }

    private final Heard heard = new Heard();
    private final TurnDetector scripted = new TurnDetector(new Scripted(), Settings.DEFAULT, heard);

    /** Feeds frames of the given probability in hundredths. */
    private void say(int percent, int frames) {
        short[] frame = new short[160];
        frame[0] = (short) percent;
        for (int i = 0; i < frames; i++) {
            scripted.feed(frame, 0, frame.length);
        }
    }

    private static Heard turns(int rate, Settings settings, short[]... sound) {
        Heard heard = new Heard();
        TurnDetector detector =
                new TurnDetector(VoiceActivityDetector.forRate(rate), settings, heard);
        short[] all = Sounds.join(sound);
        detector.feed(all, 0, all.length);
        return heard;
    }

    @Test
    void three_of_five_frames_start_a_turn_and_silence_ends_it() {
        say(0, 50);
        say(60, 1);
        say(0, 1);
        say(60, 1);
        assertFalse(scripted.speaking());
        say(60, 1);
        assertTrue(scripted.speaking());
        say(0, 24);
        assertTrue(scripted.speaking());
        say(0, 1);
        assertEquals(List.of("start 700", "stop 1580"), heard.events);
    }

    @Test
    void two_of_five_frames_start_nothing() {
        for (int i = 0; i < 100; i++) {
            say(90, 2);
            say(0, 3);
        }
        assertEquals(List.of(), heard.events);
    }

    @Test
    void a_frame_little_under_the_threshold_holds_a_turn_but_starts_none() {
        say(45, 100);
        assertEquals(List.of(), heard.events);
        say(50, 3);
        say(36, 100);
        assertTrue(scripted.speaking());
        say(34, 25);
        assertFalse(scripted.speaking());
    }

    @Test
    void a_word_within_the_silence_begins_it_anew() {
        say(80, 5);
        say(0, 24);
        say(80, 1);
        say(0, 24);
        assertTrue(scripted.speaking());
        say(0, 1);
        assertEquals(List.of("start 0", "stop 1100"), heard.events);
    }

    @Test
    void padding_reaches_neither_before_the_stream_nor_into_the_turn_before() {
        say(0, 2);
        say(80, 5);
        say(0, 25);
        say(0, 3);
        say(80, 3);
        assertEquals(List.of("start 0", "stop 640", "start 640"), heard.events);
    }

    @Test
    void settings_change_between_frames() {
        say(60, 5);
        scripted.settings(new Settings(0.9, 0, 100));
        assertTrue(scripted.speaking(), "the turn goes on");
        say(70, 4);
        assertTrue(scripted.speaking());
        say(70, 1);
        assertEquals(List.of("start 0", "stop 200"), heard.events);
        say(80, 50);
        say(95, 3);
        assertEquals("start 1200", heard.events.get(2));
    }

    @Test
    void a_low_threshold_still_knows_silence() {
        scripted.settings(new Settings(0.1, 300, 500));
        say(12, 10);
        say(6, 50);
        assertTrue(scripted.speaking());
        say(4, 25);
        assertFalse(scripted.speaking());
    }

    @Test
    void a_cut_ends_the_turn_without_an_event_and_bounds_the_next() {
        say(0, 50);
        say(80, 10);
        scripted.cut();
        assertFalse(scripted.speaking());
        say(80, 3);
        assertEquals(List.of("start 700", "start 1200"), heard.events);
    }

    @Test
    void reset_starts_the_time_anew() {
        say(80, 10);
        scripted.reset();
        assertEquals(0, scripted.millis());
        say(0, 50);
        say(80, 3);
        assertEquals(List.of("start 0", "start 700"), heard.events);
    }

    @Test
    void time_counts_what_fills_no_frame_yet() {
        scripted.feed(ByteBuffer.allocate(161));
        assertEquals(10, scripted.millis());
        scripted.feed(ByteBuffer.allocate(159));
        assertEquals(20, scripted.millis());
    }

    @Test
    void settings_out_of_range_are_refused() {
        assertThrows(IllegalArgumentException.class, () -> new Settings(1.1, 300, 500));
        assertThrows(IllegalArgumentException.class, () -> new Settings(Double.NaN, 300, 500));
        assertThrows(IllegalArgumentException.class, () -> new Settings(0.5, -1, 500));
        assertThrows(IllegalArgumentException.class, () -> new Settings(0.5, 300, -1));
    }

    @ParameterizedTest
    @CsvSource({"8000, -26", "16000, -26", "24000, -26", "48000, -26", "24000, -12", "24000, -45"})
    void an_utterance_becomes_one_turn_at_its_place(int rate, int level) {
        Heard turns =
                turns(
                        rate,
                        Settings.DEFAULT,
                        Sounds.silence(rate, 1),
                        Sounds.voice(rate, 1.5, level),
                        Sounds.silence(rate, 1.5));
        assertEquals(2, turns.events.size(), turns.events.toString());
        assertEquals(1_000 - 300, turns.starts.get(0), 100);
        assertEquals(2_500 + 500, turns.ends.get(0), 100);
    }

    @Test
    void a_tone_is_a_turn_and_digital_silence_none() {
        Heard turns =
                turns(
                        RATE,
                        Settings.DEFAULT,
                        Sounds.silence(RATE, 1),
                        Sounds.tone(RATE, 300, 3, -20),
                        Sounds.silence(RATE, 2));
        assertEquals(1, turns.starts.size());
        assertEquals(700, turns.starts.get(0), 40);
        assertEquals(4_500, turns.ends.get(0), 60);
        assertEquals(List.of(), turns(RATE, Settings.DEFAULT, Sounds.silence(RATE, 20)).events);
    }

    @ParameterizedTest
    @CsvSource({"20", "10", "5"})
    void utterances_in_noise_are_found_one_by_one(int snr) {
        short[] speech = Sounds.silence(RATE, 2);
        for (int i = 0; i < 6; i++) {
            speech =
                    Sounds.join(
                            speech,
                            Sounds.voice(RATE, 1.2, -26 + i % 3 * 3),
                            Sounds.silence(RATE, 1.3));
        }
        double seconds = (double) speech.length / RATE;
        for (short[] noise :
                List.of(
                        Sounds.white(RATE, seconds, -26 - snr, 7),
                        Sounds.pink(RATE, seconds, -26 - snr, 8))) {
            Heard turns = turns(RATE, Settings.DEFAULT, Sounds.mix(speech, noise));
            assertEquals(6, turns.starts.size(), turns.events.toString());
            for (int i = 0; i < 6; i++) {
                assertEquals(2_000 + i * 2_500 - 300, turns.starts.get(i), 200);
                assertEquals(3_200 + i * 2_500 + 500, turns.ends.get(i), 200);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-60, -45, -30, -20, -10})
    void noise_alone_starts_no_turn(int level) {
        for (int seed = 0; seed < 3; seed++) {
            Heard white = turns(RATE, Settings.DEFAULT, Sounds.white(RATE, 20, level, seed));
            assertEquals(List.of(), white.events);
            Heard pink = turns(RATE, Settings.DEFAULT, Sounds.pink(RATE, 20, level, seed));
            assertEquals(List.of(), pink.events);
        }
    }

    @Test
    void noise_that_sets_in_starts_no_turn() {
        Heard turns =
                turns(
                        RATE,
                        Settings.DEFAULT,
                        Sounds.silence(RATE, 3),
                        Sounds.white(RATE, 5, -30, 1),
                        Sounds.pink(RATE, 5, -20, 1));
        assertEquals(List.of(), turns.events);
    }

    @Test
    void the_silence_duration_decides_whether_a_pause_splits() {
        short[] first = Sounds.voice(RATE, 1, -26);
        short[] pause = Sounds.silence(RATE, 0.5);
        short[] end = Sounds.silence(RATE, 2);
        assertEquals(
                2, turns(RATE, new Settings(0.5, 300, 300), first, pause, first, end).ends.size());
        assertEquals(
                1, turns(RATE, new Settings(0.5, 300, 800), first, pause, first, end).ends.size());
    }

    @Test
    void pieces_of_any_size_make_the_same_turns() {
        short[] sound =
                Sounds.join(
                        Sounds.silence(RATE, 0.7),
                        Sounds.voice(RATE, 1, -26),
                        Sounds.silence(RATE, 1));
        Heard expected = turns(RATE, Settings.DEFAULT, sound);
        Heard actual = new Heard();
        TurnDetector detector =
                new TurnDetector(VoiceActivityDetector.forRate(RATE), Settings.DEFAULT, actual);
        ByteBuffer bytes = Sounds.bytes(sound);
        Random random = new Random(6);
        while (bytes.hasRemaining()) {
            ByteBuffer piece = bytes.slice();
            piece.limit(Math.min(piece.remaining(), random.nextInt(2_001)));
            bytes.position(bytes.position() + piece.remaining());
            detector.feed(piece);
        }
        assertEquals(2, expected.events.size());
        assertEquals(expected.events, actual.events);
    }

    @Test
    void nothing_is_allocated_per_frame() {
        TurnDetector detector =
                new TurnDetector(
                        VoiceActivityDetector.forRate(8_000),
                        Settings.DEFAULT,
                        new TurnDetector.Listener() {
                            @Override
                            public void speechStarted(long startMillis) {}

                            @Override
                            public void speechStopped(long endMillis) {}
                        });
        ByteBuffer frame = Sounds.bytes(Sounds.voice(8_000, 0.02, -20));
        Allocations.assertNone(() -> detector.feed(frame.clear()));
    }
}
