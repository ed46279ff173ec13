package org.example.acme;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A server on this machine that takes one connection and remembers what it receives. */
final class FarEnd implements AutoCloseable {

    private final CompletableFuture<Socket> accepted = new CompletableFuture<>();
    private final CompletableFuture<String> hello = new CompletableFuture<>();
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private volatile @Nullable ServerSocket listening;
    private volatile String answer = "OK";

    void listen() throws IOException {
        ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        listening = server;
        Thread thread = new Thread(() -> serve(server), "far-end");
        thread.setDaemon(true);
        thread.start();
    }

    URI uri() {
        ServerSocket server = listening;
        return URI.create(
                "tcp://127.0.0.1:" + (server == null ? 0 : server.getLocalPort()) + "/v1?a=b");
    }

    void refuse(String why) {
        answer = "NO " + why;
    }

    private void serve(ServerSocket server) {
        try (Socket socket = server.accept()) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            StringBuilder text = new StringBuilder();
            while (text.indexOf("\n\n") < 0) {
                text.append((char) in.readUnsignedByte());
            }
            hello.complete(text.substring(0, text.length() - 1));
            socket.getOutputStream().write((answer + "\n").getBytes(StandardCharsets.UTF_8));
            accepted.complete(socket);
            for (int kind = in.read(); kind >= 0; kind = in.read()) {
                byte[] message = new byte[in.readInt()];
                in.readFully(message);
                received.add(
                        kind == 'T'
                                ? "T" + new String(message, StandardCharsets.UTF_8)
                                : "B" + message.length);
            }
        } catch (IOException e) {
            received.add("the line broke");
        }
    }

    String hello() {
        return hello.join();
    }

    /** The next message: its kind, then the text or the number of bytes. */
    String next() {
        try {
            return String.valueOf(received.poll(30, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    void say(String text) {
        try {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            DataOutputStream out = new DataOutputStream(accepted.join().getOutputStream());
            out.writeByte('T');
            out.writeInt(bytes.length);
            out.write(bytes);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void hangUp() {
        try {
            accepted.join().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        ServerSocket server = listening;
        if (server != null) {
            server.close();
        }
    }
}
