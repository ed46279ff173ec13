package io.patchbay.tck.conformance;

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
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The far end of {@link SocketTransports}: messages with their kind and length on a socket. */
final class SocketFarEnd implements FarEnd {

    static final int TEXT = 1;
    static final int SOUND = 2;
    static final int END = 3;

    private final ServerSocket listening;

    SocketFarEnd() throws IOException {
        listening = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    }

    @Override
    public URI uri() {
        return URI.create("socket://127.0.0.1:" + listening.getLocalPort());
    }

    @Override
    public Peer accept(Duration patience) throws IOException {
        listening.setSoTimeout((int) patience.toMillis());
        return new Connection(listening.accept());
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }

    private static final class Connection implements Peer {

        private final Socket socket;
        private final DataOutputStream out;
        private final Object reading = new Object();
        private final BlockingQueue<byte[]> texts = new LinkedBlockingQueue<>();
        private final BlockingQueue<byte[]> sounds = new LinkedBlockingQueue<>();
        private final Thread reader;
        private boolean stalled;

        Connection(Socket socket) throws IOException {
            this.socket = socket;
            this.out = new DataOutputStream(socket.getOutputStream());
            this.reader = new Thread(this::read, LentContext.THREADS + "far-end");
            reader.setDaemon(true);
            reader.start();
        }

        private void read() {
            try (socket) {
                DataInputStream in = new DataInputStream(socket.getInputStream());
                while (true) {
                    int kind = in.readByte();
                    byte[] bytes = in.readNBytes(in.readInt());
                    (kind == TEXT ? texts : sounds).add(bytes);
                    synchronized (reading) {
                        while (stalled) {
                            reading.wait();
                        }
                    }
                }
            } catch (IOException e) {
                System.getLogger("far-end").log(System.Logger.Level.DEBUG, "it ended", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private synchronized void write(int kind, byte[] bytes) throws IOException {
            out.writeByte(kind);
            out.writeInt(bytes.length);
            out.write(bytes);
            out.flush();
        }

        @Override
        public void say(String text) throws IOException {
            write(TEXT, text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void say(byte[] sound) throws IOException {
            write(SOUND, sound);
        }

        @Override
        public String text(Duration patience) throws Exception {
            return new String(next(texts, patience), StandardCharsets.UTF_8);
        }

        @Override
        public byte[] sound(Duration patience) throws Exception {
            return next(sounds, patience);
        }

        private static byte[] next(BlockingQueue<byte[]> queue, Duration patience)
                throws InterruptedException {
            byte[] next = queue.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (next == null) {
                throw new AssertionError("nothing came to the far end within " + patience);
            }
            return next;
        }

        @Override
        public void end(int code, String reason) throws IOException {
            write(END, reason.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void vanish() throws IOException {
            socket.close();
        }

        @Override
        public boolean isGone(Duration patience) throws InterruptedException {
            reader.join(patience.toMillis());
            return !reader.isAlive();
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
