package io.patchbay.runtime.internal.session;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.session.GuardrailPolicy;
import io.patchbay.api.session.SessionEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Speech that waits until its words were judged (RULES 20). It is let go in the order in which it
 * came, and reaches nobody before. Nobody says which words a sound is: a transcript runs ahead of
 * its sound or a little behind it. Therefore the words that were there when it came are not enough;
 * words that came after it have to be judged as well, or the transcript has to be whole. Sound
 * before any word, and sound of which nobody says whose it is, waits for the end. On the loop.
 */
final class HoldBack {
    private static final int ALL = Integer.MAX_VALUE;

    /** Where speech goes that may be heard. */
    interface Ear {
        /** A frame is heard. */
        void hear(Responses.@Nullable Active response, AudioChunk chunk);
    }

    /**
     * A frame, or what is to happen after those before it.
     *
     * @param known so many characters of {@code words} were there when it came, or {@link #ALL}
     */
    private record Held(
            Responses.@Nullable Active response,
            @Nullable GuardedAnswer answer,
            GuardedAnswer.@Nullable Words words,
            int known,
            @Nullable RetainedChunk sound,
            @Nullable Runnable end,
            long since) {
        boolean mayGo() {
            return sound == null
                    ? answer == null || answer.passed || !answer.tripped
                    : free(answer, words, sound.contentIndex(), known);
        }

        boolean wordless() {
            return sound != null && (words == null || words.length() == 0);
        }
    }

    private final SessionCore core;
    private final GuardrailPolicy policy;
    private final Ear ear;
    private final ArrayDeque<Held> queue = new ArrayDeque<>();
    private long bytes;

    HoldBack(SessionCore core, Ear ear) {
        this.core = core;
        this.policy = core.options.guardrails();
        this.ear = ear;
    }

    /**
     * Whether a frame may be heard at once; if not, it is held.
     *
     * @param answer whose words decide, or null where nobody judges them
     * @return false also when it is too much to hold; {@link #full} tells
     */
    boolean admits(
            @Nullable GuardedAnswer answer, Responses.@Nullable Active response, AudioChunk chunk) {
        GuardedAnswer.Words words = null;
        int known = 0;
        if (answer != null) {
            String itemId = chunk.itemId();
            words = itemId == null ? null : answer.words(itemId);
            known = known(words);
        }
        if (queue.isEmpty() && free(answer, words, chunk.contentIndex(), known)) {
            released(answer, 0);
            return true;
        }
        RetainedChunk kept = RetainedChunk.of(chunk);
        bytes += kept.clip().size();
        queue.addLast(new Held(response, answer, words, known, kept, null, core.clock.now()));
        return false;
    }

    private int known(GuardedAnswer.@Nullable Words words) {
        if (words == null) {
            return ALL;
        }
        words.soundFirst |= words.length() == 0;
        return words.soundFirst || policy.holdBack() == GuardrailPolicy.HoldBack.ITEM
                ? ALL
                : words.length();
    }

    private static boolean free(
            @Nullable GuardedAnswer answer,
            GuardedAnswer.@Nullable Words words,
            int part,
            int known) {
        if (answer == null || answer.passed) {
            return true;
        }
        if (answer.tripped || words == null) {
            return false;
        }
        if (known < words.judged && words.speaks(known, words.judged)) {
            return true;
        }
        int length = words.length();
        return words.whole(part) && length > 0 && words.judged >= length;
    }

    /** Whether more is held than may be. */
    boolean full() {
        return bytes > policy.holdBackBytes();
    }

    /** Whether anything is held. */
    boolean holding() {
        return !queue.isEmpty();
    }

    /** Whether speech of an answer is held that came without any words. */
    boolean wordless(GuardedAnswer answer) {
        for (Held held : queue) {
            if (held.answer == answer && held.wordless()) {
                return true;
            }
        }
        return false;
    }

    /** Does something about a response after its speech that is held; at once if none is. */
    void after(String responseId, Runnable end) {
        if (queue.isEmpty()) {
            end.run();
            return;
        }
        GuardedAnswer answer = null;
        for (Held held : queue) {
            if (held.answer != null && held.answer.responseId.equals(responseId)) {
                answer = held.answer;
            }
        }
        // in its place in the order; it needs no verdict of its own
        queue.addLast(new Held(null, answer, null, 0, null, end, core.clock.now()));
    }

    /** Something was judged: what may be heard is. */
    void judged() {
        for (Held first = queue.peekFirst();
                first != null && first.mayGo();
                first = queue.peekFirst()) {
            queue.pollFirst();
            RetainedChunk sound = first.sound;
            if (sound != null) {
                bytes -= sound.clip().size();
                released(first.answer, core.clock.now() - first.since);
                ear.hear(first.response, sound);
            } else if (first.end != null) {
                first.end.run();
            }
        }
    }

    private void released(@Nullable GuardedAnswer answer, long nanos) {
        if (answer == null || answer.released) {
            return;
        }
        answer.released = true;
        if (core.heard()) {
            core.emit(
                    new SessionEvent.SpeechReleased(
                            core.stamp(), answer.responseId, Duration.ofNanos(nanos)));
        }
    }

    /** What was cut, with what is held added to it: that was generated, too, and not heard. */
    List<Segments.Cut> cuts(List<Segments.Cut> playing) {
        if (queue.isEmpty()) {
            return playing;
        }
        Segments unheard = new Segments();
        for (Held held : queue) {
            if (held.sound != null) {
                unheard.add(held.sound);
            }
        }
        List<Segments.Cut> all = new ArrayList<>(playing);
        for (Segments.Cut more : unheard.cuts(0)) {
            int known = -1;
            for (int i = 0; i < all.size(); i++) {
                if (all.get(i).itemId().equals(more.itemId())
                        && all.get(i).contentIndex() == more.contentIndex()) {
                    known = i;
                }
            }
            if (known < 0) {
                all.add(more);
            } else {
                Segments.Cut cut = all.get(known);
                all.set(
                        known,
                        new Segments.Cut(
                                cut.itemId(),
                                cut.contentIndex(),
                                cut.playedMillis(),
                                cut.totalMillis() + more.totalMillis()));
            }
        }
        return all;
    }

    /** An answer must not be heard: nothing more of it is. */
    void drop(GuardedAnswer answer) {
        queue.removeIf(held -> held.answer == answer);
        bytes = 0;
        for (Held held : queue) {
            bytes += held.sound == null ? 0 : held.sound.clip().size();
        }
        judged(); // it may have been in the way of others
    }

    /** The line is gone: nothing of what is held is heard, and what was let go is all there is. */
    void lineGone() {
        List<Held> left = List.copyOf(queue);
        drop();
        for (Held held : left) {
            if (held.end != null && (held.answer == null || held.answer.released)) {
                held.end.run();
            }
        }
    }

    /** The agent is silenced: nothing of what is held is heard. */
    void drop() {
        queue.clear();
        bytes = 0;
    }
}
