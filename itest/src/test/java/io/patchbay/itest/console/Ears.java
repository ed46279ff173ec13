package io.patchbay.itest.console;

import io.patchbay.audio.WavReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Looks at sound. */
final class Ears {

    private static final int LOUD = 500;

    private Ears() {}

    /** One channel of a WAV file, from zero on. */
    static short[] channel(Path wav, int channel) throws IOException {
        try (WavReader reader = WavReader.open(wav)) {
            int channels = reader.format().channels();
            ByteBuffer all =
                    ByteBuffer.allocate(Math.toIntExact(Files.size(wav)))
                            .order(ByteOrder.LITTLE_ENDIAN);
            while (all.hasRemaining() && reader.read(all) >= 0) {
                // to its end
            }
            all.flip();
            short[] samples = new short[all.remaining() / 2 / channels];
            for (int i = 0; i < samples.length; i++) {
                samples[i] = all.getShort(2 * (i * channels + channel));
            }
            return samples;
        }
    }

    /** How many of the samples a voice must have made. */
    static long loud(short[] samples) {
        long loud = 0;
        for (short sample : samples) {
            loud += Math.abs(sample) > LOUD ? 1 : 0;
        }
        return loud;
    }
}
