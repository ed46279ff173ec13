package io.patchbay.sip.internal.media;

import io.github.jaredmdobson.concentus.OpusDecoder;
import io.github.jaredmdobson.concentus.OpusException;

/** Opus, heard at 16 kHz in mono, whatever it was made of. */
final class OpusDecoding implements SoundDecoder {

    private static final int RATE = 16_000;

    private final OpusDecoder decoder;

    OpusDecoding() {
        try {
            decoder = new OpusDecoder(RATE, 1);
        } catch (OpusException e) {
            throw new IllegalStateException("Opus makes 16 kHz", e);
        }
    }

    @Override
    public int decode(byte[] payload, int at, int length, short[] pcm) {
        if (length == 0) {
            return 0;
        }
        try {
            return decoder.decode(payload, at, length, pcm, 0, pcm.length, false);
        } catch (OpusException | ArithmeticException | IndexOutOfBoundsException e) {
            return 0; // of a stranger, and no Opus
        }
    }

    /** Opus knows best how a voice goes on. */
    @Override
    public boolean conceal(short[] pcm, int samples) {
        try {
            return decoder.decode(null, 0, 0, pcm, 0, samples, false) == samples;
        } catch (OpusException | ArithmeticException | IndexOutOfBoundsException e) {
            return false;
        }
    }
}
