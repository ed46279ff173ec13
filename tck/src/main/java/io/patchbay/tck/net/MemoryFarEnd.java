package io.patchbay.tck.net;

import io.patchbay.net.ConnectionException;
import io.patchbay.net.ConnectionException.Kind;
import io.patchbay.net.fetch.UpgradeFetch;
import io.patchbay.net.http.HttpHeaders;
import io.patchbay.tck.conformance.FarEnd;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The far end of transports that connect through {@link #fetch}: a server in memory. */
public final class MemoryFarEnd implements FarEnd {

    private final BlockingQueue<Line> lines = new LinkedBlockingQueue<>();
    private final MemoryFetch fetch = new MemoryFetch(this::asked);

    /** Nobody is connected yet. */
    public MemoryFarEnd() {}

    /** The way to it. */
    public UpgradeFetch fetch() {
        return fetch;
    }

    private void asked(MemoryUpgrade upgrade) {
        if (upgrade.request().uri().getPort() == nowhere().getPort()) {
            upgrade.fail(new ConnectionException(Kind.REFUSED, "nobody listens there"));
            return;
        }
        HttpHeaders headers =
                upgrade.request()
                        .headers()
                        .first("sec-websocket-protocol")
                        .map(all -> HttpHeaders.of("sec-websocket-protocol", all.split(", ")[0]))
                        .orElse(HttpHeaders.none());
        lines.add(new Line(upgrade.accept(headers)));
    }

    @Override
    public URI uri() {
        return URI.create("ws://localhost/v1/realtime");
    }

    @Override
    public Peer accept(Duration patience) throws InterruptedException {
        return next(lines, patience);
    }

    @Override
    public void close() {
        lines.clear();
    }

    private static <T> T next(BlockingQueue<T> queue, Duration patience)
            throws InterruptedException {
        T next = queue.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (next == null) {
            throw new AssertionError("nothing came to the far end within " + patience);
        }
        return next;
    }

    private static final class Line implements Peer {

        private final MemorySocket socket;
        private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
        private final BlockingQueue<byte[]> sounds = new LinkedBlockingQueue<>();

        Line(MemorySocket socket) {
            this.socket = socket;
            socket.onText(texts::add);
            socket.onBinary(sounds::add);
        }

        @Override
        public void say(String text) {
            socket.say(text);
        }

        @Override
        public void say(byte[] sound) {
            socket.say(sound);
        }

        @Override
        public String text(Duration patience) throws InterruptedException {
            return next(texts, patience);
        }

        @Override
        public byte[] sound(Duration patience) throws InterruptedException {
            return next(sounds, patience);
        }

        @Override
        public void end(int code, String reason) {
            socket.close(code, reason);
        }

        @Override
        public void vanish() {
            socket.vanish();
        }

        @Override
        public boolean isGone(Duration patience) throws Exception {
            try {
                socket.closed().get(patience.toMillis(), TimeUnit.MILLISECONDS);
                return true;
            } catch (TimeoutException e) {
                return false;
            }
        }

        @Override
        public boolean stall(boolean on) {
            socket.hold(on);
            return true;
        }
    }
}
