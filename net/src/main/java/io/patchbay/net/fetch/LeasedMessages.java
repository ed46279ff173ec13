package io.patchbay.net.fetch;

import static java.lang.System.Logger.Level.WARNING;

import io.patchbay.net.websocket.WebSocketClose;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a stream that is somebody else's, which can be taken back: after that nothing
 * holds on to it, and the end was told, whatever it does. Nothing is allocated for a message.
 */
final class LeasedMessages implements MessageStream, MessageStream.Listener, LeasedFetch.Held {

    private static final System.Logger LOG = System.getLogger(LeasedMessages.class.getName());

    private final LeasedFetch lease;
    private final AtomicReference<@Nullable MessageStream> stream;
    private final AtomicReference<@Nullable Listener> listener = new AtomicReference<>();
    private volatile String cutFor = "";

    LeasedMessages(LeasedFetch lease, MessageStream stream) {
        this.lease = lease;
        this.stream = new AtomicReference<>(stream);
    }

    @Override
    public void start(Listener to) {
        listener.set(to);
        MessageStream open = stream.get();
        if (open != null) {
            open.start(this);
        } else {
            over(WebSocketClose.ABNORMAL, cutFor, false);
        }
    }

    @Override
    public boolean send(ByteBuffer message, boolean text) {
        MessageStream open = stream.get();
        return open == null || open.send(message, text);
    }

    @Override
    public long pendingBytes() {
        MessageStream open = stream.get();
        return open == null ? 0 : open.pendingBytes();
    }

    @Override
    public void reading(boolean on) {
        MessageStream open = stream.get();
        if (open != null) {
            open.reading(on);
        }
    }

    @Override
    public void close(int code, String reason) {
        MessageStream open = stream.get();
        if (open != null) {
            open.close(code, reason);
        }
    }

    @Override
    public void abort() {
        cut("");
    }

    @Override
    public void cut(String reason) {
        cutFor = reason;
        MessageStream open = stream.getAndSet(null);
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
        over(WebSocketClose.ABNORMAL, reason, false);
    }

    // ---- what the stream tells

    @Override
    public void onMessage(ByteBuffer message, boolean text) {
        Listener to = listener.get();
        if (to != null) {
            to.onMessage(message, text);
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
    public void onClose(int code, String reason, boolean remote) {
        stream.set(null);
        over(code, reason, remote);
    }

    private void over(int code, String reason, boolean remote) {
        lease.end();
        Listener to = listener.getAndSet(null);
        if (to != null) {
            to.onClose(code, reason, remote);
        }
    }
}
