package io.patchbay.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResamplerTest {

    private static short[] resample(Resampler resampler, short[] in) {
        short[] out = new short[resampler.maxSamples(in.length)];
        return Arrays.copyOf(out, resampler.resample(in, 0, in.length, out, 0));
    }

    /** What is left beside the tone (its images, aliases and noise), in dB under it. */
    private static double signalToNoise(short[] sound, int rate, double hertz) {
        int from = sound.length / 4;
        double[][] basis = new double[2][sound.length];
        double ss = 0;
        double cc = 0;
        double sc = 0;
        double ys = 0;
        double yc = 0;
        for (int i = from; i < sound.length; i++) {
            double s = basis[0][i] = Math.sin(2 * Math.PI * hertz * i / rate);
            double c = basis[1][i] = Math.cos(2 * Math.PI * hertz * i / rate);
            ss += s * s;
            cc += c * c;
            sc += s * c;
            ys += sound[i] * s;
            yc += sound[i] * c;
        }
        double a = (ys * cc - yc * sc) / (ss * cc - sc * sc);
        double b = (yc * ss - ys * sc) / (ss * cc - sc * sc);
        double signal = 0;
        double noise = 0;
        for (int i = from; i < sound.length; i++) {
            double fit = a * basis[0][i] + b * basis[1][i];
            signal += fit * fit;
            noise += (sound[i] - fit) * (sound[i] - fit);
        }
        return 10 * Math.log10(signal / noise);
    }

    @ParameterizedTest
    @CsvSource({
        "8000, 16000, 16", "8000, 24000, 16", "16000, 24000, 16", "24000, 16000, 16",
        "24000, 8000, 16", "48000, 24000, 16", "24000, 48000, 32", "44100, 24000, 16",
        "48000, 16000, 32", "24000, 44100, 16", "8001, 48000, 16", "47999, 24000, 16"
    })
    void tones_up_to_0_8_of_the_lower_nyquist_keep_80_dB(int from, int to, int crossings) {
        for (int percent = 5; percent <= 80; percent += 15) {
            double hertz = percent / 100.0 * Math.min(from, to) / 2;
            short[] tone = Sounds.tone(from, hertz, 0.5, -3.5);
            short[] heard = resample(Resampler.of(from, to, crossings), tone);
            double snr = signalToNoise(heard, to, hertz);
            assertTrue(snr >= 80, hertz + " Hz has " + snr + " dB");
            double gain = Level.of(heard, heard.length / 4, heard.length / 2) + 3.5;
            assertEquals(0, gain, 0.2, hertz + " Hz");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "24000, 16000, 16", "24000, 8000, 16", "48000, 24000, 16", "44100, 24000, 16",
        "48000, 24000, 32", "48000, 16000, 32", "47999, 24000, 16", "192000, 8000, 16"
    })
    void tones_that_the_lower_rate_cannot_hold_vanish(int from, int to, int crossings) {
        int worst = -200;
        for (double share = 1.1; share * to < from * 0.98; share *= 1.15) {
            short[] tone = Sounds.tone(from, share * to / 2, 0.4, -3.5);
            short[] heard = resample(Resampler.of(from, to, crossings), tone);
            double alias = Level.of(heard, heard.length / 4, heard.length / 2) + 3.5;
            assertTrue(alias <= -75, share + " of Nyquist comes back with " + alias + " dB");
            worst = (int) Math.max(worst, alias);
        }
        assertTrue(worst > -200, "nothing was tried");
    }

    @ParameterizedTest
    @CsvSource({
        "8000, 24000",
        "24000, 8000",
        "24000, 16000",
        "44100, 24000",
        "48000, 44100",
        "8001, 192000",
        "24000, 24000"
    })
    void a_stream_cut_into_odd_pieces_comes_out_the_same(int from, int to) {
        ByteBuffer sound = Sounds.bytes(Sounds.voice(from, 0.7, -15));
        Resampler whole = Resampler.of(from, to);
        ByteBuffer expected = ByteBuffer.allocate(whole.maxOutput(sound.remaining()));
        whole.resample(sound.duplicate(), expected);

        Resampler pieces = Resampler.of(from, to);
        ByteBuffer actual = ByteBuffer.allocate(expected.capacity());
        Random random = new Random(3);
        while (sound.hasRemaining()) {
            ByteBuffer piece = sound.slice();
            piece.limit(Math.min(piece.remaining(), random.nextInt(1_500)));
            sound.position(sound.position() + piece.remaining());
            ByteBuffer scratch = ByteBuffer.allocate(pieces.maxOutput(piece.remaining()));
            int written = pieces.resample(piece, scratch);
            assertEquals(0, piece.remaining());
            assertEquals(written, scratch.position());
            actual.put(scratch.flip());
        }
        assertEquals(expected.flip(), actual.flip());
    }

    @Test
    void arrays_and_buffers_give_the_same_sound() {
        short[] sound = Sounds.voice(16_000, 0.3, -15);
        Resampler resampler = Resampler.of(16_000, 24_000);
        short[] expected = resample(resampler, sound);
        resampler.reset();
        ByteBuffer out = ByteBuffer.allocate(resampler.maxOutput(2 * sound.length));
        resampler.resample(Sounds.bytes(sound), out);
        assertArrayEquals(expected, Sounds.samples(out.flip()));
    }

    @ParameterizedTest
    @CsvSource({
        "24000, 8000",
        "8000, 24000",
        "44100, 24000",
        "24000, 44100",
        "48000, 16000",
        "8001, 192000",
        "192000, 8001"
    })
    void as_much_time_comes_out_as_went_in(int from, int to) {
        Resampler resampler = Resampler.of(from, to);
        long in = 0;
        long out = 0;
        Random random = new Random(4);
        short[] target = new short[resampler.maxSamples(999)];
        while (in < 100_000) {
            int piece = random.nextInt(1_000);
            in += piece;
            out += resampler.resample(new short[piece], 0, piece, target, 0);
            assertEquals((in * to + from - 1) / from, out);
        }
    }

    @Test
    void a_frame_of_20_ms_makes_a_frame_of_20_ms_each_time() {
        Resampler resampler = Resampler.of(24_000, 8_000);
        for (int i = 0; i < 100; i++) {
            assertEquals(160, resampler.resample(new short[480], 0, 480, new short[160], 0));
        }
    }

    @ParameterizedTest
    @CsvSource({"8000, 24000", "24000, 8000", "44100, 24000", "16000, 48000"})
    void sound_is_as_late_as_reported_and_flush_brings_the_rest(int from, int to) {
        short[] in = new short[from / 50];
        in[from / 100] = 20_000;
        Resampler resampler = Resampler.of(from, to);
        ByteBuffer out =
                ByteBuffer.allocate(resampler.maxOutput(2 * in.length) + resampler.maxFlush());
        resampler.resample(Sounds.bytes(in), out);
        resampler.flush(out);
        short[] heard = Sounds.samples(out.flip());
        int peak = 0;
        for (int i = 0; i < heard.length; i++) {
            peak = heard[i] > heard[peak] ? i : peak;
        }
        double late = (double) peak / to - 0.01;
        assertEquals(resampler.delayMicros(), late * 1e6, 0.51e6 / to + 1);
        assertEquals(
                Math.ceil((in.length + resampler.delayMicros() * 1e-6 * from) * to / from),
                heard.length,
                1);
    }

    @Test
    void equal_rates_copy_at_once() {
        Resampler resampler = Resampler.of(24_000, 24_000);
        short[] sound = Sounds.voice(24_000, 0.1, -10);
        assertTrue(resampler.isIdentity());
        assertEquals(0, resampler.delayMicros());
        assertArrayEquals(sound, resample(resampler, sound));
        assertEquals(0, resampler.flush(ByteBuffer.allocate(0)));
    }

    @Test
    void reset_forgets_the_past() {
        Resampler used = Resampler.of(44_100, 24_000);
        used.resample(ByteBuffer.wrap(new byte[] {1, 2, 3, 99, 5}), ByteBuffer.allocate(64));
        used.reset();
        short[] sound = Sounds.voice(44_100, 0.1, -10);
        assertArrayEquals(resample(Resampler.of(44_100, 24_000), sound), resample(used, sound));
    }

    @Test
    void the_loudest_sound_is_clipped_and_never_wraps() {
        short[] square = new short[4_800];
        for (int i = 0; i < square.length; i++) {
            square[i] = i / 60 % 2 == 0 ? Short.MAX_VALUE : Short.MIN_VALUE;
        }
        short[] heard = resample(Resampler.of(24_000, 48_000), square);
        for (int i = 300; i < heard.length - 300; i++) {
            int before = heard[i - 1];
            assertTrue(Math.abs(heard[i] - before) < 40_000, "a jump at " + i);
        }
    }

    @Test
    void too_little_room_is_an_error_before_anything_is_read() {
        Resampler resampler = Resampler.of(8_000, 24_000);
        ByteBuffer in = ByteBuffer.allocate(320);
        assertThrows(
                BufferOverflowException.class,
                () -> resampler.resample(in, ByteBuffer.allocate(959)));
        assertEquals(320, in.remaining());
        assertEquals(960, resampler.resample(in, ByteBuffer.allocate(960)));
    }

    @Test
    void rates_and_crossings_out_of_range_are_refused() {
        assertThrows(IllegalArgumentException.class, () -> Resampler.of(7_999, 8_000));
        assertThrows(IllegalArgumentException.class, () -> Resampler.of(8_000, 192_001));
        assertThrows(IllegalArgumentException.class, () -> Resampler.of(8_000, 16_000, 5));
    }

    @Test
    void nothing_is_allocated_per_frame() {
        Resampler resampler = Resampler.of(24_000, 8_000);
        ByteBuffer in = ByteBuffer.allocate(960);
        ByteBuffer out = ByteBuffer.allocate(resampler.maxOutput(960));
        Allocations.assertNone(() -> resampler.resample(in.clear(), out.clear()));
    }
}
