package io.patchbay.audio;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * The two laws of ITU-T G.711, by table: each 16-bit sample becomes one byte and back. Stateless
 * and free of allocation; any thread may call.
 *
 * <p>The encoders are indexed by all 16 bits of a sample. A negative sample gets the code of its
 * one's complement with the other sign, as ITU-T G.191 has it. The codes are those on the wire:
 * mu-law inverted, A-law with the even bits inverted.
 */
public enum G711 {
    /** PCMU, the law of North America and Japan. */
    MU_LAW {
        @Override
        int level(int code) {
            int bits = ~code;
            int magnitude = ((((bits & 0x0F) << 3) + MU_BIAS) << ((bits >> 4) & 7)) - MU_BIAS;
            return (bits & 0x80) == 0 ? magnitude : -magnitude;
        }

        @Override
        int code(int sample) {
            int biased = Math.min(sample < 0 ? ~sample : sample, MU_CLIP) + MU_BIAS;
            int segment = 24 - Integer.numberOfLeadingZeros(biased);
            int bits = segment << 4 | (biased >> (segment + 3)) & 0x0F;
            return ~(sample < 0 ? bits | 0x80 : bits);
        }
    },

    /** PCMA, the law of the rest of the world. */
    A_LAW {
        @Override
        int level(int code) {
            int bits = code ^ A_INVERSION;
            int segment = (bits >> 4) & 7;
            int step = (bits & 0x0F) << 4 | 8;
            int magnitude = segment == 0 ? step : (step | 0x100) << (segment - 1);
            return (bits & 0x80) == 0 ? -magnitude : magnitude;
        }

        @Override
        int code(int sample) {
            int magnitude = sample < 0 ? ~sample : sample;
            int segment = Math.max(0, 24 - Integer.numberOfLeadingZeros(magnitude));
            int bits = segment << 4 | (magnitude >> Math.max(4, segment + 3)) & 0x0F;
            return (sample < 0 ? bits : bits | 0x80) ^ A_INVERSION;
        }
    };

    private static final int MU_BIAS = 0x84;
    private static final int MU_CLIP = 32_635;
    private static final int A_INVERSION = 0x55;

    private final byte[] codes = new byte[1 << 16];
    private final short[] levels = new short[1 << 8];

    G711() {
        for (int code = 0; code < levels.length; code++) {
            levels[code] = (short) level(code);
        }
        for (int sample = Short.MIN_VALUE; sample <= Short.MAX_VALUE; sample++) {
            codes[sample & 0xFFFF] = (byte) code(sample);
        }
    }

    /** The level that G.711 gives to a code, on the scale of 16 bits. */
    abstract int level(int code);

    /** The code of a 16-bit sample; only its low eight bits count. */
    abstract int code(int sample);

    /** The code of one sample. */
    public byte encode(short sample) {
        return codes[sample & 0xFFFF];
    }

    /** The sample that a code stands for. */
    public short decode(byte code) {
        return levels[code & 0xFF];
    }

    /**
     * Encodes {@code length} samples.
     *
     * @throws IndexOutOfBoundsException when either array is too short; nothing is written then
     */
    public void encode(short[] pcm, int offset, byte[] codes, int codesOffset, int length) {
        Objects.checkFromIndexSize(offset, length, pcm.length);
        Objects.checkFromIndexSize(codesOffset, length, codes.length);
        byte[] table = this.codes;
        for (int i = 0; i < length; i++) {
            codes[codesOffset + i] = table[pcm[offset + i] & 0xFFFF];
        }
    }

    /**
     * Decodes {@code length} codes.
     *
     * @throws IndexOutOfBoundsException when either array is too short; nothing is written then
     */
    public void decode(byte[] codes, int offset, short[] pcm, int pcmOffset, int length) {
        Objects.checkFromIndexSize(offset, length, codes.length);
        Objects.checkFromIndexSize(pcmOffset, length, pcm.length);
        short[] table = levels;
        for (int i = 0; i < length; i++) {
            pcm[pcmOffset + i] = table[codes[offset + i] & 0xFF];
        }
    }

    /**
     * Encodes all whole samples between the position and the limit of {@code pcm}; an odd byte at
     * the end stays unread in it. The positions of both buffers move.
     *
     * @param pcm 16-bit little-endian samples
     * @param codes takes one byte a sample
     * @throws BufferOverflowException when {@code codes} has no room for all; nothing is read then
     */
    public void encode(ByteBuffer pcm, ByteBuffer codes) {
        int length = pcm.remaining() / 2;
        if (codes.remaining() < length) {
            throw new BufferOverflowException();
        }
        for (int i = 0; i < length; i++) {
            codes.put(this.codes[Pcm16.get(pcm) & 0xFFFF]);
        }
    }

    /**
     * Decodes all bytes between the position and the limit of {@code codes}. The positions of both
     * buffers move.
     *
     * @param codes one byte a sample
     * @param pcm takes 16-bit little-endian samples, two bytes each
     * @throws BufferOverflowException when {@code pcm} has no room for all; nothing is read then
     */
    public void decode(ByteBuffer codes, ByteBuffer pcm) {
        int length = codes.remaining();
        if (pcm.remaining() / 2 < length) {
            throw new BufferOverflowException();
        }
        for (int i = 0; i < length; i++) {
            Pcm16.put(pcm, levels[codes.get() & 0xFF]);
        }
    }
}
