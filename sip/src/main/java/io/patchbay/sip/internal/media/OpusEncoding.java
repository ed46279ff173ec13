package io.patchbay.sip.internal.media;

import io.github.jaredmdobson.concentus.OpusApplication;
import io.github.jaredmdobson.concentus.OpusEncoder;
import io.github.jaredmdobson.concentus.OpusException;
import io.github.jaredmdobson.concentus.OpusSignal;

/** Opus for a voice at 16 kHz, with what a receiver needs to make up for a lost packet. */
final class OpusEncoding implements SoundEncoder {

    private static final int RATE = 16_000;
    private static final int BITRATE = 24_000;
    private static final int COMPLEXITY = 5;
    private static final int EXPECTED_LOSS_PERCENT = 5;
    private static final int MOST_BYTES = 1_275;

    private final OpusEncoder encoder;

    OpusEncoding() {
        try {
            encoder = new OpusEncoder(RATE, 1, OpusApplication.OPUS_APPLICATION_VOIP);
        } catch (OpusException e) {
            throw new IllegalStateException("Opus takes 16 kHz", e);
        }
        encoder.setBitrate(BITRATE);
        encoder.setComplexity(COMPLEXITY);
        encoder.setSignalType(OpusSignal.OPUS_SIGNAL_VOICE);
        encoder.setUseInbandFEC(true);
        encoder.setPacketLossPercent(EXPECTED_LOSS_PERCENT);
    }

    @Override
    public int encode(short[] pcm, int samples, byte[] out, int at) {
        try {
            return encoder.encode(pcm, 0, samples, out, at, Math.min(MOST_BYTES, out.length - at));
        } catch (OpusException e) {
            throw new IllegalStateException("Opus takes whole frames", e);
        }
    }
}
