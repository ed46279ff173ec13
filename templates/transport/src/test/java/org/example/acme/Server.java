package org.example.acme;

import io.patchbay.tck.conformance.FarEnd;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The server's half of the protocol, on this machine, for tests. */
final class Server implements FarEnd {

    private final ServerSocket listening;
    private final BlockingQueue<Connection> accepted = new LinkedBlockingQueue<>();
    private volatile String answer = "OK";

    Server() throws IOException {
        listening = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        start("server", this::accept);
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Connection next = new Connection(listening.accept(), answer);
                start("server-connection", () -> next.serve(accepted));
            }
        } catch (IOException e) {
            // it was closed
            answer = "NO longer";
        }
    }

    /** From now on connections are refused. */
    void refuse(String why) {
        answer = "NO " + why;
    }

    @Override
    public URI uri() {
        return URI.create("tcp://127.0.0.1:" + listening.getLocalPort() + "/v1?a=b");
    }

    @Override
    public Connection accept(Duration patience) throws Exception {
        return next(accepted, patience);
    }

    private static <T> T next(BlockingQueue<T> queue, Duration patience) throws Exception {
        T next = queue.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (next == null) {
            throw new TimeoutException("nothing came within " + patience);
        }
        return next;
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Connection each : accepted) {
            each.socket.close();
        }
    }

    /** One connection. */
    static final class Connection implements FarEnd.Peer {

        private final Socket socket;
        private final String answer;
        private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
        private final BlockingQueue<byte[]> sounds = new LinkedBlockingQueue<>();
        private final CountDownLatch gone = new CountDownLatch(1);
        private final Object reading = new Object();
        private boolean stalled;
        private volatile @Nullable String hello;

        Connection(Socket socket, String answer) {
            this.socket = socket;
            this.answer = answer;
        }

        void serve(BlockingQueue<Connection> accepted) {
            try (socket) {
                DataInputStream in = new DataInputStream(socket.getInputStream());
                StringBuilder text = new StringBuilder();
                while (text.indexOf("\n\n") < 0) {
                    text.append((char) in.readUnsignedByte());
                }
                hello = text.substring(0, text.length() - 1);
                socket.getOutputStream().write((answer + "\n").getBytes(StandardCharsets.UTF_8));
                accepted.add(this);
                for (int kind = in.read(); kind >= 0; kind = in.read()) {
                    byte[] message = new byte[in.readInt()];
                    in.readFully(message);
                    if (kind == 'T') {
                        texts.add(new String(message, StandardCharsets.UTF_8));
                    } else {
                        sounds.add(message);
                    }
                    waitWhileStalled();
                }
            } catch (IOException | InterruptedException e) {
                gone.countDown(); // the line broke
            } finally {
                gone.countDown();
            }
        }

        private void waitWhileStalled() throws InterruptedException {
            synchronized (reading) {
                while (stalled) {
                    reading.wait();
                }
            }
        }

        @Nullable String hello() {
            return hello;
        }

        @Override
        public void say(String text) throws IOException {
            say('T', text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void say(byte[] sound) throws IOException {
            say('B', sound);
        }

        private void say(char kind, byte[] bytes) throws IOException {
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeByte(kind);
            out.writeInt(bytes.length);
            out.write(bytes);
            out.flush();
        }

        @Override
        public String text(Duration patience) throws Exception {
            return next(texts, patience);
        }

        @Override
        public byte[] sound(Duration patience) throws Exception {
            return next(sounds, patience);
        }

        @Override
        public void end(int code, String reason) throws IOException {
            socket.shutdownOutput();
        }

        @Override
        public void vanish() throws IOException {
            socket.setSoLinger(true, 0); // a reset in place of a farewell
            socket.close();
        }

        @Override
        public boolean isGone(Duration patience) throws InterruptedException {
            return gone.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        }

        @Override
        public boolean stall(boolean on) {
            synchronized (reading) {
                stalled = on;
                reading.notifyAll();
            }
            return true;
        }
    }
}
