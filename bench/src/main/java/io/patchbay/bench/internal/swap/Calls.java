package io.patchbay.bench.internal.swap;

import io.patchbay.api.plug.Swap;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.RealtimeSessions;
import io.patchbay.api.session.ReconnectPolicy;
import io.patchbay.api.session.Retention;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.SessionLimits;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.SessionState;
import io.patchbay.api.session.Transcription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/** All calls of a run, with both of their ends. On the run's thread. */
final class Calls implements AutoCloseable {

    private static final Duration DRAIN = Duration.ofSeconds(3);

    /** Histories are short, so that what grows is not the conversation (RULES 55). */
    private static final Retention RETENTION = new Retention(40, 1 << 20);

    /**
     * The first delay is the default; lines are cut so often here that the attempts have to begin
     * anew after a shorter life than usual.
     */
    private static final ReconnectPolicy RECONNECT =
            ReconnectPolicy.builder().attempts(100).longestDelay(Duration.ofMillis(500)).build();

    private final Peer peer;
    private final Faults faults;
    private final Moments moments;
    private final Queue<Swap> swaps = new ConcurrentLinkedQueue<>();
    private final List<Caller> callers = new ArrayList<>();
    private final List<FarEnd> ends = new ArrayList<>();
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "bench-callers"));

    Calls(Peer peer, Faults faults, Moments moments) {
        this.peer = peer;
        this.faults = faults;
        this.moments = moments;
    }

    /** Opens the calls and lets the callers speak. */
    void open(RealtimeSessions sessions, int count, long seed) {
        Random seeds = new Random(seed);
        List<CompletableFuture<Void>> connects = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String name = "call-" + i;
            Delays spoken = new Delays();
            FarEnd end = peer.expect(name, new FarEnd(name, seeds.nextLong(), faults, spoken));
            Caller caller = new Caller(name, seeds.nextLong(), faults, moments, spoken, swaps);
            caller.join(sessions.open(options(name)));
            ends.add(end);
            callers.add(caller);
            connects.add(caller.session().connect().toCompletableFuture());
        }
        CompletableFuture.allOf(connects.toArray(CompletableFuture[]::new))
                .orTimeout(Container.PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
        clock.scheduleAtFixedRate(
                () -> callers.forEach(Caller::tick), 0, Frames.MILLIS, TimeUnit.MILLISECONDS);
        callers.forEach(caller -> caller.rest(false));
    }

    private SessionOptions options(String name) {
        return SessionOptions.builder()
                .agent("front")
                .line(LineChoice.builder().url(peer.uri(name)).key("bench").build())
                .config(SessionConfig.builder().transcription(Transcription.of("bench")).build())
                .limits(SessionLimits.builder().drain(DRAIN).build())
                .retention(RETENTION)
                .reconnect(RECONNECT)
                .build();
    }

    /** Swaps that sessions reported, to be taken. */
    Queue<Swap> swaps() {
        return swaps;
    }

    int count() {
        return callers.size();
    }

    Caller caller(int at) {
        return callers.get(at);
    }

    /** All have a line. */
    boolean connected() {
        return callers.stream()
                .allMatch(caller -> caller.session().state() == SessionState.CONNECTED);
    }

    /** Cuts the lines of {@code calls}, beginning with the first. */
    void cut(int calls) {
        peer.execute(() -> ends.subList(0, calls).forEach(FarEnd::cut));
    }

    /** The far end does this next, in one call. */
    void want(int call, FarEnd.Move move) {
        peer.execute(() -> ends.get(call).want(move));
    }

    long linesMade() {
        return ofEnds(FarEnd::linesMade);
    }

    long ofEnds(ToLongFunction<FarEnd> count) {
        return ends.stream().mapToLong(count).sum();
    }

    long ofCallers(ToLongFunction<Caller> count) {
        return callers.stream().mapToLong(count).sum();
    }

    /** Silences since this was last asked, in milliseconds. */
    Distribution takeSilences() {
        Distribution silences = new Distribution();
        callers.forEach(caller -> silences.add(caller.takeSilence() / 1e6));
        return silences;
    }

    /** Everybody finishes what they are at; false when somebody does not. */
    boolean rest() {
        callers.forEach(caller -> caller.rest(true));
        return Container.happens(() -> callers.stream().allMatch(Caller::idle));
    }

    /** Goes on after {@link #rest()}. */
    void goOn() {
        callers.forEach(caller -> caller.rest(false));
    }

    /** Tool calls without an output, as the far ends see it. */
    int openToolCalls() {
        CompletableFuture<Integer> open = new CompletableFuture<>();
        peer.execute(() -> open.complete(ends.stream().mapToInt(end -> end.tools.open()).sum()));
        return open.join();
    }

    /** What sessions complained of, with how often. */
    Map<String, Integer> complaints() {
        Map<String, Integer> found = new TreeMap<>();
        for (Caller caller : callers) {
            // names and numbers differ, the complaint is the same
            caller.complaints()
                    .forEach(
                            words ->
                                    found.merge(
                                            words.replaceAll("[A-Za-z]+_[A-Za-z0-9]{8,}", "...")
                                                    .replaceAll("\\d+", "#"),
                                            1,
                                            Integer::sum));
        }
        return found;
    }

    @Override
    public void close() {
        callers.forEach(Caller::hangUp);
        clock.shutdownNow();
        Container.happens(
                () ->
                        callers.stream()
                                .allMatch(
                                        caller -> caller.session().state() == SessionState.CLOSED));
        callers.forEach(Caller::settle);
        CompletableFuture<Void> judged = new CompletableFuture<>();
        peer.execute(
                () -> {
                    ends.forEach(end -> end.tools.close());
                    judged.complete(null);
                });
        judged.join();
    }
}
