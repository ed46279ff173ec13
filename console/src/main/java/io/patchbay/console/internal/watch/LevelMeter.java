package io.patchbay.console.internal.watch;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.session.SessionEvent;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * How loud both sides of a session are: the caller as he arrives, the agent as the primary leg
 * plays him, placed in time as a recording places him. Speech is generated ahead of its time; a
 * level leaves here when its time has come, so that nothing is shown of what an interruption took
 * away. For any thread.
 */
final class LevelMeter {

    /** What comes from a caller may be that late. */
    private static final long SLACK_NANOS = 100_000_000;

    private final long start;
    private final LevelTrack caller;
    private final LevelTrack agent;
    private long paused = -1;

    /**
     * A meter.
     *
     * @param start when the session was opened
     * @param now the session's clock
     */
    LevelMeter(long start, long now) {
        this.start = start;
        this.caller = new LevelTrack(now - start);
        this.agent = new LevelTrack(now - start);
    }

    /** A frame of the caller that has arrived. */
    synchronized void caller(long now, AudioChunk chunk) {
        if (chunk.format().encoding() != AudioFormat.Encoding.OPUS) {
            long from = now - start - chunk.micros() * 1_000;
            caller.add(from > caller.end() + SLACK_NANOS ? from : caller.end(), chunk);
        }
    }

    /** Speech that is generated. */
    synchronized void agent(long now, AudioChunk chunk) {
        agent.add(now - start, chunk);
    }

    /** Follows what playback does. */
    synchronized void on(SessionEvent event) {
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

    /** The levels whose time has come, as the event {@code level}; empty when none has. */
    synchronized Optional<ObjectNode> take(long now) {
        long due = (now - start - SLACK_NANOS) / LevelTrack.SLOT_NANOS;
        if (paused >= 0) {
            due = Math.min(due, paused / LevelTrack.SLOT_NANOS);
        }
        long first = caller.first();
        int slots = (int) Math.min(due - first, 1_200);
        if (slots <= 0) {
            return Optional.empty();
        }
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("t", Times.seconds(first * LevelTrack.SLOT_NANOS));
        put(json.putArray("caller"), caller.take(slots));
        put(json.putArray("agent"), agent.take(slots));
        return Optional.of(json);
    }

    private static void put(ArrayNode array, float[] peaks) {
        for (float peak : peaks) {
            array.add(Math.round(peak * 1_000) / 1_000.0);
        }
    }
}
