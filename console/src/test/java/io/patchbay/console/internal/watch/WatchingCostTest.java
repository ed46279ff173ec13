package io.patchbay.console.internal.watch;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.management.resource.Feed;
import io.patchbay.runtime.Patchbay;
import io.patchbay.runtime.PatchbayBuilder;
import io.patchbay.tck.ScriptedProvider;
import io.patchbay.tck.ScriptedTransportFactory;
import io.patchbay.tck.ScriptedTurns;
import io.patchbay.tck.Turn;
import io.patchbay.tck.VirtualLoop;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What watching costs a call: the same call, in virtual time and on one thread, watched by nobody's
 * console (the floor), by a console at which nobody looks, and by one at which somebody looks, in
 * interleaved rounds. The table is the one of docs/performance.md.
 */
@Tag("once")
class WatchingCostTest {
    private static final int ROUNDS = 5;
    private static final int ANSWERS = 150;
    private static final int SPOKEN = 2_000;
    private static final int FRAME_MILLIS = 20;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private enum How {
        FLOOR,
        UNSEEN,
        SEEN
    }

    /** Of a second of the call: microseconds of the processor, and bytes that were allocated. */
    private record Cost(double micros, double bytes) {}

    @Test
    void a_call_at_which_nobody_looks_costs_next_to_nothing_more() {
        Cost[][] costs = new Cost[How.values().length][ROUNDS];
        for (int round = -2; round < ROUNDS; round++) {
            for (How how : How.values()) {
                Cost cost = call(how);
                if (round >= 0) {
                    costs[how.ordinal()][round] = cost;
                }
            }
        }
        for (How how : How.values()) {
            Cost[] of = costs[how.ordinal()];
            System.out.printf(
                    Locale.ROOT,
                    "%-6s CPU us/s %s  bytes/s %s%n",
                    how,
                    spread(Arrays.stream(of).mapToDouble(Cost::micros).sorted().toArray()),
                    spread(Arrays.stream(of).mapToDouble(Cost::bytes).sorted().toArray()));
        }
        double floor = median(costs[How.FLOOR.ordinal()]);
        double unseen = median(costs[How.UNSEEN.ordinal()]);
        assertTrue(unseen < floor * 1.25, "bytes a second: " + unseen + " beside " + floor);
    }

    private static String spread(double[] sorted) {
        return String.format(
                Locale.ROOT,
                "%.0f [%.0f..%.0f]",
                sorted[sorted.length / 2],
                sorted[0],
                sorted[sorted.length - 1]);
    }

    private static double median(Cost[] costs) {
        return Arrays.stream(costs).mapToDouble(Cost::bytes).sorted().toArray()[ROUNDS / 2];
    }

    private static Cost call(How how) {
        VirtualLoop loop = new VirtualLoop();
        ScriptedTransportFactory lines = new ScriptedTransportFactory();
        ScheduledThreadPoolExecutor work = new ScheduledThreadPoolExecutor(1);
        WatchedSessions sessions =
                new WatchedSessions(
                        WatchSettings.of(Map.of(), Path.of("state")),
                        List::of,
                        work,
                        System::nanoTime);
        PatchbayBuilder builder =
                Patchbay.builder()
                        .loops(() -> loop)
                        .workers(loop)
                        .transport(lines)
                        .provider(new ScriptedProvider());
        if (how != How.FLOOR) {
            builder.observer(sessions);
        }
        RealtimeSession session = builder.build().open(options());
        try {
            session.connect();
            loop.run();
            Runnable beat = () -> {};
            if (how == How.SEEN) {
                WatchedSession watched = sessions.session(session.id()).orElseThrow();
                SessionStream stream = new SessionStream(new Forgetting(), true, false);
                watched.show(stream, 0);
                beat =
                        () -> {
                            watched.tellLevels();
                            stream.detail(watched);
                        };
            }
            return measure(loop, lines, session, beat);
        } finally {
            session.close(CloseReason.NORMAL);
            loop.run();
            work.shutdownNow();
        }
    }

    private static SessionOptions options() {
        return SessionOptions.builder()
                .agent(RealtimeAgent.builder("guide").build())
                .line(
                        LineChoice.builder()
                                .transport("scripted")
                                .provider("scripted")
                                .key("anything")
                                .build())
                .build();
    }

    /** A question and a spoken answer, over and over, with both sides' sound in 20 ms frames. */
    private static Cost measure(
            VirtualLoop loop,
            ScriptedTransportFactory lines,
            RealtimeSession session,
            Runnable beat) {
        ScriptedTurns turns = new ScriptedTurns(AudioFormat.PCM16_24K, FRAME_MILLIS);
        ByteBuffer frame = ByteBuffer.allocate(AudioFormat.PCM16_24K.bytes(FRAME_MILLIS));
        long thread = Thread.currentThread().getId();
        long cpu = 0;
        long bytes = 0;
        for (int i = 0; i < ANSWERS; i++) {
            Turn question = turns.callerSays("What is the weather like?");
            Turn answer = turns.spokenAnswer("It will be sunny in the whole country.", SPOKEN);
            long allocated = THREADS.getThreadAllocatedBytes(thread);
            long used = THREADS.getCurrentThreadCpuTime();
            lines.last().play(question);
            loop.run();
            lines.last().play(answer);
            for (int millis = 0; millis < SPOKEN; millis += FRAME_MILLIS) {
                session.sendAudio(frame.clear());
                loop.advance(Duration.ofMillis(FRAME_MILLIS));
                if (millis % Pulse.BEAT_MILLIS < FRAME_MILLIS) {
                    beat.run();
                }
            }
            cpu += THREADS.getCurrentThreadCpuTime() - used;
            bytes += THREADS.getThreadAllocatedBytes(thread) - allocated;
        }
        double seconds = ANSWERS * SPOKEN / 1_000.0;
        return new Cost(cpu / 1_000.0 / seconds, bytes / seconds);
    }

    /** Somebody who reads and keeps nothing. */
    private static final class Forgetting implements Feed {
        @Override
        public boolean send(String event, String json) {
            return true;
        }

        @Override
        public void onEnd(Runnable action) {
            // it does not end
        }

        @Override
        public void close() {
            // nothing is held
        }
    }
}
