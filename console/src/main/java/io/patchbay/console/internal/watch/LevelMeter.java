package io.patchbay.console.internal.watch;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionListener;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * How loud both sides of a session are: the caller as he arrives, the agent as the primary leg
 * plays him, placed in time as a recording places him. Speech is generated ahead of its time; a
 * level leaves here when its time has come, so that nothing is shown of what an interruption took
 * away. It listens on the session's loop, to all of it, and so it keeps nothing but a byte now and
 * then, and never waits for who reads: what comes just then is put off until the next that comes.
 * What listens is called by one thread at a time, all else by any.
 */
final class LevelMeter implements SessionListener {

    /** What comes from a caller may be that late. */
    private static final long SLACK_NANOS = 100_000_000;

    /** So long they wait for somebody who looks, in slots; then they are only kept. */
    private static final int PATIENCE_SLOTS = 200;

    private static final int MOST_AT_ONCE = 1_200;

    /** Reading takes microseconds; nobody's sound comes so fast. */
    private static final int MOST_LATE = 64;

    private final LongSupplier clock;
    private final long start;
    private final LevelTrack caller;
    private final LevelTrack agent;
    private final LevelHistory history;
    private long paused = -1;

    /** Who reads waits for it; who listens does not. */
    private final ReentrantLock reading = new ReentrantLock();

    /** What came while somebody read. By who listens alone. */
    private final ArrayDeque<Runnable> late = new ArrayDeque<>();

    /** What a reader took: levels of both sides from a slot on. */
    private record Taken(long first, float[] caller, float[] agent) {
        ObjectNode json() {
            ObjectNode json = JsonNodeFactory.instance.objectNode();
            json.put("t", Times.seconds(first * LevelTrack.SLOT_NANOS));
            put(json.putArray("caller"), caller);
            put(json.putArray("agent"), agent);
            return json;
        }

        private static void put(ArrayNode array, float[] peaks) {
            for (float peak : peaks) {
                array.add(Math.round(peak * 1_000) / 1_000.0);
            }
        }
    }

    /**
     * A meter.
     *
     * @param start when the session was opened
     * @param clock the session's, in nanoseconds
     */
    LevelMeter(long start, LongSupplier clock) {
        this.clock = clock;
        this.start = start;
        long age = clock.getAsLong() - start;
        this.caller = new LevelTrack(age);
        this.agent = new LevelTrack(age);
        this.history = new LevelHistory(caller.first());
    }

    @Override
    public Set<Interest> interests() {
        return EnumSet.of(Interest.EVENTS, Interest.AUDIO, Interest.CALLER_AUDIO);
    }

    @Override
    public void onCallerAudio(AudioChunk chunk) {
        caller(chunk.bytes(), chunk.format());
    }

    @Override
    public void onAudio(AudioChunk chunk) {
        agent(chunk.bytes(), chunk.format());
    }

    /** A frame of the caller that has arrived. */
    void caller(ByteBuffer sound, AudioFormat format) {
        if (format.encoding() == AudioFormat.Encoding.OPUS) {
            return;
        }
        long age = age();
        if (enter()) {
            try {
                addCaller(age, sound, format);
            } finally {
                reading.unlock();
            }
        } else {
            ByteBuffer copy = copy(sound);
            putOff(() -> addCaller(age, copy, format));
        }
    }

    /** Speech that is generated. */
    void agent(ByteBuffer sound, AudioFormat format) {
        if (format.encoding() == AudioFormat.Encoding.OPUS) {
            return;
        }
        long age = age();
        if (enter()) {
            try {
                addAgent(age, sound, format);
            } finally {
                reading.unlock();
            }
        } else {
            ByteBuffer copy = copy(sound);
            putOff(() -> addAgent(age, copy, format));
        }
    }

    /** Follows what playback does. */
    @Override
    public void onEvent(SessionEvent event) {
        if (!moves(event)) {
            return;
        }
        if (enter()) {
            try {
                follow(event);
            } finally {
                reading.unlock();
            }
        } else {
            putOff(() -> follow(event));
        }
    }

    /**
     * Whether nobody reads; then what was put off is done, and nobody can until the lock is let go.
     */
    private boolean enter() {
        if (!reading.tryLock()) {
            return false;
        }
        for (Runnable one = late.poll(); one != null; one = late.poll()) {
            one.run();
        }
        return true;
    }

    private void putOff(Runnable what) {
        if (late.size() < MOST_LATE) {
            late.add(what);
        }
    }

    private static ByteBuffer copy(ByteBuffer sound) {
        return ByteBuffer.allocate(sound.remaining()).put(sound.duplicate()).flip();
    }

    private void addCaller(long age, ByteBuffer sound, AudioFormat format) {
        long from = age - format.micros(sound.remaining()) * 1_000;
        caller.add(from > caller.end() + SLACK_NANOS ? from : caller.end(), sound, format);
        relieve();
    }

    private void addAgent(long age, ByteBuffer sound, AudioFormat format) {
        agent.add(age, sound, format);
        relieve();
    }

    private static boolean moves(SessionEvent event) {
        return event instanceof SessionEvent.AudioInterrupted
                || event instanceof SessionEvent.AudioPaused
                || event instanceof SessionEvent.AudioResumed;
    }

    private void follow(SessionEvent event) {
        long at = event.stamp().nanos() - start;
        if (event instanceof SessionEvent.AudioInterrupted) {
            agent.cut(paused >= 0 ? paused : at);
            paused = -1;
        } else if (event instanceof SessionEvent.AudioPaused && paused < 0) {
            paused = at;
        } else if (event instanceof SessionEvent.AudioResumed && paused >= 0) {
            agent.shift(paused, at - paused);
            paused = -1;
        }
    }

    private long age() {
        return clock.getAsLong() - start;
    }

    /** Nobody takes them while nobody looks. */
    private void relieve() {
        if (due() - caller.first() > PATIENCE_SLOTS) {
            keep();
        }
    }

    /** The number of the first slot whose time has not come. */
    private long due() {
        long due = (age() - SLACK_NANOS) / LevelTrack.SLOT_NANOS;
        return paused < 0 ? due : Math.min(due, paused / LevelTrack.SLOT_NANOS);
    }

    /** The levels whose time has come, as the event {@code level}; empty when none has. */
    Optional<ObjectNode> take() {
        return taken().map(Taken::json);
    }

    private Optional<Taken> taken() {
        reading.lock();
        try {
            long first = caller.first();
            int slots = (int) Math.min(due() - first, MOST_AT_ONCE);
            if (slots <= 0) {
                return Optional.empty();
            }
            Taken taken = new Taken(first, caller.take(slots), agent.take(slots));
            history.add(taken.caller, taken.agent);
            return Optional.of(taken);
        } finally {
            reading.unlock();
        }
    }

    /** Keeps those whose time has come. */
    private void keep() {
        for (long left = due() - caller.first(); left > 0; left -= MOST_AT_ONCE) {
            int slots = (int) Math.min(left, MOST_AT_ONCE);
            history.add(caller.take(slots), agent.take(slots));
        }
    }

    /** A copy of the levels from the beginning to those that {@link #take} gave last. */
    LevelHistory past() {
        reading.lock();
        try {
            return history.copy();
        } finally {
            reading.unlock();
        }
    }

    /** A copy of all of them, when no more will come. */
    LevelHistory whole() {
        reading.lock();
        try {
            keep();
            return history.copy();
        } finally {
            reading.unlock();
        }
    }
}
