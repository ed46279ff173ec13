package io.patchbay.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ServerSocketFactory;

/** A server on loopback that does to each connection whatever a test tells it to. */
final class RudeServer implements AutoCloseable {

    /** What happens to a connection. */
    interface Manners {
        void serve(Socket socket) throws IOException;
    }

    private final ServerSocket server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    RudeServer(Manners manners) throws IOException {
        this(ServerSocketFactory.getDefault(), manners);
    }

    RudeServer(ServerSocketFactory sockets, Manners manners) throws IOException {
        server = sockets.createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        start(() -> accept(manners));
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "rude-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept(Manners manners) {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                open.add(socket);
                start(() -> serve(manners, socket));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private static void serve(Manners manners, Socket socket) {
        try {
            manners.serve(socket);
            swallow(socket.getInputStream());
        } catch (IOException e) {
            // the client has gone, as it should
            assert !socket.isConnected() || socket.isClosed() || e.getMessage() != null;
        }
    }

    private static void swallow(InputStream in) throws IOException {
        byte[] ignored = new byte[8_192];
        while (in.read(ignored) >= 0) {
            // whatever it says
        }
    }

    String url() {
        return url("ws");
    }

    String url(String scheme) {
        return scheme + "://127.0.0.1:" + server.getLocalPort() + "/v1/realtime";
    }

    /** Reads the request and gives back its WebSocket key. */
    static String request(Socket socket) throws IOException {
        return header(head(socket), "Sec-WebSocket-Key");
    }

    /** Reads the head of the request. */
    static String head(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                throw new IOException("no request");
            }
            head.append((char) next);
        }
        return head.toString();
    }

    /** The value of a header, or nothing. */
    static String header(String head, String name) {
        return head.lines()
                .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse("");
    }

    static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    /** Answers with an error of HTTP. */
    static Manners refuse(int status, String body) {
        return socket -> {
            request(socket);
            send(
                    socket,
                    "HTTP/1.1 "
                            + status
                            + " No\r\nContent-Type: application/json\r\nContent-Length: "
                            + body.length()
                            + "\r\n\r\n"
                            + body);
        };
    }

    /**
     * Answers with these lines, and the empty one behind them.
     *
     * @param lines in which {@code {accept}} stands for the proof of the handshake
     */
    static Manners answer(String... lines) {
        return socket -> {
            String key = request(socket);
            send(socket, String.join("\r\n", lines).replace("{accept}", accept(key)) + "\r\n\r\n");
        };
    }

    /** Opens the WebSocket, then sends these bytes. */
    static Manners upgradeAndSend(byte[] bytes) {
        return socket -> {
            String key = request(socket);
            send(
                    socket,
                    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                            + accept(key)
                            + "\r\n\r\n");
            OutputStream out = socket.getOutputStream();
            out.write(bytes);
            out.flush();
        };
    }

    private static String accept(String key) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-1")
                            .digest(
                                    (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                                            .getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A whole text frame. */
    static byte[] text(String words) {
        byte[] payload = words.getBytes(StandardCharsets.UTF_8);
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 10).put((byte) 0x81);
        if (payload.length < 126) {
            frame.put((byte) payload.length);
        } else {
            frame.put((byte) 127).putLong(payload.length);
        }
        frame.put(payload).flip();
        byte[] bytes = new byte[frame.remaining()];
        frame.get(bytes);
        return bytes;
    }

    /** The head of a text frame that claims to be this long. */
    static byte[] headOf(long length) {
        return ByteBuffer.allocate(10).put((byte) 0x81).put((byte) 127).putLong(length).array();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
