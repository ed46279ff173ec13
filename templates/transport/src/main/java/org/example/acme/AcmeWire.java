package org.example.acme;

import io.patchbay.api.provider.Endpoint;
import io.patchbay.api.provider.RealtimeCodec.WireKind;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * What travels over the socket. First the client says {@code OPEN}, the path and query, and a line
 * for each header, then an empty line; the server answers {@code OK}, or {@code NO} and why. From
 * then on both send messages: {@code T} for text or {@code B} for binary, four bytes of length, the
 * bytes. Addresses are {@code tls://host:port/path}, or {@code tcp://} without encryption.
 */
final class AcmeWire {

    static final int HEADER_BYTES = 5;

    private static final int LONGEST_LINE = 1_000;

    private AcmeWire() {}

    /** The far end said no, or not what this protocol says. */
    static final class RefusedException extends IOException {

        private static final long serialVersionUID = 1L;

        RefusedException(String message) {
            super(message);
        }
    }

    /**
     * A message as it came.
     *
     * @param bytes belongs to whoever receives it
     */
    record Message(WireKind kind, ByteBuffer bytes) {}

    /** Opens a socket that may be closed from another thread from the start on. */
    static Socket socket(Endpoint endpoint) throws IOException {
        return switch (String.valueOf(endpoint.uri().getScheme())) {
            case "tcp" -> new Socket();
            case "tls" -> SSLSocketFactory.getDefault().createSocket();
            default ->
                    throw new IllegalArgumentException(
                            "the address must begin with tls:// or tcp://, not with '"
                                    + endpoint.uri().getScheme()
                                    + ":'");
        };
    }

    /** Connects and says hello. Blocks. */
    static DataInputStream open(Socket socket, Endpoint endpoint, boolean plain, Duration timeout)
            throws IOException {
        String host = endpoint.uri().getHost();
        if (host == null || endpoint.uri().getPort() < 0) {
            throw new IllegalArgumentException("the address must name a host and a port");
        }
        InetAddress address = InetAddress.getByName(host);
        boolean secure = socket instanceof SSLSocket;
        if (!secure && !plain && !address.isLoopbackAddress()) {
            throw new IllegalArgumentException(
                    host + " would be reached without TLS; use tls://, or set 'plain' to true");
        }
        socket.setTcpNoDelay(true);
        socket.connect(
                new InetSocketAddress(address, endpoint.uri().getPort()),
                Math.toIntExact(Math.max(1, timeout.toMillis())));
        if (socket instanceof SSLSocket tls) {
            SSLParameters parameters = tls.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            tls.setSSLParameters(parameters);
        }
        socket.getOutputStream().write(hello(endpoint).getBytes(StandardCharsets.UTF_8));
        DataInputStream in = new DataInputStream(socket.getInputStream());
        String answer = line(in);
        if (!answer.equals("OK")) {
            throw new RefusedException(
                    answer.startsWith("NO ")
                            ? "the server refused: " + answer.substring(3)
                            : "what answers there does not speak this protocol");
        }
        return in;
    }

    private static String hello(Endpoint endpoint) {
        StringBuilder hello = new StringBuilder("OPEN ");
        String path = endpoint.uri().getRawPath();
        hello.append(path == null || path.isEmpty() ? "/" : path);
        String query = endpoint.uri().getRawQuery();
        hello.append(query == null ? "" : "?" + query).append('\n');
        endpoint.headers().forEach((name, value) -> header(hello, name, value));
        endpoint.secretHeaders().forEach((name, value) -> header(hello, name, value.reveal()));
        return hello.append('\n').toString();
    }

    private static void header(StringBuilder hello, String name, String value) {
        if (name.contains("\n") || value.contains("\n")) {
            throw new IllegalArgumentException("the header " + name + " holds a line break");
        }
        hello.append(name).append(": ").append(value).append('\n');
    }

    private static String line(DataInputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int read = in.read(); read != '\n'; read = in.read()) {
            if (read < 0 || line.length() == LONGEST_LINE) {
                throw new RefusedException("the server closed the line, or answered without end");
            }
            line.append((char) read);
        }
        return line.toString().strip();
    }

    /** The next message, or null when the far end has closed in order. Blocks. */
    static @Nullable Message read(DataInputStream in, int longest) throws IOException {
        int kind = in.read();
        if (kind < 0) {
            return null;
        }
        int length = in.readInt();
        if (kind != 'T' && kind != 'B' || length < 0 || length > longest) {
            throw new RefusedException(
                    "the server broke the protocol, or sent a message over " + longest + " bytes");
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return new Message(kind == 'T' ? WireKind.TEXT : WireKind.BINARY, ByteBuffer.wrap(bytes));
    }

    /** Writes a message into a buffer that has room for it. */
    static void write(ByteBuffer target, WireKind kind, ByteBuffer message) {
        target.put((byte) (kind == WireKind.TEXT ? 'T' : 'B'));
        target.putInt(message.remaining()).put(message);
    }
}
