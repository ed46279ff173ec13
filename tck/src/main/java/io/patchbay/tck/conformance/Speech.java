package io.patchbay.tck.conformance;

import io.patchbay.api.audio.AudioFormat;
import java.nio.ByteBuffer;
import java.util.Random;

/** Sound that is told from silence and from comfort noise, whatever a line does to it. */
final class Speech {

    private static final int LOUD = 2_000;

    /** Samples of one sign: what lies above is left to codecs that cut it off. */
    private static final int HELD = 8;

    private Speech() {}

    /**
     * So many milliseconds of loud noise. A tone would not do: where a line was held up, jitter
     * buffers take whole periods out of it to catch up, and half of it may be gone. In noise they
     * find no periods.
     */
    static byte[] loud(AudioFormat format, long millis) {
        byte[] sound = new byte[format.bytes(millis)];
        Random signs = new Random(millis);
        int width = format.encoding() == AudioFormat.Encoding.PCM16 ? 2 : 1;
        boolean up = true;
        for (int i = 0; i < sound.length; i++) {
            if (i % (HELD * width) == 0) {
                up = signs.nextBoolean();
            }
            sound[i] =
                    switch (format.encoding()) {
                        case PCM16 -> (byte) (i % 2 == 0 ? 0 : up ? 0x30 : 0xd0);
                        case PCMU -> (byte) (up ? 0x10 : 0x90);
                        case PCMA -> (byte) (up ? 0x30 : 0xb0);
                        case OPUS -> throw packets();
                    };
        }
        return sound;
    }

    /** A byte of silence. */
    static byte silence(AudioFormat format) {
        return switch (format.encoding()) {
            case PCM16 -> 0;
            case PCMU -> (byte) 0xff;
            case PCMA -> (byte) 0xd5;
            case OPUS -> throw packets();
        };
    }

    /** How many milliseconds of what was heard are loud. */
    static long loudMillis(AudioFormat format, byte[] sound) {
        ByteBuffer samples = ByteBuffer.wrap(sound).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        int width = format.encoding() == AudioFormat.Encoding.PCM16 ? 2 : 1;
        long loud = 0;
        while (samples.remaining() >= width) {
            boolean isLoud =
                    switch (format.encoding()) {
                        case PCM16 -> Math.abs(samples.getShort()) >= LOUD;
                        case PCMU -> (~samples.get() & 0x7f) >= 0x50;
                        case PCMA -> ((samples.get() ^ 0x55) & 0x7f) >= 0x50;
                        case OPUS -> throw packets();
                    };
            loud += isLoud ? 1 : 0;
        }
        return loud * 1_000 / format.channels() / format.sampleRate();
    }

    private static IllegalArgumentException packets() {
        return new IllegalArgumentException("packets have no samples");
    }
}
