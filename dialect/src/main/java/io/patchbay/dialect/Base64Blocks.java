package io.patchbay.dialect;

import java.nio.ByteBuffer;
import java.util.Base64;

/**
 * Base64 (RFC 4648, the standard alphabet, padded) of a piece of an array without garbage. The
 * JDK's coder is compiled to vector code, but reads whole arrays only; so a piece is cut into
 * blocks of 1, 2, 4 … quads, for each of which the thread keeps an array of exactly that size. For
 * any thread; nothing blocks.
 */
public final class Base64Blocks {

    private static final Base64.Decoder DECODER = Base64.getDecoder();
    private static final Base64.Encoder ENCODER = Base64.getEncoder();

    private Base64Blocks() {}

    /**
     * Decodes a piece of {@code source} into {@code target}; what stood there may be overwritten
     * also when the answer is -1.
     *
     * @param source holds the characters, ASCII
     * @param offset the first of them
     * @param length how many, a multiple of four
     * @param target has room for three bytes per four characters from {@code to} on
     * @param to where the first byte goes
     * @return how many bytes there are, or -1 when it is no clean base64
     */
    public static int decode(byte[] source, int offset, int length, byte[] target, int to) {
        if ((length & 3) != 0) {
            return -1;
        }
        byte[][] scratch = Scratch.ofThread();
        byte[] block = Scratch.soundOut(scratch);
        int done = 0;
        int at = offset;
        int quads = length >> 2;
        try {
            while (quads > 0) {
                int level = level(quads);
                byte[] text = Scratch.text(scratch, level);
                System.arraycopy(source, at, text, 0, text.length);
                int bytes = DECODER.decode(text, block);
                quads -= 1 << level;
                if (quads > 0 && bytes != 3 << level) {
                    return -1; // padding before the end
                }
                System.arraycopy(block, 0, target, to + done, bytes);
                done += bytes;
                at += text.length;
            }
            return done;
        } catch (IllegalArgumentException notBase64) {
            return -1;
        }
    }

    /**
     * Encodes {@code length} bytes of {@code source}, which moves on by them, into {@code target}.
     *
     * @param source holds at least {@code length} bytes
     * @param target has room for {@link #encodedLength} characters from {@code offset} on
     * @return the place behind the last character
     */
    public static int encode(ByteBuffer source, int length, byte[] target, int offset) {
        byte[][] scratch = Scratch.ofThread();
        byte[] block = Scratch.textOut(scratch);
        int at = offset;
        int triples = length / 3;
        while (triples > 0) {
            int level = level(triples);
            byte[] sound = Scratch.sound(scratch, level);
            source.get(sound);
            int characters = ENCODER.encode(sound, block);
            System.arraycopy(block, 0, target, at, characters);
            at += characters;
            triples -= 1 << level;
        }
        int rest = length % 3;
        if (rest > 0) {
            byte[] sound = Scratch.tail(scratch, rest);
            source.get(sound);
            int characters = ENCODER.encode(sound, block);
            System.arraycopy(block, 0, target, at, characters);
            at += characters;
        }
        return at;
    }

    /** How many characters {@code bytes} bytes become, padding included. */
    public static int encodedLength(int bytes) {
        return (bytes + 2) / 3 * 4;
    }

    private static int level(int units) {
        return Math.min(31 - Integer.numberOfLeadingZeros(units), Scratch.LEVELS - 1);
    }
}
