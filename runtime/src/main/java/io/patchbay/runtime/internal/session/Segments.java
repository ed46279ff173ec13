package io.patchbay.runtime.internal.session;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.PlayedPosition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What of the model's speech a leg was given and has not played to its end: item parts, how much of
 * each was generated, and in which order their sound lies. Nothing is allocated per frame, also
 * where the sound of two items comes in turns.
 */
final class Segments {
    /** The sound of one part of one item. */
    private static final class Part {
        final String itemId;
        final int contentIndex;
        long micros;
        long counted;
        boolean complete;

        Part(String itemId, int contentIndex) {
            this.itemId = itemId;
            this.contentIndex = contentIndex;
        }

        boolean is(String item, int index) {
            return contentIndex == index && itemId.equals(item);
        }
    }

    /**
     * How much of an item part was heard.
     *
     * @param playedMillis milliseconds of generated sound that were heard
     * @param totalMillis milliseconds that were generated so far
     */
    record Cut(String itemId, int contentIndex, long playedMillis, long totalMillis) {}

    private static final int[] NO_OWNERS = {};
    private static final long[] NO_LENGTHS = {};

    private final List<Part> parts = new ArrayList<>(2);

    /** The stretches of sound in order: whose, and how long. */
    private int[] owners = NO_OWNERS;

    private long[] lengths = NO_LENGTHS;
    private int stretches;
    private long total;

    /** A frame was given to the leg. Lines that do not name items are not counted. */
    void add(AudioChunk chunk) {
        String itemId = chunk.itemId();
        if (itemId == null) {
            return;
        }
        int owner = owner(itemId, chunk.contentIndex());
        long micros = chunk.micros();
        parts.get(owner).micros += micros;
        total += micros;
        if (stretches == 0 || owners[stretches - 1] != owner) {
            if (stretches == owners.length) {
                int room = Math.max(4, stretches * 2);
                owners = Arrays.copyOf(owners, room);
                lengths = Arrays.copyOf(lengths, room);
            }
            owners[stretches] = owner;
            lengths[stretches] = 0;
            stretches++;
        }
        lengths[stretches - 1] += micros;
    }

    private int owner(String itemId, int contentIndex) {
        for (int i = parts.size() - 1; i >= 0; i--) {
            if (parts.get(i).is(itemId, contentIndex)) {
                return i;
            }
        }
        parts.add(new Part(itemId, contentIndex));
        return parts.size() - 1;
    }

    /** No more sound comes for an item; or, when it is null, for any that there is. */
    void complete(@Nullable String itemId) {
        for (Part part : parts) {
            if (itemId == null || part.itemId.equals(itemId)) {
                part.complete = true;
            }
        }
    }

    boolean allComplete() {
        for (Part part : parts) {
            if (!part.complete) {
                return false;
            }
        }
        return true;
    }

    boolean isEmpty() {
        return parts.isEmpty();
    }

    boolean has(String itemId) {
        for (Part part : parts) {
            if (part.itemId.equals(itemId)) {
                return true;
            }
        }
        return false;
    }

    /** Microseconds of all sound. */
    long total() {
        return total;
    }

    /** The item whose sound came last. */
    @Nullable String lastItem() {
        return stretches == 0 ? null : parts.get(owners[stretches - 1]).itemId;
    }

    /** Microseconds up to a position; -1 when its item is not here. */
    long until(PlayedPosition position) {
        long wanted = Math.max(0, position.millis()) * 1_000;
        long before = 0;
        long own = 0;
        long found = -1;
        for (int i = 0; i < stretches; i++) {
            if (parts.get(owners[i]).is(position.itemId(), position.contentIndex())) {
                long rest = wanted - own;
                found = before + Math.min(rest, lengths[i]);
                if (rest <= lengths[i]) {
                    return found;
                }
                own += lengths[i];
            }
            before += lengths[i];
        }
        return found;
    }

    /** What is cut when {@code playedMicros} of all were heard: everything not heard to its end. */
    List<Cut> cuts(long playedMicros) {
        for (Part part : parts) {
            part.counted = 0;
        }
        long left = Math.max(0, playedMicros);
        for (int i = 0; i < stretches && left > 0; i++) {
            long heard = Math.min(left, lengths[i]);
            parts.get(owners[i]).counted += heard;
            left -= heard;
        }
        List<Cut> cuts = new ArrayList<>(parts.size());
        for (Part part : parts) {
            if (part.counted < part.micros || !part.complete) {
                cuts.add(
                        new Cut(
                                part.itemId,
                                part.contentIndex,
                                part.counted / 1_000,
                                part.micros / 1_000));
            }
        }
        return cuts;
    }

    /** The item that is playing when {@code playedMicros} of all were heard; null at the start. */
    @Nullable PlayedPosition at(long playedMicros, PlayedPosition.Precision precision) {
        for (Part part : parts) {
            part.counted = 0;
        }
        Part current = null;
        long left = playedMicros;
        for (int i = 0; i < stretches && left > 0; i++) {
            long heard = Math.min(left, lengths[i]);
            current = parts.get(owners[i]);
            current.counted += heard;
            left -= heard;
        }
        return current == null
                ? null
                : new PlayedPosition(
                        current.itemId, current.contentIndex, current.counted / 1_000, precision);
    }

    void clear() {
        parts.clear();
        stretches = 0;
        total = 0;
        if (owners.length > 64) {
            owners = NO_OWNERS;
            lengths = NO_LENGTHS;
        }
    }
}
