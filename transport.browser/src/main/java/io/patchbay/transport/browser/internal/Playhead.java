package io.patchbay.transport.browser.internal;

import io.patchbay.api.audio.PlayedPosition;
import io.patchbay.api.audio.PlayedPosition.Precision;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which item a moment of the sound that was sent belongs to. Time counts in microseconds of sound
 * from the beginning of the call. On the session's loop.
 */
final class Playhead {

    /** More items than a page can have before it in a second or two. */
    private static final int MOST = 64;

    private static final class Segment {
        final @Nullable String item;
        final int content;
        final long start;
        long end;

        Segment(@Nullable String item, int content, long start) {
            this.item = item;
            this.content = content;
            this.start = start;
            this.end = start;
        }

        boolean is(@Nullable String other, int part) {
            return Objects.equals(item, other) && content == part;
        }
    }

    private final Deque<Segment> segments = new ArrayDeque<>();
    private long sent;

    /** All that was sent and not dropped. */
    long sent() {
        return sent;
    }

    /** More was sent; true when it begins another part of an item. */
    boolean add(@Nullable String item, int content, long micros) {
        Segment last = segments.peekLast();
        boolean other = last == null || !last.is(item, content);
        if (last == null || other) {
            last = new Segment(item, content, sent);
            segments.add(last);
            if (segments.size() > MOST) {
                segments.remove();
            }
        }
        sent += micros;
        last.end = sent;
        return other;
    }

    /** Where in the sound a part of an item was heard up to {@code millis}; -1 when unknown. */
    long moment(String item, int content, long millis) {
        for (Segment segment : segments) {
            if (segment.is(item, content)) {
                return Math.min(segment.end, segment.start + millis * 1_000);
            }
        }
        return -1;
    }

    /** What was heard last when so much was played; null before the first item. */
    @Nullable PlayedPosition position(long played, Precision precision) {
        Segment heard = segments.peek();
        while (segments.size() > 1 && heard != null && heard.end <= played) {
            Segment next = second();
            if (next.start >= played) {
                break;
            }
            segments.remove();
            heard = next;
        }
        if (heard == null || heard.item == null) {
            return null;
        }
        long micros = Math.max(0, Math.min(played, heard.end) - heard.start);
        return new PlayedPosition(heard.item, heard.content, micros / 1_000, precision);
    }

    private Segment second() {
        var all = segments.iterator();
        all.next();
        return all.next();
    }

    /** What was not played by then is dropped, and was never sent. */
    void cut(long played) {
        sent = Math.min(sent, played);
        while (segments.size() > 1 && Objects.requireNonNull(segments.peekLast()).start >= sent) {
            segments.removeLast();
        }
        Segment last = segments.peekLast();
        if (last != null) {
            last.end = Math.max(last.start, sent);
            sent = last.end;
        }
    }
}
