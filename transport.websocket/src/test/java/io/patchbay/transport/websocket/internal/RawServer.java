package io.patchbay.transport.websocket.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server on loopback that misbehaves as told, byte by byte. */
final class RawServer implements AutoCloseable {

    /** What is done with each connection; it is closed afterwards. */
    @FunctionalInterface
    interface Behaviour {
        void serve(Socket socket) throws Exception;
    }

    private static final Pattern KEY =
            Pattern.compile("(?i)sec-websocket-key: *(\\S+)", Pattern.CASE_INSENSITIVE);

    private final ServerSocket listening;

    RawServer(Behaviour behaviour) throws IOException {
        listening = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        Thread thread = new Thread(() -> accept(behaviour), "raw-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept(Behaviour behaviour) {
        while (!listening.isClosed()) {
            try (Socket socket = listening.accept()) {
                behaviour.serve(socket);
            } catch (Exception e) {
                System.getLogger("raw-server").log(System.Logger.Level.DEBUG, "it ended", e);
            }
        }
    }

    int port() {
        return listening.getLocalPort();
    }

    URI uri() {
        return URI.create("ws://127.0.0.1:" + port() + "/v1/realtime");
    }

    /** Reads a request's head, blank line included. */
    static String head(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no whole head");
            }
            head.append((char) next);
        }
        return head.toString();
    }

    /** Completes the upgrade and then sends these bytes. */
    static void upgrade(Socket socket, byte... then) throws Exception {
        Matcher key = KEY.matcher(head(socket));
        if (!key.find()) {
            throw new IOException("no key");
        }
        byte[] proof =
                MessageDigest.getInstance("SHA-1")
                        .digest(
                                (key.group(1) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                                        .getBytes(StandardCharsets.US_ASCII));
        OutputStream out = socket.getOutputStream();
        out.write(
                ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                + "Sec-WebSocket-Accept: "
                                + Base64.getEncoder().encodeToString(proof)
                                + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        out.write(then);
        out.flush();
    }

    /** Reads until the other side closes. */
    static void drain(Socket socket) throws IOException {
        socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
