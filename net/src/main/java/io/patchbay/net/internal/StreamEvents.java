package io.patchbay.net.internal;

import io.patchbay.net.fetch.ByteStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What a stream of bytes that is not ours says to its channel, in order. */
final class StreamEvents implements ByteStream.Listener {

    private final StreamChannel channel;
    private final Arrivals arrivals;
    private final Runnable writable;

    StreamEvents(StreamChannel channel, Arrivals arrivals) {
        this.channel = channel;
        this.arrivals = arrivals;
        this.writable = channel::writable;
    }

    @Override
    public void onBytes(ByteBuffer bytes) {
        if (arrivals.ended()) {
            return;
        }
        int length = bytes.remaining();
        if (arrivals.straight()) {
            channel.read(bytes);
        } else if (arrivals.reserve(length)) {
            ByteBuffer copy = ByteBuffer.allocate(length).put(bytes).flip();
            arrivals.later(length, () -> channel.read(copy));
        }
    }

    @Override
    public void onWritable() {
        arrivals.writable(writable);
    }

    @Override
    public void onEnd(@Nullable String reason) {
        arrivals.end(() -> channel.over(reason));
    }
}
