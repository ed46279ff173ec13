package io.patchbay.runtime.internal.session;

import io.patchbay.api.audio.AudioChunk;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that one speaks after the other: an answer, a response beside the conversation, a clip
 * of ours. Whoever is heard first has the floor; the sound of others is held until it is free. A
 * session that says nothing by itself has none. On the loop.
 */
final class Floor {
    /** Ten minutes of 24 kHz sound, as much as a leg holds. */
    private static final long MAX_HELD_BYTES = 32 << 20;

    private static final int REMEMBERED = 8;

    /** Where admitted sound goes. */
    interface Ear {
        /** A frame is heard. */
        void hear(AudioChunk chunk);

        /** No more sound comes for an item, or for any when it is null. */
        void complete(@Nullable String itemId);

        /** The agent is silenced; these were not heard to their end. */
        void cut(List<Segments.Cut> cuts);

        /** Sound had to be dropped. */
        void full();
    }

    /** A frame of a response, or without one the end of an item's sound or of the response. */
    private record Held(
            String responseId, @Nullable RetainedChunk chunk, @Nullable String itemId, End end) {}

    private enum End {
        NONE,
        ITEM,
        RESPONSE
    }

    private final Ear ear;
    private final Predicate<String> runs;
    private final ArrayDeque<Held> held = new ArrayDeque<>(2);
    private final ArrayDeque<String> dropped = new ArrayDeque<>(2);
    private long heldBytes;
    private @Nullable String owner;

    /** The response or clip that gives the floor back by {@link #release} alone. */
    private @Nullable String kept;

    private long keptMicros;
    private @Nullable String keptItem;

    /**
     * A floor that nobody has.
     *
     * @param runs whether a response runs
     */
    Floor(Ear ear, Predicate<String> runs) {
        this.ear = ear;
        this.runs = runs;
    }

    /** Whether a frame is to be heard now; if not, it is held or dropped. */
    boolean admits(AudioChunk chunk) {
        String speaker = chunk.responseId();
        if (speaker == null) {
            // a line that does not name the response of a frame speaks of the one that runs
            if (owner == null || !owner.equals(kept) || runs.test(owner)) {
                count(owner, chunk);
                return true;
            }
            speaker = "";
        }
        if (!dropped.isEmpty() && dropped.contains(speaker)) {
            return false;
        }
        freeOfTheDead();
        if (owner == null) {
            owner = speaker;
        }
        if (owner.equals(speaker)) {
            count(owner, chunk);
            return true;
        }
        int bytes = chunk.bytes().remaining();
        if (heldBytes + bytes > MAX_HELD_BYTES) {
            ear.full();
        } else {
            heldBytes += bytes;
            held.addLast(new Held(speaker, RetainedChunk.of(chunk), null, End.NONE));
        }
        return false;
    }

    private void count(@Nullable String speaker, AudioChunk chunk) {
        if (speaker != null && speaker.equals(kept)) {
            keptMicros += chunk.micros();
            keptItem = chunk.itemId();
        }
    }

    /** How much of the response that keeps the floor, or kept it last, was given to the legs. */
    long keptMillis() {
        return keptMicros / 1_000;
    }

    /** Whose sound that was; null when there was none. */
    @Nullable String keptItem() {
        return keptItem;
    }

    /**
     * The end of an item's sound, or of a response's when {@code itemId} is null.
     *
     * @return whether the legs are to be told now
     */
    boolean admitsEnd(String responseId, @Nullable String itemId) {
        if (owner == null || owner.equals(responseId)) {
            return true;
        }
        if (holds(responseId)) {
            held.addLast(
                    new Held(responseId, null, itemId, itemId == null ? End.RESPONSE : End.ITEM));
        }
        return false;
    }

    /** Whether sound of a response waits. */
    boolean holds(String responseId) {
        for (Held one : held) {
            if (one.responseId.equals(responseId)) {
                return true;
            }
        }
        return false;
    }

    /** Whether nobody has it. */
    boolean free() {
        freeOfTheDead();
        return owner == null;
    }

    /** A clip takes it. Only while it is free. */
    void take(String clip) {
        owner = clip;
        kept = clip;
        keptMicros = 0;
        keptItem = null;
    }

    /** A response keeps it, once it has it, until it is released. */
    void keep(String responseId) {
        kept = responseId;
        keptMicros = 0;
        keptItem = null;
    }

    /** An utterance is over. */
    void release(String speaker) {
        if (speaker.equals(kept)) {
            kept = null;
        }
        keptMicros = 0;
        keptItem = null;
        ended(speaker);
    }

    /** A response is over; what it said is with the legs. */
    void ended(String speaker) {
        if (speaker.equals(owner) && !speaker.equals(kept)) {
            owner = null;
            next();
        }
    }

    /** Nothing more is to be heard of a response. */
    void drop(String responseId) {
        if (dropped.size() >= REMEMBERED) {
            dropped.pollFirst();
        }
        dropped.addLast(responseId);
        held.removeIf(
                one -> {
                    boolean out = one.responseId.equals(responseId);
                    if (out && one.chunk != null) {
                        heldBytes -= one.chunk.bytes().remaining();
                    }
                    return out;
                });
    }

    private void freeOfTheDead() {
        // one that was given up has no end that could free the floor
        if (owner != null && !owner.equals(kept) && !runs.test(owner)) {
            owner = null;
            next();
        }
    }

    /** The floor is free: what was held is heard, speaker by speaker. */
    private void next() {
        while (owner == null && !held.isEmpty()) {
            String speaker = held.getFirst().responseId;
            owner = speaker;
            boolean over = !speaker.equals(kept) && !runs.test(speaker);
            for (Held one : List.copyOf(held)) {
                if (one.responseId.equals(speaker)) {
                    held.remove(one);
                    give(one);
                }
            }
            if (over && speaker.equals(owner)) {
                owner = null;
            }
        }
    }

    private void give(Held one) {
        if (one.chunk != null) {
            heldBytes -= one.chunk.bytes().remaining();
            count(one.responseId, one.chunk);
            ear.hear(one.chunk);
        } else {
            ear.complete(one.itemId);
        }
    }

    /** What is held, as cuts: nothing of it was heard. */
    List<Segments.Cut> cuts() {
        Segments unheard = new Segments();
        for (Held one : held) {
            if (one.chunk != null) {
                unheard.add(one.chunk);
            }
        }
        return unheard.cuts(0);
    }

    /** The agent is silenced: nothing waits any more, and the floor is free. */
    void flush(List<Segments.Cut> playing) {
        List<Segments.Cut> all = new ArrayList<>(playing);
        all.addAll(cuts());
        held.clear();
        heldBytes = 0;
        owner = null;
        kept = null;
        ear.cut(all);
    }

    /** The line is gone: what is held is heard, and nothing follows it. */
    void lineGone() {
        dropped.clear();
        freeOfTheDead();
    }
}
