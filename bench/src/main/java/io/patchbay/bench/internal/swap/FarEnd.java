package io.patchbay.bench.internal.swap;

import io.patchbay.bench.internal.load.Ids;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The model's end of one call, over all lines that the call has: what was heard, told and called.
 * On the peer's thread, except where it says otherwise.
 */
final class FarEnd {

    /** What the model does when it is its turn. */
    enum Move {
        /** Speaks. */
        ANSWER,
        /** Calls one tool or two. */
        TOOL,
        /** Calls a tool that takes its time. */
        SLOW_TOOL,
        /** Calls a tool for which somebody has to consent. */
        CONSENT,
        /** Hands over to the other agent. */
        HANDOFF
    }

    private static final long HANDOFF_NANOS = 150_000_000;

    final String name;
    final Ids ids = new Ids();
    final Random random;
    final Faults faults;
    final CallerLedger heard;
    final ToolLedger tools;
    final Told told;
    private final Moments moments;
    private final Queue<Move> wanted = new ArrayDeque<>();
    private final Set<PeerLine> lines = new HashSet<>();
    private @Nullable PeerLine current;
    private @Nullable PeerLine newest;
    private volatile boolean settled;
    private int spoken;
    private boolean awaited;
    private volatile boolean away;
    private long updatesFrom = System.nanoTime();
    private volatile long turns;
    private volatile long answers;
    private volatile long handoffs;
    private volatile long linesMade;

    FarEnd(String name, long seed, Faults faults, Moments moments, Delays callerDelays) {
        this.moments = moments;
        this.name = name;
        this.random = new Random(seed);
        this.faults = faults;
        this.heard = new CallerLedger(name, faults, callerDelays);
        this.tools = new ToolLedger(name, faults);
        this.told = new Told(name, faults);
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    void opened(PeerLine line) {
        lines.add(line);
        newest = line;
        settled = false;
        linesMade++;
    }

    void closed(PeerLine line) {
        lines.remove(line);
        tools.over(line);
        if (current == line) {
            current = null;
        }
        if (newest == line) {
            newest = current;
        }
        settled = current != null && current == newest;
    }

    /** Sound comes over {@code line}: from the first frame on it is the one that counts. */
    void speaksOver(PeerLine line) {
        if (current != line) {
            current = line;
            heard.anotherLine();
            told.takesOver(line.items());
            away = line.away();
            settled = current == newest;
        }
    }

    /** The numbers of the next frames of the model's sound. */
    int nextFrame() {
        return spoken++;
    }

    /** The next thing the model does when the caller has spoken. */
    Move next() {
        Move asked = wanted.poll();
        awaited = asked != null;
        if (asked != null) {
            return asked;
        }
        int dice = random.nextInt(100);
        if (dice < 50) {
            return Move.ANSWER;
        }
        if (dice < 70) {
            return Move.TOOL;
        }
        if (dice < 80) {
            return Move.SLOW_TOOL;
        }
        return dice < 90 ? Move.CONSENT : Move.HANDOFF;
    }

    /** When it is the model's turn next, it does this. */
    void want(Move move) {
        wanted.add(move);
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    void turn() {
        turns++;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    void answered() {
        answers++;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    void handedOver() {
        handoffs++;
        if (awaited) {
            updatesFrom = System.nanoTime() + HANDOFF_NANOS;
            moments.reached(Moments.Moment.HANDOFF, name);
        }
    }

    /** A tool that takes its time is called. */
    void callsSlowTool() {
        if (awaited) {
            moments.reached(Moments.Moment.TOOL, name);
        }
    }

    /**
     * How many milliseconds from now on an update of the session is confirmed: a handoff that
     * somebody waits for takes its time, so that there is a while in which to do something.
     */
    int updatedIn() {
        return (int) Math.max(0, (updatesFrom - System.nanoTime()) / 1_000_000);
    }

    /** Cuts all lines without a word, as a broken network does. */
    void cut() {
        List<PeerLine> all = new ArrayList<>(lines);
        all.forEach(PeerLine::cut);
    }

    /** Whether it speaks over another transport or provider than calls begin with. Any thread. */
    boolean away() {
        return away;
    }

    /** Whether sound comes, and over the line that was made last. Any thread. */
    boolean settled() {
        return settled;
    }

    /** Turns of the caller. Any thread. */
    long turns() {
        return turns;
    }

    /** Spoken answers, whole ones. Any thread. */
    long answers() {
        return answers;
    }

    /** Calls of a handoff. Any thread. */
    long handoffs() {
        return handoffs;
    }

    /** Connections. Any thread. */
    long linesMade() {
        return linesMade;
    }
}
