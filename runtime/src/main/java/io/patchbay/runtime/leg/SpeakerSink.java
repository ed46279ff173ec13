package io.patchbay.runtime.leg;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.audio.AudioSink;
import io.patchbay.api.audio.PlayedPosition;
import io.patchbay.api.audio.PlayedPosition.Precision;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Plays on a device that has its own clock. Only what the device has room for is written, so that
 * nothing blocks; what was heard is what the device says it has played. All on the loop.
 */
final class SpeakerSink implements AudioSink {

    private final AudioDevices.Speaker speaker;
    private final AudioFormat format;

    /** What the device holds, or more: the newest sound that was written, at its place modulo. */
    private final byte[] recent;

    private final byte[] moved;
    private final ArrayDeque<Part> waiting = new ArrayDeque<>();
    private @Nullable Listener listener;
    private @Nullable Part current;
    private long written;
    private long offset;
    private boolean refused;
    private boolean sounding;
    private boolean closed;

    /** A stretch of one content part, in bytes of the device's time line. */
    private static final class Part {
        private final @Nullable String itemId;
        private final int contentIndex;

        /** Bytes of the part that lie before {@link #from}. */
        private long before;

        private long from;
        private long to;

        Part(@Nullable String itemId, int contentIndex, long from) {
            this.itemId = itemId;
            this.contentIndex = contentIndex;
            this.from = from;
            to = from;
        }

        boolean holds(@Nullable String item, int index) {
            return contentIndex == index && Objects.equals(itemId, item);
        }

        long played(long position) {
            return before + Math.max(0, Math.min(position, to) - from);
        }
    }

    SpeakerSink(AudioDevices.Speaker speaker) {
        this.speaker = speaker;
        format = speaker.format();
        recent = new byte[Math.max(speaker.room(), format.bytes(20))];
        moved = new byte[recent.length];
    }

    @Override
    public AudioFormat format() {
        return format;
    }

    @Override
    public Pacing pacing() {
        return Pacing.SINK;
    }

    /** What the device holds now. */
    @Override
    public long latencyMillis() {
        return format.millis(written - position(written));
    }

    @Override
    public void listen(Listener listener) {
        this.listener = Objects.requireNonNull(listener, "listener");
    }

    @Override
    public Offer offer(AudioChunk chunk) {
        if (closed) {
            return Offer.ACCEPTED; // nothing waits for a device that was given back
        }
        ByteBuffer bytes = chunk.bytes();
        int length = bytes.remaining();
        if (length > speaker.room() || length > recent.length) {
            refused = true;
            return Offer.FULL;
        }
        bytes.get(bytes.position(), moved, 0, length);
        write(length, chunk.itemId(), chunk.contentIndex());
        return Offer.ACCEPTED;
    }

    /** Writes the beginning of {@link #moved}. */
    private void write(int length, @Nullable String itemId, int contentIndex) {
        Part part = waiting.isEmpty() ? current : waiting.getLast();
        if (part == null || !part.holds(itemId, contentIndex)) {
            part = new Part(itemId, contentIndex, written);
        } else if (part.to != written) {
            part.before = part.played(part.to); // there was silence, or something was dropped
            part.from = written;
        }
        if (waiting.peekLast() != part) {
            waiting.add(part);
        }
        for (int i = 0; i < length; i++) {
            recent[(int) ((written + i) % recent.length)] = moved[i];
        }
        speaker.write(moved, 0, length);
        written += length;
        part.to = written;
        sounding = true;
    }

    /** How many bytes were played, never more than there were. */
    private long position(long most) {
        long played = speaker.playedSamples() * format.bytes(1_000) / format.sampleRate();
        return Math.max(0, Math.min(played + offset, most));
    }

    /** Looks at the device: to be called every few milliseconds. */
    void tick() {
        Listener told = listener;
        if (told == null || closed) {
            return;
        }
        long played = settle();
        if (refused && speaker.room() >= format.bytes(20)) {
            refused = false;
            told.onSpace();
        }
        if (sounding && played >= written) {
            sounding = false;
            told.onDrained();
        }
    }

    /** Forgets what was played to its end, except the last. */
    private long settle() {
        long played = position(written);
        while (!waiting.isEmpty() && waiting.element().from < played) {
            current = waiting.element();
            if (current.to > played) {
                break;
            }
            waiting.remove();
        }
        return played;
    }

    /** Whether something can be heard. */
    boolean sounding() {
        return sounding;
    }

    @Override
    public void flush(@Nullable String itemId) {
        if (closed) {
            return;
        }
        long played = settle();
        Part[] parts = waiting.toArray(Part[]::new);
        waiting.clear();
        speaker.flush();
        long end = written;
        offset = end - speaker.playedSamples() * format.bytes(1_000) / format.sampleRate();
        for (Part part : parts) {
            long from = Math.max(part.from, played);
            int rest = (int) (part.to - from);
            part.to = from;
            if (itemId != null && !itemId.equals(part.itemId)) {
                replay(part, from, rest);
            }
        }
        tick();
    }

    /** Another item than the one that is dropped was waiting behind it, and is heard at once. */
    private void replay(Part part, long from, int length) {
        for (int i = 0; i < length; i++) {
            moved[i] = recent[(int) ((from + i) % recent.length)];
        }
        write(length, part.itemId, part.contentIndex);
    }

    @Override
    public void pause() {
        if (!closed) {
            speaker.pause(true);
        }
    }

    @Override
    public void resume() {
        if (!closed) {
            speaker.pause(false);
        }
    }

    @Override
    public @Nullable PlayedPosition position() {
        long played = closed ? written : settle();
        Part part = current;
        return part == null || part.itemId == null
                ? null
                : new PlayedPosition(
                        part.itemId,
                        part.contentIndex,
                        format.millis(part.played(played)),
                        Precision.EXACT);
    }

    @Override
    public void close() {
        closed = true;
        waiting.clear();
    }
}
