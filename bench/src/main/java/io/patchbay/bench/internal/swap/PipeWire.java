package io.patchbay.bench.internal.swap;

import io.netty.channel.EventLoop;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A pipe within this JVM, see {@link io.patchbay.bench.internal.swap.plugs.PipePlug}. */
final class PipeWire implements Wire {

    private final EventLoop loop;
    private @Nullable Consumer<byte @Nullable []> client;
    private @Nullable PeerLine line;

    PipeWire(EventLoop loop, Consumer<byte @Nullable []> client) {
        this.loop = loop;
        this.client = client;
    }

    /** The client is connected. */
    void open(FarEnd end, String address) {
        write(new byte[] {'+'});
        line = PeerLine.open(this, end, address, false);
    }

    /** What the client says; null when it is gone. From any thread. */
    void hears(byte @Nullable [] bytes) {
        loop.execute(
                () -> {
                    if (bytes == null) {
                        end();
                    } else {
                        read(bytes);
                    }
                });
    }

    private void read(byte[] bytes) {
        PeerLine now = line;
        if (now == null) {
            return;
        }
        try {
            if (bytes[0] == 'T') {
                now.hears(new String(bytes, 1, bytes.length - 1, StandardCharsets.UTF_8));
            } else {
                now.hears(ByteBuffer.wrap(bytes, 1, bytes.length - 1).slice());
            }
        } catch (RuntimeException e) {
            now.failed(e);
            cut();
        }
    }

    private void end() {
        PeerLine now = line;
        client = null;
        line = null;
        if (now != null) {
            now.gone();
        }
    }

    private void write(byte @Nullable [] bytes) {
        Consumer<byte @Nullable []> now = client;
        if (now != null) {
            now.accept(bytes);
        }
    }

    @Override
    public void send(String text) {
        send('T', text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void send(byte[] bytes) {
        send('B', bytes);
    }

    private void send(char kind, byte[] bytes) {
        byte[] message = new byte[bytes.length + 1];
        message[0] = (byte) kind;
        System.arraycopy(bytes, 0, message, 1, bytes.length);
        write(message);
    }

    @Override
    public void cut() {
        write(null);
        end();
    }

    @Override
    public void later(int millis, Runnable task) {
        loop.schedule(task, millis, TimeUnit.MILLISECONDS);
    }
}
