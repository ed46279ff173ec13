package io.patchbay.audio;

import io.patchbay.api.audio.PlayedPosition;
import io.patchbay.api.audio.PlayedPosition.Precision;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which item a moment of the sound that was sent belongs to. Time counts in microseconds of sound
 * from the beginning of the call. Not thread-safe.
 */
public final class Playhead {

    /** More items than a far end can have before it in a second or two. */
    private static final int MOST = 64;

    private static final class Segment {
        final @Nullable String item;
        final int content;
        final long start;

        /** How much of the same part of the item lies in segments before this one. */
        final long before;

        long end;

        Segment(@Nullable String item, int content, long start, long before) {
            this.item = item;
            this.content = content;
            this.start = start;
            this.before = before;
            this.end = start;
        }

        boolean is(@Nullable String other, int part) {
            return Objects.equals(item, other) && content == part;
        }

        long heard(long played) {
            return before + Math.max(0, Math.min(played, end) - start);
        }
    }

    private final Deque<Segment> segments = new ArrayDeque<>();
    private long sent;

    /** Nothing was sent yet. */
    public Playhead() {}

    /** All that was sent and not dropped. */
    public long sent() {
        return sent;
    }

    /** More was sent; true when it begins another part of an item. */
    public boolean add(@Nullable String item, int content, long micros) {
        Segment last = segments.peekLast();
        boolean other = last == null || !last.is(item, content);
        if (last == null || other || last.end != sent) {
            last = new Segment(item, content, sent, before(item, content));
            segments.add(last);
            if (segments.size() > MOST) {
                segments.remove();
            }
        }
        sent += micros;
        last.end = sent;
        return other;
    }

    private long before(@Nullable String item, int content) {
        var latest = segments.descendingIterator();
        while (latest.hasNext()) {
            Segment earlier = latest.next();
            if (earlier.is(item, content)) {
                return earlier.heard(Long.MAX_VALUE);
            }
        }
        return 0;
    }

    /** Something was sent that belongs to no item: silence that fills a frame. */
    public void skip(long micros) {
        sent += micros;
    }

    /** Where in the sound a part of an item was heard up to {@code millis}; -1 when unknown. */
    public long moment(String item, int content, long millis) {
        long found = -1;
        for (Segment segment : segments) {
            if (segment.is(item, content)) {
                found = Math.min(segment.end, segment.start + millis * 1_000 - segment.before);
                if (found < segment.end) {
                    break;
                }
            }
        }
        return found;
    }

    /** What was heard last when so much was played; null before the first item. */
    public @Nullable PlayedPosition position(long played, Precision precision) {
        Segment heard = segments.peek();
        for (Segment segment : segments) {
            if (segment.start < played) {
                heard = segment;
            }
        }
        if (heard == null || heard.item == null) {
            return null;
        }
        return new PlayedPosition(
                heard.item, heard.content, heard.heard(played) / 1_000, precision);
    }

    /** Up to {@code more} later than {@code played}, but not beyond the part that plays then. */
    public long within(long played, long more) {
        for (Segment segment : segments) {
            if (segment.end > played) {
                return Math.min(segment.end, Math.max(played, segment.start) + more);
            }
        }
        return played;
    }

    /** What was not played by then is dropped, and was never sent. */
    public void cut(long played) {
        sent = Math.min(sent, played);
        while (segments.size() > 1 && Objects.requireNonNull(segments.peekLast()).start >= sent) {
            segments.removeLast();
        }
        Segment last = segments.peekLast();
        if (last != null) {
            sent = Math.max(last.start, sent);
            last.end = Math.min(last.end, sent);
        }
    }
}
