package io.patchbay.console;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A connection of its own, for what no client would send. */
final class Raw implements AutoCloseable {

    final Socket socket;
    private final URI address;

    private Raw(Socket socket, URI address) {
        this.socket = socket;
        this.address = address;
    }

    static Raw of(URI address) throws IOException {
        return of("127.0.0.1", address);
    }

    /** From one of this machine's own addresses. */
    static Raw of(String from, URI address) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
        socket.connect(new InetSocketAddress("127.0.0.1", address.getPort()), 10_000);
        socket.setSoTimeout(60_000);
        return new Raw(socket, address);
    }

    /** Sends text as it is. */
    Raw send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        return this;
    }

    /** A request without a body, and the whole answer. */
    String ask(String... lines) throws IOException {
        return send(String.join("\r\n", lines)
                        + "\r\nHost: "
                        + address.getAuthority()
                        + "\r\nConnection: close\r\n\r\n")
                .rest();
    }

    /** {@code GET /api/v1/me} under another name. */
    String asHost(String host, String header) throws IOException {
        return send("GET /api/v1/me HTTP/1.1\r\nHost: "
                        + host
                        + "\r\n"
                        + header
                        + "\r\nConnection: close\r\n\r\n")
                .rest();
    }

    /** What comes until the other side closes. */
    String rest() throws IOException {
        try (this) {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Reads until this has come. */
    String until(String words) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder read = new StringBuilder();
        while (read.indexOf(words) < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("'" + words + "' never came: " + read);
            }
            read.append((char) next);
        }
        return read.toString();
    }

    /** Whether the other side has closed; waits for that as long as for any answer. */
    boolean isClosed() throws IOException {
        try {
            InputStream in = socket.getInputStream();
            while (in.read() >= 0) {
                // what was on the way
            }
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true; // reset
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
