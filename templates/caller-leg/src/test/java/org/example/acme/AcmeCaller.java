package org.example.acme;

import io.patchbay.tck.conformance.Caller;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Someone who calls. */
final class AcmeCaller implements Caller {

    private final SocketChannel channel;
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();

    private AcmeCaller(SocketChannel channel) {
        this.channel = channel;
    }

    static AcmeCaller at(Path path) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(path));
            channel.configureBlocking(false);
        } catch (IOException e) {
            channel.close(); // nobody listens
        }
        return new AcmeCaller(channel);
    }

    @Override
    public void say(byte[] sound) throws IOException {
        for (ByteBuffer left = ByteBuffer.wrap(sound); left.hasRemaining(); ) {
            channel.write(left);
        }
    }

    /** Takes what has come; false when no more can come. */
    private boolean listen() {
        ByteBuffer piece = ByteBuffer.allocate(960);
        try {
            int length = channel.read(piece);
            for (; length > 0; length = channel.read(piece.clear())) {
                heard.write(piece.array(), 0, length);
            }
            if (length < 0) {
                channel.close();
            }
            return length == 0;
        } catch (IOException e) {
            return false; // closed, by whichever side
        }
    }

    @Override
    public byte[] heard() {
        listen();
        return heard.toByteArray();
    }

    @Override
    public void hangUp() throws IOException {
        channel.close();
    }

    @Override
    public void vanish() throws IOException {
        channel.close();
    }

    @Override
    public boolean isGone(Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        while (listen()) {
            if (System.nanoTime() > end) {
                return false;
            }
            LockSupport.parkNanos(1_000_000);
        }
        return true;
    }
}
