package io.patchbay.runtime.leg;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a microphone on a thread of its own and hands whole frames to the loop: a fixed ring of
 * buffers between one writer and one reader. A loop that is late loses the newest frames, counted.
 */
final class MicrophoneReader {

    /** Half a second of 20 ms frames. */
    private static final int FRAMES = 25;

    private final AudioDevices.Microphone microphone;
    private final byte[][] frames;
    private final ByteBuffer[] views = new ByteBuffer[FRAMES];
    private final byte[] frame;
    private final Thread thread;

    /** Told on the reading thread that a frame waits, or that none will come any more. */
    private volatile @Nullable Runnable news;

    private volatile long filled;
    private volatile long freed;
    private volatile long lost;
    private volatile boolean ended;

    MicrophoneReader(AudioDevices.Microphone microphone, String name) {
        this.microphone = microphone;
        int bytes = microphone.format().bytes(20);
        frames = new byte[FRAMES][bytes];
        frame = new byte[bytes];
        for (int i = 0; i < FRAMES; i++) {
            views[i] = ByteBuffer.wrap(frames[i]).asReadOnlyBuffer();
        }
        thread = new Thread(null, this::read, "patchbay-microphone-" + name, 0, false);
        thread.setDaemon(true);
    }

    void start(Runnable news) {
        this.news = news;
        thread.start();
    }

    private void read() {
        Runnable told = news;
        while (told != null && !ended) {
            if (!fill()) {
                ended = true;
            } else if (filled - freed < FRAMES) {
                System.arraycopy(frame, 0, frames[(int) (filled % FRAMES)], 0, frame.length);
                filled = filled + 1;
            } else {
                lost = lost + 1;
            }
            told.run();
        }
    }

    private boolean fill() {
        int got = 0;
        while (got < frame.length) {
            int more = microphone.read(frame, got, frame.length - got);
            if (more < 0) {
                return false;
            }
            got += more;
        }
        return true;
    }

    /** The oldest frame, or null; it stays until {@link #remove}. On the loop. */
    @Nullable ByteBuffer peek() {
        return freed == filled ? null : views[(int) (freed % FRAMES)].clear();
    }

    void remove() {
        freed = freed + 1;
    }

    /** Whether the microphone is gone. */
    boolean ended() {
        return ended;
    }

    /** Frames that found no room, since the start. */
    long lost() {
        return lost;
    }

    /** Ends the thread. The device is closed on it or by the caller's worker, never on the loop. */
    void close() {
        news = null;
        ended = true;
        microphone.close();
    }
}
