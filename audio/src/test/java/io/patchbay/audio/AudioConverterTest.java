package io.patchbay.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.audio.AudioFormat.Encoding;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AudioConverterTest {

    private static final AudioFormat OPUS = new AudioFormat(Encoding.OPUS, 48_000, 2);
    private static final AudioFormat STEREO_48K = new AudioFormat(Encoding.PCM16, 48_000, 2);

    private static final List<AudioFormat> FORMATS =
            List.of(
                    AudioFormat.PCM16_24K,
                    AudioFormat.pcm16(44_100),
                    STEREO_48K,
                    new AudioFormat(Encoding.PCM16, 24_000, 2),
                    AudioFormat.PCMU_8K,
                    AudioFormat.PCMA_8K,
                    new AudioFormat(Encoding.PCMA, 16_000, 2));

    static Stream<Arguments> pairs() {
        List<Arguments> pairs = new ArrayList<>();
        for (AudioFormat from : FORMATS) {
            for (AudioFormat to : FORMATS) {
                pairs.add(Arguments.of(from, to));
            }
        }
        return pairs.stream();
    }

    private static ByteBuffer convert(AudioConverter converter, ByteBuffer in) {
        ByteBuffer out = ByteBuffer.allocate(converter.maxOutput(in.remaining()));
        int written = converter.convert(in, out);
        assertEquals(written, out.position());
        assertFalse(in.hasRemaining());
        return out.flip();
    }

    /** A tone in any format: made in mono PCM16 at its rate, which tests prove elsewhere. */
    private static ByteBuffer tone(AudioFormat format, double seconds) {
        short[] mono = Sounds.tone(format.sampleRate(), 440, seconds, -12);
        AudioFormat linear = AudioFormat.pcm16(format.sampleRate());
        return convert(AudioConverter.between(linear, format), Sounds.bytes(mono));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void a_tone_keeps_its_pitch_level_and_length(AudioFormat from, AudioFormat to) {
        ByteBuffer out = convert(AudioConverter.between(from, to), tone(from, 0.5));
        assertEquals(to.bytes(500), out.remaining(), to.frameBytes());
        AudioFormat mono = AudioFormat.pcm16(to.sampleRate());
        short[] heard = Sounds.samples(convert(AudioConverter.between(to, mono), out));
        assertEquals(-12, Level.of(heard, heard.length / 4, heard.length / 2), 0.1);
        int crossings = 0;
        for (int i = heard.length / 4; i < heard.length * 3 / 4; i++) {
            crossings += heard[i - 1] < 0 && heard[i] >= 0 ? 1 : 0;
        }
        assertEquals(110, crossings, 1);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void pieces_of_any_size_come_out_like_the_whole(AudioFormat from, AudioFormat to) {
        ByteBuffer sound = tone(from, 0.2);
        ByteBuffer expected = convert(AudioConverter.between(from, to), sound.duplicate());
        AudioConverter converter = AudioConverter.between(from, to);
        ByteBuffer actual = ByteBuffer.allocate(expected.remaining());
        Random random = new Random(5);
        while (sound.hasRemaining()) {
            ByteBuffer piece = sound.slice();
            piece.limit(Math.min(piece.remaining(), random.nextInt(700)));
            sound.position(sound.position() + piece.remaining());
            actual.put(convert(converter, piece));
        }
        assertEquals(expected, actual.flip());
    }

    @Test
    void stereo_becomes_mono_by_averaging_and_mono_stereo_by_doubling() {
        AudioFormat mono = AudioFormat.PCM16_48K;
        assertArrayEquals(
                new short[] {150, -32_768, -1},
                Sounds.samples(
                        convert(
                                AudioConverter.between(STEREO_48K, mono),
                                Sounds.bytes(new short[] {100, 200, -32_768, -32_768, -2, 0}))));
        assertArrayEquals(
                new short[] {7, 7, -8, -8},
                Sounds.samples(
                        convert(
                                AudioConverter.between(mono, STEREO_48K),
                                Sounds.bytes(new short[] {7, -8}))));
    }

    @Test
    void channels_stay_apart_from_stereo_to_stereo() {
        short[] left = new short[9_600];
        for (int i = 0; i < left.length; i += 2) {
            left[i] = (short) (10_000 * Math.sin(i * 0.05));
        }
        AudioConverter converter =
                AudioConverter.between(STEREO_48K, new AudioFormat(Encoding.PCM16, 24_000, 2));
        short[] heard = Sounds.samples(convert(converter, Sounds.bytes(left)));
        int loudest = 0;
        for (int i = 0; i < heard.length; i += 2) {
            loudest = Math.max(loudest, heard[i]);
            assertEquals(0, heard[i + 1]);
        }
        assertEquals(10_000, loudest, 100);
    }

    @Test
    void formats_that_are_equal_pass_unchanged() {
        AudioConverter converter =
                AudioConverter.between(AudioFormat.PCM16_24K, AudioFormat.pcm16(24_000));
        assertTrue(converter.isIdentity());
        assertEquals(0, converter.delayMicros());
        ByteBuffer in = ByteBuffer.wrap(new byte[] {1, 2, 3});
        assertEquals(in.duplicate(), convert(converter, in));
        assertTrue(AudioConverter.between(OPUS, OPUS).isIdentity());
        assertFalse(AudioConverter.between(AudioFormat.PCMU_8K, AudioFormat.PCMA_8K).isIdentity());
    }

    @Test
    void what_nobody_can_convert_is_refused_with_both_formats_named() {
        IllegalArgumentException refusal =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> AudioConverter.between(OPUS, AudioFormat.PCMU_8K));
        assertEquals(
                "nobody can convert opus at 48000 Hz stereo to pcmu at 8000 Hz mono",
                refusal.getMessage());
        assertFalse(AudioConverter.converts(AudioFormat.PCM16_48K, OPUS));
        assertTrue(AudioConverter.converts(AudioFormat.PCM16_48K, AudioFormat.PCMA_8K));
    }

    @Test
    void a_phone_frame_becomes_a_model_frame_and_back_without_loss_of_time() {
        AudioConverter up = AudioConverter.between(AudioFormat.PCMU_8K, AudioFormat.PCM16_24K);
        AudioConverter down = AudioConverter.between(AudioFormat.PCM16_24K, AudioFormat.PCMU_8K);
        for (int i = 0; i < 50; i++) {
            ByteBuffer model = convert(up, ByteBuffer.allocate(160));
            assertEquals(960, model.remaining());
            assertEquals(160, convert(down, model).remaining());
        }
    }

    @Test
    void flush_brings_what_is_still_inside_and_starts_anew() {
        AudioConverter converter =
                AudioConverter.between(AudioFormat.PCM16_24K, AudioFormat.PCM16_48K);
        ByteBuffer first = convert(converter, tone(AudioFormat.PCM16_24K, 0.1));
        ByteBuffer rest = ByteBuffer.allocate(converter.maxFlush());
        int written = converter.flush(rest);
        assertEquals(converter.delayMicros() * 48 / 1_000 * 2, written, 2);
        short[] end = Sounds.samples(rest.flip());
        assertTrue(Level.of(end, 0, end.length / 2) > -30);
        assertEquals(first, convert(converter, tone(AudioFormat.PCM16_24K, 0.1)));
    }

    @Test
    void reset_forgets_sound_and_parts_of_samples() {
        AudioConverter converter = AudioConverter.between(STEREO_48K, AudioFormat.PCM16_24K);
        ByteBuffer expected = convert(converter, tone(STEREO_48K, 0.1));
        converter.convert(ByteBuffer.wrap(new byte[] {1, 2, 3}), ByteBuffer.allocate(16));
        converter.reset();
        assertEquals(expected, convert(converter, tone(STEREO_48K, 0.1)));
    }

    @Test
    void too_little_room_is_an_error_before_anything_is_read() {
        AudioConverter converter =
                AudioConverter.between(AudioFormat.PCMA_8K, AudioFormat.PCM16_24K);
        ByteBuffer in = ByteBuffer.allocate(160);
        assertThrows(
                BufferOverflowException.class,
                () -> converter.convert(in, ByteBuffer.allocate(959)));
        assertEquals(160, in.remaining());
    }

    @Test
    void nothing_is_allocated_per_frame() {
        AudioConverter converter =
                AudioConverter.between(AudioFormat.PCMU_8K, AudioFormat.PCM16_24K);
        ByteBuffer in = ByteBuffer.allocate(160);
        ByteBuffer out = ByteBuffer.allocate(converter.maxOutput(160));
        Allocations.assertNone(() -> converter.convert(in.clear(), out.clear()));
    }
}
