package io.patchbay.launcher;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.runtime.leg.PcmSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** A caller's mouth that says recorded questions when it is told to, and is silent in between. */
final class Questions implements PcmSource {

    private static final ByteBuffer END = ByteBuffer.allocate(0);

    private final BlockingQueue<ByteBuffer> asked = new LinkedBlockingQueue<>();
    private @Nullable ByteBuffer now;

    /** Says a recording of this bundle: a WAV file, 16 kHz mono PCM16. */
    void ask(String recording) throws IOException {
        try (InputStream in = Questions.class.getResourceAsStream("recorded/" + recording)) {
            if (in == null) {
                throw new IOException("the recording " + recording + " is missing");
            }
            try (io.patchbay.audio.WavReader wav = io.patchbay.audio.WavReader.of(in)) {
                ByteBuffer sound = ByteBuffer.allocate(AudioFormat.PCM16_16K.bytes(10_000));
                while (wav.read(sound) > 0) {
                    // until it is whole
                }
                asked.add(sound.flip());
            }
        }
    }

    @Override
    public AudioFormat format() {
        return AudioFormat.PCM16_16K;
    }

    @Override
    public int read(ByteBuffer out) throws IOException {
        try {
            while (now == null || !now.hasRemaining()) {
                ByteBuffer next = asked.take();
                if (next == END) {
                    return -1;
                }
                now = next;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the caller was told to stop");
        }
        int bytes = Math.min(out.remaining(), now.remaining()) & ~1;
        out.put(now.slice().limit(bytes));
        now.position(now.position() + bytes);
        return bytes;
    }

    @Override
    public void close() {
        asked.add(END);
    }
}
