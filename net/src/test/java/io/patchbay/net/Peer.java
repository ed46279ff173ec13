package io.patchbay.net;

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
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.NullUnmarked;

/** A server of raw bytes on loopback, for what no decent server does. */
@NullUnmarked
public final class Peer implements AutoCloseable {

    /** What it does with one connection; the connection ends with it. */
    public interface Behaviour {
        void talk(Socket socket) throws Exception;
    }

    private final ServerSocket listening;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    public Peer(Behaviour behaviour) throws IOException {
        listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        var thread = new Thread(() -> accept(behaviour), "peer");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept(Behaviour behaviour) {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                sockets.add(socket);
                var thread = new Thread(() -> talk(behaviour, socket), "peer-connection");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                return; // closed by the test
            }
        }
    }

    private static void talk(Behaviour behaviour, Socket socket) {
        try (socket) {
            behaviour.talk(socket);
        } catch (Exception e) {
            // the other side closed, which tests look at from there
            System.getLogger("peer").log(System.Logger.Level.DEBUG, "ended", e);
        }
    }

    public int port() {
        return listening.getLocalPort();
    }

    public URI url() {
        return URI.create("ws://127.0.0.1:" + port() + "/");
    }

    /** Reads up to the blank line. */
    public static String head(Socket socket) throws IOException {
        var head = new StringBuilder();
        InputStream in = socket.getInputStream();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("ended in its head");
            }
            head.append((char) b);
        }
        return head.toString();
    }

    public static void say(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    public static void say(Socket socket, int... bytes) throws IOException {
        byte[] raw = new byte[bytes.length];
        for (int i = 0; i < raw.length; i++) {
            raw[i] = (byte) bytes[i];
        }
        socket.getOutputStream().write(raw);
        socket.getOutputStream().flush();
    }

    /** The 101 that the client waits for. */
    public static String upgraded(String head) throws Exception {
        String key =
                head.lines()
                        .filter(line -> line.toLowerCase().startsWith("sec-websocket-key:"))
                        .findFirst()
                        .orElseThrow()
                        .substring(18)
                        .strip();
        byte[] sha =
                MessageDigest.getInstance("SHA-1")
                        .digest(
                                (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                                        .getBytes(StandardCharsets.ISO_8859_1));
        return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                + "Connection: Upgrade\r\nSec-WebSocket-Accept: "
                + Base64.getEncoder().encodeToString(sha)
                + "\r\n\r\n";
    }

    /** Reads until the other side ends. */
    public static byte[] rest(Socket socket) throws IOException {
        return socket.getInputStream().readAllBytes();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
