package io.patchbay.console.internal.watch;

import io.patchbay.api.session.SessionEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The newest events of a session, within bounds of its own and those of all sessions together. They
 * are kept as they are and become lines when somebody looks: a session at which nobody looks makes
 * none. One thread at a time.
 */
final class EventRing {

    private record Kept(SessionEvent event, int bytes) {}

    private final ArrayDeque<Kept> events = new ArrayDeque<>();
    private final Memory memory;
    private final int mostEvents;
    private final int mostBytes;
    private int bytes;
    private long dropped;

    EventRing(Memory memory, int mostEvents, int mostBytes) {
        this.memory = memory;
        this.mostEvents = mostEvents;
        this.mostBytes = mostBytes;
    }

    void add(SessionEvent event) {
        SessionEvent stripped = EventStrip.of(event);
        Kept kept = new Kept(stripped, EventSizes.of(stripped));
        events.add(kept);
        bytes += kept.bytes;
        memory.add(kept.bytes);
        while (events.size() > mostEvents || bytes > mostBytes) {
            drop();
        }
        if (memory.full()) {
            trim(memory.share());
        }
    }

    /** Forgets the oldest until no more than so many bytes are left. */
    void trim(long most) {
        while (bytes > most && !events.isEmpty()) {
            drop();
        }
    }

    private void drop() {
        Kept oldest = events.remove();
        bytes -= oldest.bytes;
        memory.add(-oldest.bytes);
        dropped++;
    }

    /** How many there were before the oldest that is kept. */
    long dropped() {
        return dropped;
    }

    /** When the oldest that is kept happened; without any, when none can have. */
    long oldest() {
        Kept oldest = events.peek();
        return oldest == null ? Long.MAX_VALUE : oldest.event.stamp().nanos();
    }

    /** The events from a time on, oldest first. */
    List<SessionEvent> since(long nanos) {
        List<SessionEvent> newer = new ArrayList<>(events.size());
        for (Kept kept : events) {
            if (kept.event.stamp().nanos() >= nanos) {
                newer.add(kept.event);
            }
        }
        return newer;
    }

    /** Forgets all. */
    void clear() {
        while (!events.isEmpty()) {
            drop();
        }
    }
}
