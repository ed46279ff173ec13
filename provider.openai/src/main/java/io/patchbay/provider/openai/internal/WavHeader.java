package io.patchbay.provider.openai.internal;

import io.patchbay.api.audio.AudioFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The header of a WAV file around a piece of sound, together with the first byte of it: 45 bytes
 * are 15 groups of three, so that the rest of the sound can be coded as it lies. One per
 * connection, filled again for every piece.
 */
final class WavHeader {

    /** Bytes of the header alone. */
    static final int SIZE = 44;

    private static final int RIFF_SIZE = 4;
    private static final int RATE = 24;
    private static final int BYTE_RATE = 28;
    private static final int DATA_SIZE = 40;

    private final ByteBuffer bytes = ByteBuffer.allocate(SIZE + 1).order(ByteOrder.LITTLE_ENDIAN);

    /** Of mono PCM with 16 bits a sample. */
    WavHeader() {
        bytes.put(ascii("RIFF")).putInt(0).put(ascii("WAVEfmt ")).putInt(16);
        bytes.putShort((short) 1).putShort((short) 1).putInt(0).putInt(0);
        bytes.putShort((short) 2).putShort((short) 16).put(ascii("data")).putInt(0);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * The header of a piece and its first byte, by which {@code sound} moves on; valid until the
     * next call.
     *
     * @param length of the piece in bytes, at least 1
     */
    ByteBuffer before(ByteBuffer sound, int length, AudioFormat format) {
        bytes.putInt(RIFF_SIZE, SIZE - 8 + length)
                .putInt(RATE, format.sampleRate())
                .putInt(BYTE_RATE, format.sampleRate() * 2)
                .putInt(DATA_SIZE, length)
                .put(SIZE, sound.get());
        return bytes.rewind();
    }
}
