package io.patchbay.bench.internal.sip;

import io.patchbay.bench.internal.client.Cost;
import io.patchbay.bench.internal.client.Results;
import io.patchbay.bench.internal.floor.BareCaller;
import io.patchbay.bench.internal.rtc.Process;
import io.patchbay.bench.internal.rtc.Waits;
import io.patchbay.sip.SipDoor;
import io.patchbay.sip.SipDoors;
import io.patchbay.sip.SipInvitation;
import io.patchbay.sip.SipSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A stranger sends INVITEs as fast as he can and follows none of them up, with the limits that a
 * door has by default; meanwhile somebody asks whether we are there. Live heap before, right after,
 * and once the transactions are over (32 s, RFC 3261).
 */
final class FloodStep {

    private static final int QUESTIONS = 20;

    /** Limits are those of a source: the stranger has an address of his own. */
    private static final String STRANGER = "127.0.0.2";

    private final SipPlan plan;
    private final Results results;
    private final Consumer<String> told;

    FloodStep(SipPlan plan, Results results, Consumer<String> told) {
        this.plan = plan;
        this.results = results;
        this.told = told;
    }

    void run() throws IOException {
        ConcurrentLinkedQueue<SipInvitation> waiting = new ConcurrentLinkedQueue<>();
        SipSettings settings =
                SipSettings.builder()
                        .host("127.0.0.1")
                        .carriers(Set.of(SipSettings.Carrier.UDP))
                        .codecs(List.of("PCMU"))
                        .build();
        try (SipDoor door = SipDoors.open("bench-flood", settings, waiting::add);
                BareCaller stranger = new BareCaller(STRANGER);
                BareCaller friend = new BareCaller()) {
            int port = Telephones.port(door);
            stranger.flood(port, 100); // warms up
            Waits.until("the first calls", () -> !waiting.isEmpty());
            refuse(waiting);
            double quiet = answered(friend, port);
            long before = Cost.liveHeap();
            int files = Process.fds();
            long begun = System.nanoTime();
            double slowest = 0;
            int silent = 0;
            int asked = 0;
            CompletableFuture<Void> flood = CompletableFuture.runAsync(() -> flood(stranger, port));
            do {
                double millis = friend.options(port);
                slowest = Math.max(slowest, millis);
                silent += millis < 0 ? 1 : 0;
                asked++;
            } while (!flood.isDone());
            flood.join();
            double seconds = (System.nanoTime() - begun) / 1e9;
            long after = Cost.liveHeap();
            double more = (after - before) / 1024.0;
            int filesMore = Process.fds() - files;
            refuse(waiting);
            Waits.pass(TimeUnit.SECONDS.toMillis(plan.floodSeconds()));
            double left = (Cost.liveHeap() - before) / 1024.0;
            double again = answered(friend, port);
            told.accept(
                    String.format(
                            Locale.ROOT,
                            "  %d INVITEs in %.1f s: live heap %+.0f kB, %d files more; after %d s"
                                    + " %+.0f kB; OPTIONS %.2f ms, %.1f at most, %.2f afterwards,"
                                    + " %d of %d unanswered; %s",
                            plan.flood(),
                            seconds,
                            more,
                            filesMore,
                            plan.floodSeconds(),
                            left,
                            quiet,
                            slowest,
                            again,
                            silent,
                            asked,
                            door.counters()));
            results.add("flood.rate", "INVITEs a second sent", "1/s", plan.flood() / seconds);
            results.add("flood.heap", "live heap more right after them", "kB", more);
            results.add("flood.left", "live heap more once all is over", "kB", left);
            results.add("flood.files", "files more right after them", "", filesMore);
            results.add("flood.quiet", "OPTIONS answered before", "ms", quiet);
            results.add("flood.slowest", "OPTIONS answered meanwhile, slowest", "ms", slowest);
            results.add("flood.asked", "OPTIONS sent meanwhile", "", asked);
            results.add("flood.silent", "OPTIONS unanswered meanwhile", "", silent);
            results.add("flood.again", "OPTIONS answered afterwards", "ms", again);
            results.add(
                    "flood.refused",
                    "INVITEs refused by a limit",
                    "",
                    door.counters().refusedByLimit());
        }
    }

    private void flood(BareCaller stranger, int port) {
        try {
            stranger.flood(port, plan.flood());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Median of some, in milliseconds. */
    private static double answered(BareCaller friend, int port) throws IOException {
        double[] all = new double[QUESTIONS];
        for (int i = 0; i < QUESTIONS; i++) {
            all[i] = friend.options(port);
        }
        java.util.Arrays.sort(all);
        return all[QUESTIONS / 2];
    }

    private static void refuse(ConcurrentLinkedQueue<SipInvitation> waiting) {
        for (SipInvitation call = waiting.poll(); call != null; call = waiting.poll()) {
            call.refuse(486, "busy", null);
        }
    }
}
