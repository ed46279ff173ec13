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
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ObjDoubleConsumer;

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
    private final Route route;
    private final Entrance entrance;
    private final Faults faults;
    private final Moments moments;
    private final RealtimeSessions sessions;
    private final Random seeds;
    private final Queue<Swap> swaps = new ConcurrentLinkedQueue<>();
    private final List<Call> live = new CopyOnWriteArrayList<>();
    private final long[] over = new long[Count.values().length];
    private final Map<String, Integer> complaints = new TreeMap<>();
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "bench-callers"));
    private int opened;

    Calls(
            Peer peer,
            Route route,
            Entrance entrance,
            RealtimeSessions sessions,
            Faults faults,
            Moments moments,
            long seed) {
        this.peer = peer;
        this.route = route;
        this.entrance = entrance;
        this.sessions = sessions;
        this.faults = faults;
        this.moments = moments;
        this.seeds = new Random(seed);
        clock.scheduleAtFixedRate(
                () -> live.forEach(call -> call.caller().tick()),
                0,
                Frames.MILLIS,
                TimeUnit.MILLISECONDS);
    }

    /** Opens so many calls as an application does, and lets the callers speak. */
    void open(int count) {
        List<Call> made = new ArrayList<>();
        List<CompletableFuture<Void>> connects = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Call call = call();
            call.caller().join(sessions.open(options(call.lines())));
            connects.add(call.caller().session().connect().toCompletableFuture());
            made.add(call);
        }
        CompletableFuture.allOf(connects.toArray(CompletableFuture[]::new))
                .orTimeout(Container.PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
        made.forEach(this::speaks);
    }

    /** A caller calls through the newest door, is answered, and speaks. */
    Call openThroughDoor() throws InterruptedException {
        Call call = call();
        Entrance.Answered answered =
                entrance.call(call.caller().telephone(), options(call.lines()));
        call.caller().answered(answered.session());
        Call here = new Call(call.caller(), call.end(), call.lines(), answered.door());
        speaks(here);
        return here;
    }

    private Call call() {
        int number = opened++;
        String name = "call-" + number;
        Delays spoken = new Delays();
        FarEnd end = peer.expect(name, new FarEnd(name, seeds.nextLong(), faults, moments, spoken));
        Caller caller = new Caller(name, seeds.nextLong(), faults, moments, spoken, swaps);
        // half of them wait for a plug that is gone, the others have a next choice
        return new Call(caller, end, route.lines(name, number % 2 == 1), null);
    }

    private void speaks(Call call) {
        live.add(call);
        call.caller().rest(false);
    }

    private static SessionOptions options(Call.Lines lines) {
        SessionOptions.Builder options = SessionOptions.builder();
        lines.choices().forEach(options::line);
        return options.agent("front")
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

    /** Calls so far, also those that have ended. */
    int opened() {
        return opened;
    }

    /** Calls that live. */
    int count() {
        return live.size();
    }

    /** Calls that live. */
    List<Call> live() {
        return List.copyOf(live);
    }

    /** Those of them that came through a door. */
    List<Call> throughDoors() {
        return live.stream().filter(call -> call.door() != null).toList();
    }

    /** All have a line. */
    boolean connected() {
        return live.stream().allMatch(Calls::connected);
    }

    /** All speak, over the line that they have now. */
    boolean settled() {
        return live.stream().allMatch(call -> call.end().settled());
    }

    static boolean connected(Call call) {
        return call.caller().session().state() == SessionState.CONNECTED;
    }

    /**
     * Moves calls, each to a line of its own choice.
     *
     * @return whether all of them have moved
     */
    boolean move(Collection<Call> some, Function<Call, LineChoice> to) {
        List<CompletableFuture<Void>> moves =
                some.stream()
                        .map(
                                call ->
                                        call.caller()
                                                .session()
                                                .renew(to.apply(call))
                                                .toCompletableFuture())
                        .toList();
        return Container.happens(() -> moves.stream().allMatch(CompletableFuture::isDone))
                && moves.stream().noneMatch(CompletableFuture::isCompletedExceptionally);
    }

    /** Cuts the lines of so many {@code calls}, beginning with the first. */
    void cut(int calls) {
        List<Call> some = live().subList(0, calls);
        peer.execute(() -> some.forEach(call -> call.end().cut()));
    }

    /** Cuts the lines of this call. */
    void cut(Call call) {
        peer.execute(call.end()::cut);
    }

    /** The far end does this next. */
    void want(Call call, FarEnd.Move move) {
        peer.execute(() -> call.end().want(move));
    }

    /** Of all calls, also of those that have ended. */
    long sum(Count count) {
        return over[count.ordinal()] + live.stream().mapToLong(count::of).sum();
    }

    /** Silences since this was last asked, in milliseconds. */
    Distribution takeSilences() {
        return takeSilences((call, millis) -> {});
    }

    /** The same; {@code told} hears of each. */
    Distribution takeSilences(ObjDoubleConsumer<Call> told) {
        Distribution silences = new Distribution();
        live.forEach(
                call -> {
                    double millis = call.caller().takeSilence() / 1e6;
                    silences.add(millis);
                    told.accept(call, millis);
                });
        return silences;
    }

    /** Everybody finishes what they are at; false when somebody does not. */
    boolean rest() {
        return rest(live);
    }

    private boolean rest(Collection<Call> calls) {
        calls.forEach(call -> call.caller().rest(true));
        return Container.happens(() -> calls.stream().allMatch(call -> call.caller().idle()))
                & Container.happens(() -> openToolCalls(calls) == 0)
                // a tool's output may have been answered meanwhile
                & Container.happens(() -> calls.stream().allMatch(call -> call.caller().idle()));
    }

    /** Goes on after {@link #rest()}. */
    void goOn() {
        live.forEach(call -> call.caller().rest(false));
    }

    /** Tool calls without an output, as the far ends see it. */
    int openToolCalls() {
        return openToolCalls(live);
    }

    private int openToolCalls(Collection<Call> calls) {
        CompletableFuture<Integer> open = new CompletableFuture<>();
        peer.execute(
                () ->
                        open.complete(
                                calls.stream().mapToInt(call -> call.end().tools.open()).sum()));
        return open.join();
    }

    /** These calls come to rest and end; what they counted is kept. */
    void end(Collection<Call> calls) {
        if (!rest(calls)) {
            faults.add("not all calls come to rest");
        }
        hangUp(calls);
    }

    private void hangUp(Collection<Call> calls) {
        calls.forEach(call -> call.caller().hangUp());
        boolean closed =
                Container.happens(
                        () ->
                                calls.stream()
                                        .allMatch(
                                                call ->
                                                        call.caller().session().state()
                                                                == SessionState.CLOSED));
        if (!closed) {
            faults.add("not all sessions close");
        }
        calls.forEach(call -> call.caller().settle());
        CompletableFuture<Void> judged = new CompletableFuture<>();
        peer.execute(
                () -> {
                    calls.forEach(call -> call.end().tools.close());
                    judged.complete(null);
                });
        judged.join();
        for (Call call : calls) {
            live.remove(call);
            peer.forget(call.name());
            for (Count count : Count.values()) {
                over[count.ordinal()] += count.of(call);
            }
            complained(call);
        }
    }

    /** Takes down what live sessions have complained of, so that it does not pile up. */
    void collectComplaints() {
        live.forEach(this::complained);
    }

    private void complained(Call call) {
        Queue<String> all = call.caller().complaints();
        for (String words = all.poll(); words != null; words = all.poll()) {
            // names and numbers differ, the complaint is the same
            complaints.merge(
                    words.replaceAll("[A-Za-z]+_[A-Za-z0-9]{8,}", "...").replaceAll("\\d+", "#"),
                    1,
                    Integer::sum);
        }
    }

    /** What sessions complained of, as far as it was taken down, with how often. */
    Map<String, Integer> complaints() {
        return complaints;
    }

    @Override
    public void close() {
        hangUp(List.copyOf(live));
        clock.shutdownNow();
    }
}
