package io.patchbay.net.fetch;

import io.patchbay.api.session.SerialLoop;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.NullUnmarked;

/** A stream that writes down what it is told, and says what a test wants. */
@NullUnmarked
public class ScriptedBytes implements ByteStream {

    public final CompletableFuture<Listener> started = new CompletableFuture<>();
    public final BlockingQueue<String> calls = new LinkedBlockingQueue<>();
    public final SerialLoop loop;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private volatile boolean full;

    public ScriptedBytes(SerialLoop loop) {
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
    public boolean write(ByteBuffer bytes) {
        if (full) {
            called("refuse");
            return false;
        }
        byte[] taken = new byte[bytes.remaining()];
        bytes.get(taken);
        synchronized (written) {
            written.writeBytes(taken);
        }
        called("write");
        return true;
    }

    public byte[] written() {
        synchronized (written) {
            return written.toByteArray();
        }
    }

    /** Refuses from now on, or takes again, and says so. */
    public void full(boolean on) {
        full = on;
        if (!on) {
            loop.execute(() -> started.join().onWritable());
        }
    }

    @Override
    public void flush() {
        called("flush");
    }

    @Override
    public void reading(boolean on) {
        called("reading " + on);
    }

    @Override
    public void end() {
        called("end");
    }

    @Override
    public void abort() {
        called("abort");
    }
}
