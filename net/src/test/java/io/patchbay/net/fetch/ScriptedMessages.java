package io.patchbay.net.fetch;

import io.patchbay.api.session.SerialLoop;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.NullUnmarked;

/** Messages of a platform that writes down what it is told, and says what a test wants. */
@NullUnmarked
public class ScriptedMessages implements MessageStream {

    public final CompletableFuture<Listener> started = new CompletableFuture<>();
    public final BlockingQueue<String> calls = new LinkedBlockingQueue<>();
    public final SerialLoop loop;
    public volatile long pending;
    private volatile boolean full;

    public ScriptedMessages(SerialLoop loop) {
        this.loop = loop;
    }

    protected void called(String what) {
        calls.add(loop.inLoop() || what.equals("abort") ? what : what + " on a wrong thread");
    }

    @Override
    public void start(Listener listener) {
        called("start");
        started.complete(listener);
    }

    @Override
    public boolean send(ByteBuffer message, boolean text) {
        if (full) {
            called("refuse");
            return false;
        }
        byte[] taken = new byte[message.remaining()];
        message.get(taken);
        called(
                text
                        ? "text " + new String(taken, StandardCharsets.UTF_8)
                        : "binary " + taken.length);
        return true;
    }

    /** Refuses from now on, or takes again, and says so. */
    public void full(boolean on) {
        full = on;
        if (!on) {
            loop.execute(() -> started.join().onWritable());
        }
    }

    @Override
    public long pendingBytes() {
        return pending;
    }

    @Override
    public void reading(boolean on) {
        called("reading " + on);
    }

    @Override
    public void close(int code, String reason) {
        called("close " + code + " " + reason);
    }

    @Override
    public void abort() {
        called("abort");
    }
}
