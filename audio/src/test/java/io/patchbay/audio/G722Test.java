package io.patchbay.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** G.722 by what comes through it. */
class G722Test {

    private static final int RATE = 16_000;

    private static short[] through(short[] pcm) {
        byte[] codes = new byte[pcm.length / 2];
        assertEquals(codes.length, new G722Encoder().encode(pcm, 0, pcm.length, codes, 0));
        short[] heard = new short[pcm.length];
        assertEquals(heard.length, new G722Decoder().decode(codes, 0, codes.length, heard, 0));
        return heard;
    }

    /** The amplitude of one frequency in the second half of a sound. */
    private static double amplitude(short[] pcm, double hertz) {
        double re = 0;
        double im = 0;
        int from = pcm.length / 2;
        for (int i = from; i < pcm.length; i++) {
            re += pcm[i] * Math.cos(2 * Math.PI * hertz * i / RATE);
            im += pcm[i] * Math.sin(2 * Math.PI * hertz * i / RATE);
        }
        return 2 * Math.hypot(re, im) / (pcm.length - from);
    }

    private static double snr(short[] pcm, double hertz) {
        double tone = amplitude(pcm, hertz);
        double all = 0;
        int from = pcm.length / 2;
        for (int i = from; i < pcm.length; i++) {
            all += (double) pcm[i] * pcm[i];
        }
        double power = tone * tone / 2;
        return 10 * Math.log10(power / (all / (pcm.length - from) - power));
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 300, 700, 1_000, 2_000, 3_000, 3_600, 4_400, 5_000, 6_000, 6_900})
    void both_bands_are_flat(int hertz) {
        short[] tone = Sounds.tone(RATE, hertz, 1, -15);
        double gain = 20 * Math.log10(amplitude(through(tone), hertz) / amplitude(tone, hertz));
        assertEquals(0, gain, 1.0, hertz + " Hz");
    }

    @ParameterizedTest
    @CsvSource({
        "300, 30",
        "1000, 30",
        "2000, 30",
        "3000, 28",
        "4500, 14",
        "5000, 14",
        "6000, 14",
        "6800, 13"
    })
    void noise_is_far_below_a_tone(int hertz, double atLeast) {
        double snr = snr(through(Sounds.tone(RATE, hertz, 1, -15)), hertz);
        assertTrue(snr > atLeast, hertz + " Hz: " + snr + " dB");
    }

    @Test
    void the_middle_between_the_bands_is_no_hole() {
        short[] tone = Sounds.tone(RATE, 4_000, 1, -15);
        double gain = 20 * Math.log10(amplitude(through(tone), 4_000) / amplitude(tone, 4_000));
        assertEquals(0, gain, 3.0);
    }

    @Test
    void a_voice_comes_through_with_little_noise() {
        short[] voice = Sounds.voice(RATE, 3, -20);
        short[] heard = through(voice);
        double best = -100;
        for (int delay = 15; delay < 30; delay++) {
            double signal = 0;
            double noise = 0;
            for (int i = RATE / 10; i < voice.length - delay; i++) {
                double error = (double) heard[i + delay] - voice[i];
                signal += (double) voice[i] * voice[i];
                noise += error * error;
            }
            best = Math.max(best, 10 * Math.log10(signal / noise));
        }
        assertTrue(best > 18, best + " dB");
    }

    @Test
    void silence_stays_silent() {
        short[] heard = through(Sounds.silence(RATE, 1));
        int loudest = 0;
        for (short sample : heard) {
            loudest = Math.max(loudest, Math.abs(sample));
        }
        assertTrue(loudest <= 4, "a sample of " + loudest);
    }

    @Test
    void the_loudest_sound_is_clipped_and_does_not_wrap() {
        short[] square = new short[RATE];
        for (int i = 0; i < square.length; i++) {
            square[i] = i / 20 % 2 == 0 ? Short.MAX_VALUE : Short.MIN_VALUE;
        }
        short[] heard = through(square);
        int wrong = 0;
        for (int i = 4_000; i < heard.length; i++) {
            // away from the edges the sign must be that of 22 samples before
            if ((i - 22) % 20 > 5 && (i - 22) % 20 < 15 && heard[i] > 0 != square[i - 22] > 0) {
                wrong++;
            }
        }
        assertEquals(0, wrong);
    }

    @Test
    void a_decoder_that_missed_a_packet_finds_back() {
        short[] tone = Sounds.tone(RATE, 1_000, 2, -15);
        byte[] codes = new byte[tone.length / 2];
        new G722Encoder().encode(tone, 0, tone.length, codes, 0);
        G722Decoder decoder = new G722Decoder();
        short[] heard = new short[tone.length];
        decoder.decode(codes, 0, 1_600, heard, 0);
        decoder.decode(codes, 1_760, codes.length - 1_760, heard, 3_200);
        double snr = snr(Arrays.copyOf(heard, heard.length - 320), 1_000);
        assertTrue(snr > 28, snr + " dB");
    }

    @Test
    void arguments_that_do_not_fit_are_refused() {
        G722Encoder encoder = new G722Encoder();
        byte[] codes = new byte[10];
        assertEquals(
                "length must be even, not 3",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> encoder.encode(new short[3], 0, 3, codes, 0))
                        .getMessage());
        assertThrows(
                IndexOutOfBoundsException.class,
                () -> encoder.encode(new short[22], 0, 22, codes, 0));
        assertThrows(
                IndexOutOfBoundsException.class,
                () -> new G722Decoder().decode(codes, 0, 10, new short[19], 0));
    }

    @Test
    void neither_way_allocates() {
        short[] pcm = Sounds.tone(RATE, 500, 0.02, -20);
        byte[] codes = new byte[pcm.length / 2];
        G722Encoder encoder = new G722Encoder();
        G722Decoder decoder = new G722Decoder();
        Allocations.assertNone(
                () -> {
                    encoder.encode(pcm, 0, pcm.length, codes, 0);
                    decoder.decode(codes, 0, codes.length, pcm, 0);
                });
    }
}
