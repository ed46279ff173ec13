package io.patchbay.runtime.internal.session;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.PlayedPosition;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What of the model's speech a leg was given and has not played to its end: item parts in the order
 * of their sound, with how much of each was generated. Nothing is allocated per frame.
 */
final class Segments {
    /** The sound of one part of one item. */
    private static final class Segment {
        final String itemId;
        final int contentIndex;
        long micros;
        boolean complete;

        Segment(String itemId, int contentIndex) {
            this.itemId = itemId;
            this.contentIndex = contentIndex;
        }
    }

    /**
     * How much of an item part was heard.
     *
     * @param playedMillis milliseconds of generated sound that were heard
     * @param totalMillis milliseconds that were generated so far
     */
    record Cut(String itemId, int contentIndex, long playedMillis, long totalMillis) {}

    private final List<Segment> segments = new ArrayList<>(2);
    private long total;

    /** A frame was given to the leg. Lines that do not name items are not counted. */
    void add(AudioChunk chunk) {
        String itemId = chunk.itemId();
        if (itemId == null) {
            return;
        }
        int size = segments.size();
        Segment last = size == 0 ? null : segments.get(size - 1);
        if (last == null
                || last.contentIndex != chunk.contentIndex()
                || !last.itemId.equals(itemId)) {
            last = new Segment(itemId, chunk.contentIndex());
            segments.add(last);
        }
        long micros = chunk.micros();
        last.micros += micros;
        total += micros;
    }

    /** No more sound comes for an item; or, when it is null, for any that there is. */
    void complete(@Nullable String itemId) {
        for (Segment segment : segments) {
            if (itemId == null || segment.itemId.equals(itemId)) {
                segment.complete = true;
            }
        }
    }

    boolean allComplete() {
        for (Segment segment : segments) {
            if (!segment.complete) {
                return false;
            }
        }
        return true;
    }

    boolean isEmpty() {
        return segments.isEmpty();
    }

    boolean has(String itemId) {
        for (Segment segment : segments) {
            if (segment.itemId.equals(itemId)) {
                return true;
            }
        }
        return false;
    }

    /** Microseconds of all sound. */
    long total() {
        return total;
    }

    @Nullable String lastItem() {
        return segments.isEmpty() ? null : segments.get(segments.size() - 1).itemId;
    }

    /** Microseconds up to a position; -1 when its item is not here. */
    long until(PlayedPosition position) {
        long before = 0;
        for (Segment segment : segments) {
            if (segment.itemId.equals(position.itemId())
                    && segment.contentIndex == position.contentIndex()) {
                return before + Math.min(segment.micros, position.millis() * 1_000);
            }
            before += segment.micros;
        }
        return -1;
    }

    /** What is cut when {@code playedMicros} of all were heard: everything not heard to its end. */
    List<Cut> cuts(long playedMicros) {
        List<Cut> cuts = new ArrayList<>(segments.size());
        long before = 0;
        for (Segment segment : segments) {
            long played = Math.max(0, Math.min(playedMicros - before, segment.micros));
            if (played < segment.micros || !segment.complete) {
                cuts.add(
                        new Cut(
                                segment.itemId,
                                segment.contentIndex,
                                played / 1_000,
                                segment.micros / 1_000));
            }
            before += segment.micros;
        }
        return cuts;
    }

    /** The item that is playing when {@code playedMicros} of all were heard; null at the start. */
    @Nullable PlayedPosition at(long playedMicros, PlayedPosition.Precision precision) {
        long before = 0;
        Segment current = null;
        long played = 0;
        for (Segment segment : segments) {
            if (playedMicros <= before) {
                break;
            }
            current = segment;
            played = Math.min(playedMicros - before, segment.micros);
            before += segment.micros;
        }
        return current == null
                ? null
                : new PlayedPosition(
                        current.itemId, current.contentIndex, played / 1_000, precision);
    }

    void clear() {
        segments.clear();
        total = 0;
    }
}
