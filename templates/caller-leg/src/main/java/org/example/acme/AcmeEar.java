package org.example.acme;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.audio.AudioSink;
import io.patchbay.api.audio.PlayedPosition;
import io.patchbay.api.audio.PlayedPosition.Precision;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the caller hears: frames come as they fall due, and what has come is heard, so that the
 * position is exact. On the session's loop.
 */
final class AcmeEar implements AudioSink {

    /** Ten minutes; what comes later is heard, but not kept. */
    private static final int MOST_KEPT = 10 * 60 * 48_000;

    private final AudioFormat format;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private @Nullable Listener listener;
    private @Nullable String itemId;
    private int contentIndex;
    private long playedBytes;
    private boolean heardSince;
    private boolean paused;
    private boolean refused;

    AcmeEar(AudioFormat format) {
        this.format = format;
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
        heardSince = true;
        for (int i = bytes.position(); i < bytes.limit() && kept.size() < MOST_KEPT; i++) {
            kept.write(bytes.get(i));
        }
        Listener told = listener;
        if (told != null) {
            told.onDrained();
        }
        return Offer.ACCEPTED;
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

    /** Whether anything was heard since this was asked the last time. */
    boolean heardSince() {
        boolean heard = heardSince;
        heardSince = false;
        return heard;
    }

    /** All that was heard and kept. */
    byte[] heard() {
        return kept.toByteArray();
    }

    /** Nothing is held. */
    @Override
    public void close() {}
}
