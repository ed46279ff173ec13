package org.example.acme;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.audio.AudioSink;
import io.patchbay.api.audio.PlayedPosition;
import io.patchbay.api.audio.PlayedPosition.Precision;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the caller hears: frames come as they fall due, and what has come is written, so that the
 * position is exact. On the session's loop, where nothing may block.
 */
final class AcmeEar implements AudioSink {

    private final AudioFormat format;
    private final WritableByteChannel channel;
    private final Runnable lost;
    private ByteBuffer copy = ByteBuffer.allocate(0);
    private @Nullable Listener listener;
    private @Nullable String itemId;
    private int contentIndex;
    private long playedBytes;
    private boolean paused;
    private boolean refused;

    /**
     * An ear.
     *
     * @param channel does not block
     * @param lost is told when nobody listens any more
     */
    AcmeEar(AudioFormat format, WritableByteChannel channel, Runnable lost) {
        this.format = format;
        this.channel = channel;
        this.lost = lost;
    }

    @Override
    public AudioFormat format() {
        return format;
    }

    @Override
    public Pacing pacing() {
        return Pacing.RUNTIME;
    }

    @Override
    public void listen(Listener listener) {
        this.listener = Objects.requireNonNull(listener, "listener");
    }

    @Override
    public Offer offer(AudioChunk chunk) {
        if (paused) {
            refused = true;
            return Offer.FULL;
        }
        if (!Objects.equals(itemId, chunk.itemId()) || contentIndex != chunk.contentIndex()) {
            itemId = chunk.itemId();
            contentIndex = chunk.contentIndex();
            playedBytes = 0;
        }
        ByteBuffer bytes = chunk.bytes();
        playedBytes += bytes.remaining();
        write(bytes);
        Listener told = listener;
        if (told != null) {
            told.onDrained();
        }
        return Offer.ACCEPTED;
    }

    /** What finds no room has a caller who has not listened for seconds: that one is gone. */
    private void write(ByteBuffer bytes) {
        if (copy.capacity() < bytes.remaining()) {
            copy = ByteBuffer.allocate(bytes.remaining());
        }
        copy.clear().put(0, bytes, bytes.position(), bytes.remaining());
        copy.limit(bytes.remaining());
        try {
            channel.write(copy);
        } catch (IOException e) {
            lost.run(); // closed, by whichever side
        }
        if (copy.hasRemaining()) {
            lost.run();
        }
    }

    /** Nothing waits here: what was accepted was heard. */
    @Override
    public void flush(@Nullable String itemId) {}

    @Override
    public void pause() {
        paused = true;
    }

    @Override
    public void resume() {
        paused = false;
        Listener told = listener;
        if (refused && told != null) {
            refused = false;
            told.onSpace();
        }
    }

    @Override
    public @Nullable PlayedPosition position() {
        String item = itemId;
        return item == null
                ? null
                : new PlayedPosition(
                        item, contentIndex, format.millis(playedBytes), Precision.EXACT);
    }

    /** The leg closes the line. */
    @Override
    public void close() {}
}
