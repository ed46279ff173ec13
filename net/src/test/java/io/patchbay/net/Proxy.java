package io.patchbay.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A small HTTP proxy that only tunnels. */
public final class Proxy implements AutoCloseable {

    public final List<String> heads = new CopyOnWriteArrayList<>();
    private final Peer peer;

    /**
     * Listens.
     *
     * @param credentials what it wants after {@code Basic}, or null for nothing
     */
    public Proxy(String credentials) throws IOException {
        peer = new Peer(socket -> serve(socket, credentials));
    }

    private void serve(Socket socket, String credentials) throws Exception {
        String head = Peer.head(socket);
        heads.add(head);
        if (credentials != null && !head.contains("roxy-authorization: Basic " + credentials)) {
            Peer.say(
                    socket,
                    "HTTP/1.1 407 Proxy Authentication Required\r\n"
                            + "Proxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n");
            return;
        }
        String target = head.split(" ")[1];
        int colon = target.lastIndexOf(':');
        try (var onward =
                new Socket(
                        target.substring(0, colon),
                        Integer.parseInt(target.substring(colon + 1)))) {
            Peer.say(socket, "HTTP/1.1 200 Connection established\r\n\r\n");
            var back = new Thread(() -> copy(onward, socket), "proxy-back");
            back.setDaemon(true);
            back.start();
            copy(socket, onward);
        } catch (IOException e) {
            Peer.say(socket, "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n");
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
            to.shutdownOutput();
        } catch (IOException e) {
            System.getLogger("proxy").log(System.Logger.Level.DEBUG, "a tunnel ended", e);
        }
    }

    public ProxySettings settings() {
        return ProxySettings.of("127.0.0.1", peer.port());
    }

    @Override
    public void close() throws IOException {
        peer.close();
    }
}
