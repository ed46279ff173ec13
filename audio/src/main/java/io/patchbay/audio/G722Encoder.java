package io.patchbay.audio;

import java.util.Objects;

/**
 * Makes G.722 of sound at 16 kHz, at 64 kbit/s: one byte for two samples (ITU-T G.722). One
 * instance for one direction of one leg, for one thread at a time; allocates nothing.
 */
public final class G722Encoder {

    /** Where the quantiser of the lower band decides, in 1/8192 of its step. */
    private static final int[] DECISIONS = {
        35, 72, 110, 150, 190, 233, 276, 323, 370, 422, 473, 530, 587, 650, 714, 786, 858, 940,
        1023, 1121, 1219, 1339, 1458, 1612, 1765, 1980, 2195, 2557, 2919
    };

    private static final int HIGH_DECISION = 564;

    private final G722Filter filter = new G722Filter();
    private final G722Band low = G722Band.low();
    private final G722Band high = G722Band.high();

    /** One that has heard nothing yet. */
    public G722Encoder() {}

    /**
     * Encodes.
     *
     * @param length samples, an even number
     * @return bytes written, half as many
     * @throws IllegalArgumentException for an odd number of samples
     * @throws IndexOutOfBoundsException when either array is too short; nothing is written then
     */
    public int encode(short[] pcm, int offset, int length, byte[] codes, int codesOffset) {
        if ((length & 1) != 0) {
            throw new IllegalArgumentException("length must be even, not " + length);
        }
        Objects.checkFromIndexSize(offset, length, pcm.length);
        Objects.checkFromIndexSize(codesOffset, length / 2, codes.length);
        for (int i = 0; i < length / 2; i++) {
            filter.part(pcm[offset + 2 * i], pcm[offset + 2 * i + 1]);
            int lowCode = lowCode(filter.low());
            int highCode = highCode(filter.high());
            codes[codesOffset + i] = (byte) (highCode << 6 | lowCode);
        }
        return length / 2;
    }

    private int lowCode(int sample) {
        int difference = G722Band.saturated(sample - low.prediction());
        int magnitude = difference < 0 ? ~difference : difference;
        int level = 0;
        while (level < DECISIONS.length && magnitude >= DECISIONS[level] * low.step() >> 12) {
            level++;
        }
        int code;
        if (difference >= 0) {
            code = 61 - level;
        } else {
            code = level < 2 ? 63 - level : 33 - level;
        }
        low.adaptLow(code);
        return code;
    }

    private int highCode(int sample) {
        int difference = G722Band.saturated(sample - high.prediction());
        int magnitude = difference < 0 ? ~difference : difference;
        boolean outer = magnitude >= HIGH_DECISION * high.step() >> 12;
        int code = difference < 0 ? (outer ? 0 : 1) : (outer ? 2 : 3);
        high.adaptHigh(code);
        return code;
    }
}
