package io.patchbay.tck.conformance;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/** Someone who calls at {@link LocalCalls}. */
final class LocalCaller implements Caller {

    private final SocketChannel channel;
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    private final Thread ear = new Thread(this::hear, LentContext.THREADS + "caller");

    private LocalCaller(SocketChannel channel) {
        this.channel = channel;
    }

    static LocalCaller at(SocketAddress address) throws IOException {
        SocketChannel channel = SocketChannel.open(java.net.StandardProtocolFamily.UNIX);
        LocalCaller caller = new LocalCaller(channel);
        try {
            channel.connect(address);
            caller.ear.setDaemon(true);
            caller.ear.start();
        } catch (IOException e) {
            channel.close(); // nobody listens
        }
        return caller;
    }

    private void hear() {
        try (channel) {
            for (byte[] piece = LocalWire.read(channel);
                    piece.length > 0;
                    piece = LocalWire.read(channel)) {
                synchronized (heard) {
                    heard.writeBytes(piece);
                }
            }
        } catch (IOException e) {
            System.getLogger("caller").log(System.Logger.Level.DEBUG, "it ended", e);
        }
    }

    @Override
    public void say(byte[] sound) throws IOException {
        LocalWire.write(channel, sound);
    }

    @Override
    public byte[] heard() {
        synchronized (heard) {
            return heard.toByteArray();
        }
    }

    @Override
    public void hangUp() throws IOException {
        LocalWire.write(channel, new byte[0]);
    }

    @Override
    public void vanish() throws IOException {
        channel.close();
    }

    @Override
    public boolean isGone(Duration patience) throws InterruptedException {
        ear.join(patience.toMillis());
        return !ear.isAlive();
    }
}
