package io.patchbay.bench.internal.edge;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.fetch.ByteStream;
import io.patchbay.net.fetch.UpgradeFetch;
import io.patchbay.net.fetch.UpgradeResponse;
import io.patchbay.net.http.HttpHeaders;
import io.patchbay.net.http.HttpRequest;
import io.patchbay.net.http.HttpResponse;
import io.patchbay.net.socket.StreamConnection;
import io.patchbay.net.socket.StreamSettings;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A fetch as a platform may have it, of which nobody knows what is inside: HTTP/1.1 over plain TCP,
 * and bytes both ways. To loopback alone.
 */
final class BytesFetch implements UpgradeFetch {

    private static final int LONGEST_HEAD = 16 << 10;

    @Override
    public String name() {
        return "bench-bytes";
    }

    @Override
    public CompletableFuture<UpgradeResponse> fetch(HttpRequest request, SerialLoop loop) {
        URI uri = request.uri();
        Stream stream = new Stream(request);
        StreamConnection.connect(
                loop,
                new InetSocketAddress("127.0.0.1", uri.getPort()),
                "127.0.0.1",
                StreamSettings.builder().maxPendingBytes(8 << 20).build(),
                stream);
        return stream.answer;
    }

    private static byte[] head(HttpRequest request) {
        URI uri = request.uri();
        StringBuilder head = new StringBuilder("GET ").append(uri.getRawPath());
        if (uri.getRawQuery() != null) {
            head.append('?').append(uri.getRawQuery());
        }
        head.append(" HTTP/1.1\r\nHost: ").append(uri.getAuthority()).append("\r\n");
        for (HttpHeaders.Header header : request.headers().entries()) {
            head.append(header.name()).append(": ").append(header.value()).append("\r\n");
        }
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The connection, first as the answer is read from it, then as a stream. */
    private static final class Stream implements ByteStream, StreamConnection.Listener {

        private static final int BUFFER = 4 << 10;

        final CompletableFuture<UpgradeResponse> answer = new CompletableFuture<>();
        private final HttpRequest request;
        private final StringBuilder head = new StringBuilder();
        private final ByteBuffer outgoing = ByteBuffer.allocate(BUFFER);
        private final Queue<ByteBuffer> early = new ArrayDeque<>();
        private boolean reading = true;
        private @Nullable StreamConnection connection;
        private @Nullable Listener listener;

        Stream(HttpRequest request) {
            this.request = request;
        }

        @Override
        public void onOpen(StreamConnection opened) {
            connection = opened;
            opened.send(ByteBuffer.wrap(head(request)));
        }

        @Override
        public void onData(StreamConnection from, ByteBuffer data) {
            Listener now = listener;
            if (now != null && reading) {
                now.onBytes(data);
            } else if (answer.isDone()) {
                keep(data);
            } else {
                read(from, data);
            }
        }

        private void keep(ByteBuffer data) {
            early.add(ByteBuffer.allocate(data.remaining()).put(data).flip());
        }

        private void read(StreamConnection from, ByteBuffer data) {
            while (data.hasRemaining() && head.indexOf("\r\n\r\n") < 0) {
                head.append((char) (data.get() & 0xff));
            }
            if (head.indexOf("\r\n\r\n") < 0) {
                if (head.length() > LONGEST_HEAD) {
                    from.close();
                }
                return;
            }
            keep(data);
            String[] lines = head.toString().split("\r\n");
            HttpHeaders headers = HttpHeaders.none();
            for (int i = 1; i < lines.length; i++) {
                int colon = lines[i].indexOf(':');
                headers =
                        headers.with(
                                lines[i].substring(0, colon),
                                lines[i].substring(colon + 1).strip());
            }
            int status = Integer.parseInt(lines[0].split(" ")[1]);
            answer.complete(
                    status == 101
                            ? UpgradeResponse.upgraded(
                                    UpgradeResponse.Version.HTTP_1_1, status, headers, this)
                            : UpgradeResponse.refused(
                                    UpgradeResponse.Version.HTTP_1_1,
                                    new HttpResponse(status, headers, new byte[0])));
        }

        @Override
        public void onClosed(@Nullable String reason) {
            answer.completeExceptionally(new IllegalStateException("the stream closed: " + reason));
            Listener now = listener;
            if (now != null) {
                now.onEnd(reason);
            }
        }

        @Override
        public void start(Listener hears) {
            listener = hears;
            deliver();
        }

        private void deliver() {
            Listener now = listener;
            while (now != null && reading && !early.isEmpty()) {
                now.onBytes(early.remove());
            }
        }

        @Override
        public boolean write(ByteBuffer bytes) {
            if (bytes.remaining() > outgoing.remaining()) {
                flush();
            }
            StreamConnection now = connection;
            if (bytes.remaining() > outgoing.remaining() && now != null) {
                now.send(bytes);
            } else {
                outgoing.put(bytes);
            }
            return true;
        }

        @Override
        public void flush() {
            StreamConnection now = connection;
            if (now != null && outgoing.position() > 0) {
                now.send(outgoing.flip());
                outgoing.clear();
            }
        }

        @Override
        public void reading(boolean on) {
            reading = on;
            deliver();
        }

        @Override
        public void end() {
            flush();
            abort();
        }

        @Override
        public void abort() {
            StreamConnection now = connection;
            if (now != null) {
                now.close();
            }
        }
    }
}
