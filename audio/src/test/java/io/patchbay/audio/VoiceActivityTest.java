package io.patchbay.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VoiceActivityTest {

    private static final int RATE = 24_000;

    /** The share of frames that are more probably speech than not. */
    private static double spoken(VoiceActivityDetector detector, short[] sound) {
        int frames = 0;
        int spoken = 0;
        for (int at = 0; at + detector.frameSamples() <= sound.length; ) {
            double probability = detector.probability(sound, at);
            assertTrue(probability >= 0 && probability <= 1, () -> "not 0 to 1: " + probability);
            at += detector.frameSamples();
            frames++;
            spoken += probability >= 0.5 ? 1 : 0;
        }
        return (double) spoken / frames;
    }

    @ParameterizedTest
    @ValueSource(ints = {8_000, 16_000, 22_050, 24_000, 44_100, 48_000})
    void a_tone_of_300_hertz_is_speech_at_any_rate(int rate) {
        VoiceActivityDetector detector = VoiceActivityDetector.forRate(rate);
        assertTrue(spoken(detector, Sounds.tone(rate, 300, 5, -20)) > 0.98);
        assertEquals(0, spoken(detector, Sounds.silence(rate, 1)), 0.05);
    }

    @Test
    void digital_silence_is_none() {
        VoiceActivityDetector detector = VoiceActivityDetector.forRate(RATE);
        assertEquals(0, spoken(detector, Sounds.silence(RATE, 5)));
        assertTrue(detector.probability(new short[480], 0) < 0.05);
    }

    @Test
    void a_voice_is_speech_from_the_first_sample_of_a_stream() {
        VoiceActivityDetector detector = VoiceActivityDetector.forRate(RATE);
        assertTrue(spoken(detector, Sounds.voice(RATE, 3, -26)) > 0.7);
    }

    @ParameterizedTest
    @ValueSource(ints = {-55, -40, -25, -10})
    void noise_is_no_speech_however_loud(int level) {
        for (int seed = 0; seed < 5; seed++) {
            VoiceActivityDetector white = VoiceActivityDetector.forRate(RATE);
            assertTrue(spoken(white, Sounds.white(RATE, 10, level, seed)) < 0.02);
            VoiceActivityDetector pink = VoiceActivityDetector.forRate(RATE);
            assertTrue(spoken(pink, Sounds.pink(RATE, 10, level, seed)) < 0.02);
        }
    }

    @Test
    void a_voice_much_fainter_than_the_one_before_is_in_the_background() {
        VoiceActivityDetector detector = VoiceActivityDetector.forRate(RATE);
        assertTrue(spoken(detector, Sounds.voice(RATE, 2, -20)) > 0.7);
        assertEquals(0, spoken(detector, Sounds.voice(RATE, 1, -44)), 0.1);
        VoiceActivityDetector other = VoiceActivityDetector.forRate(RATE);
        assertTrue(spoken(other, Sounds.voice(RATE, 1, -44)) > 0.6);
    }

    @Test
    void a_hum_that_never_ends_becomes_background() {
        VoiceActivityDetector detector = VoiceActivityDetector.forRate(RATE);
        short[] hum = Sounds.tone(RATE, 200, 10, -40);
        assertTrue(spoken(detector, hum) > 0.98);
        spoken(detector, hum);
        assertEquals(0, spoken(detector, hum));
    }

    @Test
    void reset_forgets_the_stream() {
        VoiceActivityDetector detector = VoiceActivityDetector.forRate(RATE);
        short[] voice = Sounds.voice(RATE, 1, -20);
        double[] first = new double[50];
        for (int i = 0; i < first.length; i++) {
            first[i] = detector.probability(voice, i * 480);
        }
        spoken(detector, Sounds.pink(RATE, 3, -10, 1));
        detector.reset();
        for (int i = 0; i < first.length; i++) {
            assertEquals(first[i], detector.probability(voice, i * 480));
        }
    }

    @Test
    void frames_that_are_too_short_and_odd_rates_are_refused() {
        VoiceActivityDetector detector = VoiceActivityDetector.forRate(RATE);
        assertThrows(
                IndexOutOfBoundsException.class, () -> detector.probability(new short[480], 1));
        assertThrows(IllegalArgumentException.class, () -> VoiceActivityDetector.forRate(4_000));
    }
}
