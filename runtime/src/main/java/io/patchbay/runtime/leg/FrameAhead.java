package io.patchbay.runtime.leg;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Reads frames ahead on a worker and hands them out on the loop, which never waits: a fixed ring of
 * buffers between one writer and one reader.
 */
final class FrameAhead {

    private static final System.Logger LOG = System.getLogger(FrameAhead.class.getName());

    /** About a second of 20 ms frames. */
    private static final int FRAMES = 64;

    private final PcmSource source;
    private final Executor workers;
    private final ByteBuffer[] frames = new ByteBuffer[FRAMES];
    private final ByteBuffer[] views = new ByteBuffer[FRAMES];

    /** True while a worker reads. */
    private final AtomicBoolean busy = new AtomicBoolean();

    /** How many frames were read from the source; written by the worker. */
    private volatile long filled;

    /** How many frames may be overwritten; written by the loop. */
    private volatile long freed;

    /** The frame handed out last is still in use. */
    private boolean lent;

    private volatile boolean ended;
    private volatile boolean closed;
    private volatile @Nullable IOException failure;

    FrameAhead(PcmSource source, int frameBytes, Executor workers) {
        this.source = source;
        this.workers = workers;
        for (int i = 0; i < FRAMES; i++) {
            frames[i] = ByteBuffer.allocate(frameBytes);
            views[i] = frames[i].asReadOnlyBuffer();
        }
    }

    /** Begins, or goes on, to read where there is room. From the loop, or before it runs. */
    void refill() {
        if (ended || closed || filled - freed > FRAMES / 2 || !busy.compareAndSet(false, true)) {
            return;
        }
        try {
            workers.execute(this::fill);
        } catch (RejectedExecutionException e) {
            // tried again with the next frame
            busy.set(false);
        }
    }

    /** The next frame, valid until the next call, or null when there is none yet or no more. */
    @Nullable ByteBuffer poll() {
        if (lent) {
            lent = false;
            freed = freed + 1;
        }
        long next = freed;
        refill();
        if (next == filled) {
            return null;
        }
        lent = true;
        return views[(int) (next % FRAMES)].clear();
    }

    /** Whether the source has ended and every frame was handed out. */
    boolean ended() {
        return ended && freed + (lent ? 1 : 0) == filled;
    }

    /** What went wrong, if reading failed; that ends it too. */
    @Nullable IOException failure() {
        return failure;
    }

    /** On a worker. */
    private void fill() {
        try {
            while (!closed && !ended && filled - freed < FRAMES) {
                ByteBuffer frame = frames[(int) (filled % FRAMES)].clear();
                int got = 0;
                while (got >= 0 && frame.hasRemaining() && !closed) {
                    got = source.read(frame);
                }
                boolean last = got < 0;
                if (frame.position() > 0) {
                    while (frame.hasRemaining()) {
                        frame.put((byte) 0);
                    }
                    filled = filled + 1;
                }
                ended = last;
            }
        } catch (IOException | RuntimeException e) {
            failure = e instanceof IOException io ? io : new IOException(e.toString(), e);
            ended = true;
        }
        busy.set(false);
    }

    /** Reads no more and closes the source, which ends a read that waits. Once. */
    void close() {
        closed = true;
        try {
            workers.execute(this::release);
        } catch (RejectedExecutionException e) {
            release();
        }
    }

    private void release() {
        try {
            source.close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the caller''s sound was not closed: {0}", e.getMessage());
        }
    }
}
