package io.patchbay.audio;

import java.util.Objects;

/**
 * Makes sound at 16 kHz of G.722 at 64 kbit/s: two samples of each byte (ITU-T G.722). One instance
 * for one direction of one leg, for one thread at a time; allocates nothing.
 */
public final class G722Decoder {

    /** What the codes of the lower band stand for, in 1/32768 of the quantiser's step. */
    private static final int[] LOW_LEVELS = {
        -136, -136, -136, -136, -24808, -21904, -19008, -16704, -14984, -13512, -12280, -11192,
        -10232, -9360, -8576, -7856, -7192, -6576, -6000, -5456, -4944, -4464, -4008, -3576, -3168,
        -2776, -2400, -2032, -1688, -1360, -1040, -728, 24808, 21904, 19008, 16704, 14984, 13512,
        12280, 11192, 10232, 9360, 8576, 7856, 7192, 6576, 6000, 5456, 4944, 4464, 4008, 3576, 3168,
        2776, 2400, 2032, 1688, 1360, 1040, 728, 432, 136, -432, -136
    };

    private final G722Filter filter = new G722Filter();
    private final G722Band low = G722Band.low();
    private final G722Band high = G722Band.high();

    /** One that has heard nothing yet. */
    public G722Decoder() {}

    /**
     * Decodes.
     *
     * @param length bytes
     * @return samples written, twice as many
     * @throws IndexOutOfBoundsException when either array is too short; nothing is written then
     */
    public int decode(byte[] codes, int offset, int length, short[] pcm, int pcmOffset) {
        Objects.checkFromIndexSize(offset, length, codes.length);
        Objects.checkFromIndexSize(pcmOffset, 2 * length, pcm.length);
        for (int i = 0; i < length; i++) {
            int code = codes[offset + i] & 0xFF;
            filter.join(lowSample(code & 0x3F), highSample(code >> 6));
            pcm[pcmOffset + 2 * i] = filter.first();
            pcm[pcmOffset + 2 * i + 1] = filter.second();
        }
        return 2 * length;
    }

    private int lowSample(int code) {
        int sample = limited(low.prediction() + (low.step() * LOW_LEVELS[code] >> 15));
        low.adaptLow(code);
        return sample;
    }

    private int highSample(int code) {
        int sample = limited(high.prediction() + high.highDifference(code));
        high.adaptHigh(code);
        return sample;
    }

    private static int limited(int sample) {
        return Math.max(-16_384, Math.min(16_383, sample));
    }
}
