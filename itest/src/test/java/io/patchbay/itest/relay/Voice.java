package io.patchbay.itest.relay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.audio.AudioConverter;
import io.patchbay.audio.WavReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/** What callers send: mono PCM16 at 24 kHz, followed by silence in which a turn ends. */
final class Voice {

    private static final int SILENCE_MILLIS = 600;
    static final int FRAME_BYTES = AudioFormat.PCM16_24K.bytes(20);

    private Voice() {}

    /** "What time is it in Berlin", as somebody recorded it. */
    static byte[] question() throws IOException {
        try (InputStream in =
                Voice.class.getResourceAsStream("/io/patchbay/launcher/recorded/question-1.wav")) {
            if (in == null) {
                throw new IOException("the launcher's recording is missing");
            }
            try (WavReader wav = WavReader.of(in)) {
                ByteBuffer sound = ByteBuffer.allocate(wav.format().bytes(10_000));
                while (wav.read(sound) > 0) {
                    // until it is whole
                }
                AudioConverter converter =
                        AudioConverter.between(wav.format(), AudioFormat.PCM16_24K);
                ByteBuffer out =
                        ByteBuffer.allocate(
                                converter.maxOutput(sound.flip().remaining())
                                        + converter.maxFlush());
                converter.convert(sound, out);
                converter.flush(out);
                return withSilence(Arrays.copyOf(out.array(), out.position()));
            }
        }
    }

    /**
     * The question so many times; each frame of 20 ms begins with its number, too quiet to be
     * heard.
     */
    static byte[] numberedQuestions(int times) throws IOException {
        byte[] one = question();
        ByteBuffer all = ByteBuffer.allocate(times * one.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < times; i++) {
            all.put(one);
        }
        for (int i = 0; i < all.capacity() / FRAME_BYTES; i++) {
            all.putShort(i * FRAME_BYTES, (short) i);
        }
        return all.array();
    }

    /**
     * Checks that every frame has arrived once and in order: each line goes on where the one before
     * it ended, or begins with what that one had already, since no turn held it yet.
     *
     * @param lines what each line received
     */
    static void assertWhole(byte[] sent, List<byte[]> lines) {
        int next = 0;
        for (byte[] line : lines) {
            if (line.length > 0) {
                int first = ByteBuffer.wrap(line).order(ByteOrder.LITTLE_ENDIAN).getShort(0);
                int from = first * FRAME_BYTES;
                assertTrue(from <= next, "a gap before frame " + first);
                assertArrayEquals(Arrays.copyOfRange(sent, from, from + line.length), line);
                assertTrue(
                        from + line.length >= next, "the line of frame " + first + " ends early");
                next = from + line.length;
            }
        }
        assertEquals(sent.length, next);
    }

    private static byte[] withSilence(byte[] sound) {
        int silent = sound.length + AudioFormat.PCM16_24K.bytes(SILENCE_MILLIS);
        return Arrays.copyOf(sound, (silent + FRAME_BYTES - 1) / FRAME_BYTES * FRAME_BYTES);
    }
}
