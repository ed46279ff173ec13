package io.patchbay.console.internal.watch;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionListener;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * How loud both sides of a session are: the caller as he arrives, the agent as the primary leg
 * plays him, placed in time as a recording places him. Speech is generated ahead of its time; a
 * level leaves here when its time has come, so that nothing is shown of what an interruption took
 * away. It listens on the session's loop, to all of it, and so it keeps nothing but a byte now and
 * then. For any thread.
 */
final class LevelMeter implements SessionListener {

    /** What comes from a caller may be that late. */
    private static final long SLACK_NANOS = 100_000_000;

    /** So long they wait for somebody who looks, in slots; then they are only kept. */
    private static final int PATIENCE_SLOTS = 200;

    private static final int MOST_AT_ONCE = 1_200;

    private final LongSupplier clock;
    private final long start;
    private final LevelTrack caller;
    private final LevelTrack agent;
    private final LevelHistory history;
    private long paused = -1;

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
    synchronized void caller(ByteBuffer sound, AudioFormat format) {
        if (format.encoding() != AudioFormat.Encoding.OPUS) {
            long from = age() - format.micros(sound.remaining()) * 1_000;
            caller.add(from > caller.end() + SLACK_NANOS ? from : caller.end(), sound, format);
            relieve();
        }
    }

    /** Speech that is generated. */
    synchronized void agent(ByteBuffer sound, AudioFormat format) {
        if (format.encoding() != AudioFormat.Encoding.OPUS) {
            agent.add(age(), sound, format);
            relieve();
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

    /** Follows what playback does. */
    @Override
    public synchronized void onEvent(SessionEvent event) {
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

    /** The number of the first slot whose time has not come. */
    private long due() {
        long due = (age() - SLACK_NANOS) / LevelTrack.SLOT_NANOS;
        return paused < 0 ? due : Math.min(due, paused / LevelTrack.SLOT_NANOS);
    }

    /** The levels whose time has come, as the event {@code level}; empty when none has. */
    synchronized Optional<ObjectNode> take() {
        long first = caller.first();
        int slots = (int) Math.min(due() - first, MOST_AT_ONCE);
        if (slots <= 0) {
            return Optional.empty();
        }
        float[] callers = caller.take(slots);
        float[] agents = agent.take(slots);
        history.add(callers, agents);
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("t", Times.seconds(first * LevelTrack.SLOT_NANOS));
        put(json.putArray("caller"), callers);
        put(json.putArray("agent"), agents);
        return Optional.of(json);
    }

    /** Keeps those whose time has come. */
    private void keep() {
        for (long left = due() - caller.first(); left > 0; left -= MOST_AT_ONCE) {
            int slots = (int) Math.min(left, MOST_AT_ONCE);
            history.add(caller.take(slots), agent.take(slots));
        }
    }

    /** A copy of the levels from the beginning to those that {@link #take} gave last. */
    synchronized LevelHistory past() {
        return history.copy();
    }

    /** A copy of all of them, when no more will come. */
    synchronized LevelHistory whole() {
        keep();
        return history.copy();
    }

    private static void put(ArrayNode array, float[] peaks) {
        for (float peak : peaks) {
            array.add(Math.round(peak * 1_000) / 1_000.0);
        }
    }
}
