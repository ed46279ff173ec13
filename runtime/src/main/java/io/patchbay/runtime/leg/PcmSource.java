package io.patchbay.runtime.leg;

import io.patchbay.api.audio.AudioFormat;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * PCM16 sound that is read piece by piece, by one thread at a time; reading may block. It is closed
 * from another thread, perhaps while a read waits, which should end then.
 */
@ConsumerType
public interface PcmSource extends Closeable {

    /** The format of what {@link #read} gives: PCM16, mono or stereo; fixed. */
    AudioFormat format();

    /**
     * Reads what there is, at least one sample, into the space between the position and the limit
     * of {@code out}; blocks until there is something.
     *
     * @return bytes written, whole samples of all channels; -1 at the end
     * @throws IOException when reading fails
     */
    int read(ByteBuffer out) throws IOException;

    /**
     * A WAV file: PCM of any depth, floating point or G.711.
     *
     * @throws io.patchbay.audio.InvalidAudioException when it is not WAV or is of a kind that is
     *     not supported; the message says what to do
     * @throws IOException when it cannot be read
     */
    static PcmSource wav(Path file) throws IOException {
        return WavSource.open(file);
    }

    /**
     * A stream without a header, little-endian, {@link AudioFormat#PCM16_24K} for what {@code talk
     * --in -} reads.
     *
     * @param in closed with the source
     * @throws IllegalArgumentException when the format is not PCM16
     */
    static PcmSource raw(InputStream in, AudioFormat format) {
        return new RawSource(in, format);
    }
}
