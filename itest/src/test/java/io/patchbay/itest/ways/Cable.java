package io.patchbay.itest.ways;

import static java.lang.System.Logger.Level.DEBUG;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A cable to a server of this machine, which is cut, once, as soon as words come back through it;
 * whoever connects again is connected.
 */
final class Cable implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Cable.class.getName());
    private static final int REMEMBERED = 4_096;

    private final int far;
    private final ServerSocket server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile String words;

    /**
     * Lays it.
     *
     * @param words in text of the server, at which it is cut; none: it never is
     */
    Cable(int far, String words) throws IOException {
        this.far = far;
        this.words = words;
        server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        start(this::accept);
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "cable");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return server.getLocalPort();
    }

    /** How many have connected. */
    int connections() {
        return connections.get();
    }

    /** Whether it was cut. */
    boolean cut() {
        return words.isEmpty();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket near = server.accept();
                Socket onward = new Socket(InetAddress.getByName("127.0.0.1"), far);
                connections.incrementAndGet();
                open.add(near);
                open.add(onward);
                start(() -> carry(near, onward, false));
                start(() -> carry(onward, near, true));
            } catch (IOException e) {
                LOG.log(DEBUG, "the cable is gone, or what it leads to", e);
            }
        }
    }

    private void carry(Socket from, Socket to, boolean back) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            StringBuilder heard = new StringBuilder();
            byte[] bytes = new byte[16_384];
            for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
                if (back && !words.isEmpty()) {
                    heard.append(new String(bytes, 0, n, StandardCharsets.ISO_8859_1));
                    if (heard.indexOf(words) >= 0) {
                        words = "";
                        return;
                    }
                    heard.delete(0, Math.max(0, heard.length() - REMEMBERED));
                }
                out.write(bytes, 0, n);
                out.flush();
            }
        } catch (IOException e) {
            LOG.log(DEBUG, "one of its ends has gone", e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
