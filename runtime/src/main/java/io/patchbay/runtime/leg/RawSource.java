package io.patchbay.runtime.leg;

import io.patchbay.api.audio.AudioFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** PCM16 without a header. A piece of a sample at the very end is dropped. */
final class RawSource implements PcmSource {

    private final InputStream in;
    private final AudioFormat format;
    private final byte[] block = new byte[4_096];

    /** Bytes at the beginning of the block that are not a whole sample yet. */
    private int held;

    RawSource(InputStream in, AudioFormat format) {
        if (format.encoding() != AudioFormat.Encoding.PCM16) {
            throw new IllegalArgumentException("raw sound is PCM16, not " + format.encoding());
        }
        this.in = in;
        this.format = format;
    }

    @Override
    public AudioFormat format() {
        return format;
    }

    @Override
    public int read(ByteBuffer out) throws IOException {
        int sample = format.frameBytes();
        int room = Math.min(out.remaining(), block.length) / sample * sample;
        while (held < sample) {
            int got = in.read(block, held, room - held);
            if (got < 0) {
                return -1;
            }
            held += got;
        }
        int whole = held / sample * sample;
        out.put(block, 0, whole);
        held -= whole;
        System.arraycopy(block, whole, block, 0, held);
        return whole;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
