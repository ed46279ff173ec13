package io.patchbay.net.fetch;

import static java.lang.System.Logger.Level.WARNING;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a stream that is somebody else's, which can be taken back: after that nothing holds
 * on to it, and the end was told, whatever it does. Nothing is allocated for a piece.
 */
final class LeasedBytes implements ByteStream, ByteStream.Listener, LeasedFetch.Held {

    private static final System.Logger LOG = System.getLogger(LeasedBytes.class.getName());

    private final LeasedFetch lease;
    private final AtomicReference<@Nullable ByteStream> stream;
    private final AtomicReference<@Nullable Listener> listener = new AtomicReference<>();
    private volatile @Nullable String cutFor;

    LeasedBytes(LeasedFetch lease, ByteStream stream) {
        this.lease = lease;
        this.stream = new AtomicReference<>(stream);
    }

    @Override
    public void start(Listener to) {
        listener.set(to);
        ByteStream open = stream.get();
        if (open != null) {
            open.start(this);
        } else {
            over(cutFor);
        }
    }

    @Override
    public boolean write(ByteBuffer bytes) {
        ByteStream open = stream.get();
        if (open != null) {
            return open.write(bytes);
        }
        bytes.position(bytes.limit());
        return true;
    }

    @Override
    public void flush() {
        ByteStream open = stream.get();
        if (open != null) {
            open.flush();
        }
    }

    @Override
    public void reading(boolean on) {
        ByteStream open = stream.get();
        if (open != null) {
            open.reading(on);
        }
    }

    @Override
    public void end() {
        ByteStream open = stream.get();
        if (open != null) {
            open.end();
        }
    }

    @Override
    public void abort() {
        cut(null);
    }

    @Override
    public void cut(@Nullable String reason) {
        cutFor = reason;
        ByteStream open = stream.getAndSet(null);
        if (open == null) {
            return;
        }
        try {
            open.abort();
        } catch (RuntimeException | LinkageError e) {
            LOG.log(
                    WARNING,
                    "a stream of the fetch ''{0}'' cannot be dropped: {1}",
                    lease.name(),
                    e.getClass().getName());
        }
        over(reason);
    }

    // ---- what the stream tells

    @Override
    public void onBytes(ByteBuffer bytes) {
        Listener to = listener.get();
        if (to != null) {
            to.onBytes(bytes);
        }
    }

    @Override
    public void onWritable() {
        Listener to = listener.get();
        if (to != null) {
            to.onWritable();
        }
    }

    @Override
    public void onEnd(@Nullable String reason) {
        stream.set(null);
        over(reason);
    }

    private void over(@Nullable String reason) {
        lease.end();
        Listener to = listener.getAndSet(null);
        if (to != null) {
            to.onEnd(reason);
        }
    }
}
