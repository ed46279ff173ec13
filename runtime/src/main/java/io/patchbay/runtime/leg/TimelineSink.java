package io.patchbay.runtime.leg;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.audio.AudioSink;
import io.patchbay.api.audio.PlayedPosition;
import io.patchbay.api.audio.PlayedPosition.Precision;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Plays on the clock of the leg, frame by frame: what a listener at that place would have heard,
 * silence included. All on the loop.
 */
final class TimelineSink implements AudioSink {

    /** What waits to be played before a chunk is refused, in milliseconds. */
    private static final int DEPTH = 200;

    private final AudioFormat format;
    private final ArrayDeque<Part> waiting = new ArrayDeque<>();
    private byte[] sound;
    private int from;
    private int to;
    private @Nullable Listener listener;
    private @Nullable Part current;
    private boolean refused;
    private boolean paused;
    private boolean closed;

    /** A content part of an item, as far as it was offered. */
    private static final class Part {
        private final @Nullable String itemId;
        private final int contentIndex;
        private int waitingBytes;
        private long playedBytes;

        Part(@Nullable String itemId, int contentIndex) {
            this.itemId = itemId;
            this.contentIndex = contentIndex;
        }

        boolean holds(AudioChunk chunk) {
            return contentIndex == chunk.contentIndex() && Objects.equals(itemId, chunk.itemId());
        }
    }

    TimelineSink(AudioFormat format) {
        this.format = format;
        sound = new byte[format.bytes(2L * DEPTH)];
    }

    @Override
    public AudioFormat format() {
        return format;
    }

    @Override
    public Pacing pacing() {
        return Pacing.SINK;
    }

    @Override
    public void listen(Listener listener) {
        this.listener = Objects.requireNonNull(listener, "listener");
    }

    @Override
    public Offer offer(AudioChunk chunk) {
        if (closed) {
            // nothing waits for a file that is complete
            return Offer.ACCEPTED;
        }
        if (to - from >= format.bytes(DEPTH)) {
            refused = true;
            return Offer.FULL;
        }
        ByteBuffer bytes = chunk.bytes();
        int length = bytes.remaining();
        room(length);
        bytes.get(bytes.position(), sound, to, length);
        to += length;
        part(chunk).waitingBytes += length;
        return Offer.ACCEPTED;
    }

    private Part part(AudioChunk chunk) {
        Part last = waiting.isEmpty() ? current : waiting.peekLast();
        if (last == null || !last.holds(chunk)) {
            last = new Part(chunk.itemId(), chunk.contentIndex());
        }
        if (waiting.peekLast() != last) {
            waiting.add(last);
        }
        return last;
    }

    private void room(int length) {
        if (to + length <= sound.length) {
            return;
        }
        byte[] target =
                to - from + length <= sound.length ? sound : new byte[to - from + 2 * length];
        System.arraycopy(sound, from, target, 0, to - from);
        to -= from;
        from = 0;
        sound = target;
    }

    /**
     * Plays the next frame: fills all of {@code out} and leaves it ready to be read.
     *
     * @param out its capacity is one frame
     */
    void play(ByteBuffer out) {
        out.clear();
        boolean sounded = !paused && to > from;
        while (!paused && out.hasRemaining() && !waiting.isEmpty()) {
            Part part = waiting.element();
            current = part;
            int length = Math.min(out.remaining(), part.waitingBytes);
            out.put(sound, from, length);
            from += length;
            part.waitingBytes -= length;
            part.playedBytes += length;
            if (part.waitingBytes == 0) {
                waiting.remove();
            }
        }
        Arrays.fill(out.array(), out.position(), out.capacity(), (byte) 0);
        out.clear();
        tell(sounded);
    }

    private void tell(boolean sounded) {
        Listener told = listener;
        if (told == null) {
            return;
        }
        if (refused && to - from < format.bytes(DEPTH)) {
            refused = false;
            told.onSpace();
        }
        if (sounded && to == from) {
            told.onDrained();
        }
    }

    @Override
    public void flush(@Nullable String itemId) {
        boolean sounded = to > from;
        int at = from;
        for (Iterator<Part> parts = waiting.iterator(); parts.hasNext(); ) {
            Part part = parts.next();
            int length = part.waitingBytes;
            if (itemId == null || itemId.equals(part.itemId)) {
                System.arraycopy(sound, at + length, sound, at, to - at - length);
                to -= length;
                part.waitingBytes = 0;
                parts.remove();
            } else {
                at += length;
            }
        }
        tell(sounded);
    }

    @Override
    public void pause() {
        paused = true;
    }

    @Override
    public void resume() {
        paused = false;
    }

    @Override
    public @Nullable PlayedPosition position() {
        Part part = current;
        return part == null || part.itemId == null
                ? null
                : new PlayedPosition(
                        part.itemId,
                        part.contentIndex,
                        format.millis(part.playedBytes),
                        Precision.EXACT);
    }

    @Override
    public void close() {
        closed = true;
        waiting.clear();
        to = from;
    }
}
