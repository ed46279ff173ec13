package io.patchbay.tck.conformance;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Bytes that show when they are lost, doubled or out of order. */
final class Tones {

    /** Sizes of frames as they come from callers of all kinds, odd ones too; even in all. */
    private static final int[] SIZES = {960, 1, 3, 160, 159, 320, 961, 2, 4_800, 480, 7, 9_600};

    private Tones() {}

    /** So many bytes, after {@code seed}. */
    static byte[] of(int length, int seed) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (seed * 31 + i * 7 + (i >> 8));
        }
        return bytes;
    }

    /** Frames of odd and usual sizes; together an even number of bytes. */
    static List<byte[]> frames() {
        List<byte[]> frames = new ArrayList<>();
        int all = 0;
        for (int round = 0; round < 4; round++) {
            for (int size : SIZES) {
                frames.add(of(size, frames.size()));
                all += size;
            }
        }
        if (all % 2 == 1) {
            frames.add(of(1, frames.size()));
        }
        return frames;
    }

    static byte[] joined(List<byte[]> frames) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        frames.forEach(all::writeBytes);
        return all.toByteArray();
    }

    /** Where two pieces of sound part, for findings. */
    static String compared(byte[] wanted, byte[] seen) {
        int at = java.util.Arrays.mismatch(wanted, seen);
        return seen.length
                + " bytes arrived of "
                + wanted.length
                + (at < 0 ? "" : ", and from byte " + at + " on they differ");
    }
}
