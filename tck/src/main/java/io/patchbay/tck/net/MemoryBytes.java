package io.patchbay.tck.net;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.fetch.ByteStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The server's end of a stream of bytes in memory. What the client writes goes to {@link
 * #onBytes(Consumer)}; while the server {@linkplain #hold holds}, up to {@link #ROOM} bytes wait
 * here, and no more are taken. Methods from any thread; what they cause happens on the client's
 * loop.
 */
public final class MemoryBytes {

    /** How many bytes a server that does not read takes nevertheless, as buffers in between do. */
    public static final int ROOM = 64 << 10;

    private final SerialLoop loop;
    private final Near near = new Near();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    // on the loop
    private final Queue<byte[]> toServer = new ArrayDeque<>();
    private final Queue<byte[]> toClient = new ArrayDeque<>();
    private Consumer<byte[]> hearing = bytes -> {};
    private ByteStream.@Nullable Listener listener;
    private @Nullable RuntimeException fault;
    private @Nullable String reason;
    private int waiting;
    private boolean heard;
    private boolean held;
    private boolean refused;
    private boolean reading = true;
    private boolean over;
    private boolean told;

    MemoryBytes(SerialLoop loop) {
        this.loop = loop;
    }

    ByteStream nearEnd() {
        return near;
    }

    /** Hears what the client writes, also what came before. On the loop. */
    public void onBytes(Consumer<byte[]> server) {
        later(
                () -> {
                    hearing = server;
                    heard = true;
                    deliver();
                });
    }

    /** Stops or resumes hearing: back-pressure for the client. */
    public void hold(boolean on) {
        later(
                () -> {
                    held = on;
                    deliver();
                });
    }

    /** Sends bytes to the client; they wait while it does not read. */
    public void send(byte[] bytes) {
        byte[] copy = bytes.clone();
        later(
                () -> {
                    toClient.add(copy);
                    deliver();
                });
    }

    /** Ends the stream after what was sent: just so, or for a reason. */
    public void end(@Nullable String why) {
        later(
                () -> {
                    reason = why;
                    over = true;
                    deliver();
                });
    }

    /** Cuts the stream at once; what waits is lost. */
    public void cut() {
        later(
                () -> {
                    toClient.clear();
                    toServer.clear();
                    over = true;
                    deliver();
                });
    }

    /** From now on every call of the client's end throws this, but for the one that drops it. */
    public void fail(RuntimeException with) {
        later(() -> fault = with);
    }

    /** Completes when the client has ended its side, or dropped the stream. */
    public CompletableFuture<Void> ended() {
        return ended;
    }

    private void later(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            ended.complete(null); // the client's loop is gone, and the client with it
        }
    }

    private void deliver() {
        while (heard && !held && !toServer.isEmpty()) {
            byte[] next = toServer.remove();
            waiting -= next.length;
            hearing.accept(next);
        }
        ByteStream.Listener client = listener;
        if (client == null || told) {
            return;
        }
        if (refused && waiting < ROOM / 2) {
            refused = false;
            client.onWritable();
        }
        while (reading && !toClient.isEmpty()) {
            client.onBytes(ByteBuffer.wrap(toClient.remove()));
        }
        if (over && (toClient.isEmpty() || ended.isDone()) && !told) {
            told = true;
            listener = null; // whoever keeps the server's end keeps nothing of the client
            client.onEnd(reason);
        }
    }

    /** The client's end. */
    private final class Near implements ByteStream {

        private void check() {
            if (!loop.inLoop()) {
                throw new IllegalStateException("a stream was called on a wrong thread");
            }
            if (fault != null) {
                throw fault;
            }
        }

        @Override
        public void start(Listener hearing) {
            check();
            if (listener != null || told) {
                throw new IllegalStateException("a stream was started twice");
            }
            listener = hearing;
            later(MemoryBytes.this::deliver);
        }

        @Override
        public boolean write(ByteBuffer bytes) {
            check();
            if (over || ended.isDone()) {
                bytes.position(bytes.limit());
                return true;
            }
            if (waiting > 0 && waiting + bytes.remaining() > ROOM) {
                refused = true;
                return false;
            }
            byte[] taken = new byte[bytes.remaining()];
            bytes.get(taken);
            toServer.add(taken);
            waiting += taken.length;
            return true;
        }

        @Override
        public void flush() {
            check();
            later(MemoryBytes.this::deliver);
        }

        @Override
        public void reading(boolean on) {
            check();
            reading = on;
            later(MemoryBytes.this::deliver);
        }

        @Override
        public void end() {
            check();
            later(
                    () -> {
                        held = false;
                        deliver();
                        ended.complete(null);
                        over = true; // a server in memory has nothing more to say
                        deliver();
                    });
        }

        @Override
        public void abort() {
            later(
                    () -> {
                        toServer.clear();
                        toClient.clear();
                        over = true;
                        ended.complete(null);
                        deliver();
                    });
        }
    }

    @Override
    public String toString() {
        return "MemoryBytes[" + waiting + " waiting, " + (over ? "over]" : "open]");
    }
}
