package io.patchbay.bench.internal.swap;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.RealtimeSessions;
import io.patchbay.api.session.ReconnectPolicy;
import io.patchbay.api.session.SessionLimits;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.bench.internal.rtc.Heartbeat;
import io.patchbay.bench.internal.rtc.SessionCaller;
import io.patchbay.bench.internal.rtc.ToneCall;
import io.patchbay.bench.internal.rtc.ToneCaller;
import io.patchbay.bench.internal.rtc.ToneServer;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/** The calls of a run in which both sides speak in tones, with both ends. On the run's thread. */
final class RtcCalls implements AutoCloseable {

    private static final Duration DRAIN = Duration.ofSeconds(4);
    private static final RealtimeAgent AGENT =
            RealtimeAgent.builder("tones").instructions("You speak in tones.").build();
    private static final ReconnectPolicy RECONNECT =
            ReconnectPolicy.builder().attempts(100).longestDelay(Duration.ofMillis(500)).build();

    /**
     * A call.
     *
     * @param line whether it is of an application, with a line over WebRTC
     * @param beat moves the caller on
     */
    record One(String name, ToneCaller caller, ToneCall call, boolean line, Runnable beat) {

        One(String name, ToneCaller caller, ToneCall call, boolean line) {
            this(name, caller, call, line, caller::tick);
        }

        SessionCaller session() {
            return (SessionCaller) caller;
        }
    }

    private final ToneServer server;
    private final RealtimeSessions sessions;
    private final Faults faults;
    private final Consumer<String> told;
    private final Heartbeat heart = new Heartbeat();
    private final List<One> live = new CopyOnWriteArrayList<>();
    private final Map<String, Integer> complaints = new TreeMap<>();
    private final RtcTally tally = new RtcTally();
    private int opened;

    RtcCalls(ToneServer server, RealtimeSessions sessions, Faults faults, Consumer<String> told) {
        this.told = told;
        this.server = server;
        this.sessions = sessions;
        this.faults = faults;
    }

    /** The address of this call by WebSocket. */
    LineChoice socket(String name) {
        return LineChoice.builder().url(server.socket(name)).key("bench").build();
    }

    /** The address of this call by WebRTC. */
    LineChoice webRtc(String name) {
        return LineChoice.builder()
                .transport("webrtc")
                .url(server.offers(name))
                .key("bench")
                .build();
    }

    /** What a session that answers a page's call is opened with. */
    SessionOptions answering(String name) {
        return options().line(socket(name)).build();
    }

    /** The same with an agent that a bundle offers. */
    SessionOptions answering(String name, String agent) {
        return options().agent(agent).line(socket(name)).build();
    }

    private static SessionOptions.Builder options() {
        return SessionOptions.builder()
                .agent(AGENT)
                .limits(SessionLimits.builder().drain(DRAIN).build())
                .reconnect(RECONNECT);
    }

    String newName() {
        return "tone-" + opened++;
    }

    ToneCall call(String name) {
        return server.call(name);
    }

    /**
     * Opens so many calls of an application; each second one knows WebSocket as its next choice.
     */
    void open(int count) {
        for (int i = 0; i < count; i++) {
            String name = newName();
            SessionOptions.Builder options = options().line(webRtc(name));
            if (i % 2 == 1) {
                options.line(socket(name));
            }
            RealtimeSession session = sessions.open(options.build());
            ToneCall call = server.call(name);
            SessionCaller caller = new SessionCaller(session, call, i);
            session.connect()
                    .toCompletableFuture()
                    .orTimeout(Container.PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .join();
            join(new One(name, caller, call, true));
        }
    }

    /** This call is there: its caller speaks. */
    void join(One one) {
        live.add(one);
        heart.add(one.beat());
        one.caller().phone().rest(false);
    }

    /** All that are up. */
    List<One> live() {
        return List.copyOf(live);
    }

    List<One> lines() {
        return live.stream().filter(One::line).toList();
    }

    List<One> pages() {
        return live.stream().filter(one -> !one.line()).toList();
    }

    int opened() {
        return opened;
    }

    /** Each of them is answered so many times more; false when somebody is not. */
    boolean talk(Collection<One> some, int turns) {
        List<One> all = List.copyOf(some);
        long[] before = all.stream().mapToLong(one -> one.caller().phone().answered()).toArray();
        return Container.happens(
                () -> {
                    for (int i = 0; i < before.length; i++) {
                        if (all.get(i).caller().phone().answered() < before[i] + turns) {
                            return false;
                        }
                    }
                    return true;
                });
    }

    /** All lines of these calls move; whether they did. */
    boolean move(Collection<One> some, Function<One, LineChoice> to) {
        List<CompletableFuture<Void>> moves =
                some.stream()
                        .map(
                                one ->
                                        one.session()
                                                .session()
                                                .renew(to.apply(one))
                                                .toCompletableFuture())
                        .toList();
        boolean done = Container.happens(() -> moves.stream().allMatch(CompletableFuture::isDone));
        for (int i = 0; i < moves.size(); i++) {
            if (moves.get(i).isCompletedExceptionally()) {
                faults.add(
                        List.copyOf(some).get(i).name()
                                + " does not move: "
                                + moves.get(i).handle((ok, failure) -> failure).join());
            }
        }
        return done && moves.stream().noneMatch(CompletableFuture::isCompletedExceptionally);
    }

    /** Everybody finishes what they are at. */
    boolean rest(Collection<One> some) {
        some.forEach(one -> one.caller().phone().rest(true));
        return Container.happens(() -> some.stream().allMatch(one -> one.caller().phone().idle()));
    }

    void goOn() {
        live.forEach(one -> one.caller().phone().rest(false));
    }

    /** The longest that a marker was on its way, both ways together, since this was last asked. */
    Distribution takeSilences(Collection<One> some) {
        Distribution silences = new Distribution();
        for (One one : some) {
            silences.add(one.call().heard.takeLongest() + one.call().said.takeLongest());
        }
        return silences;
    }

    /** These calls come to rest and end; what they counted is kept. */
    void end(Collection<One> some) {
        if (!rest(some)) {
            faults.add("not all calls come to rest: " + standing(some));
        }
        for (One one : some) {
            heart.remove(one.beat());
            live.remove(one);
            one.caller().hangUp();
            tally.add(one, told);
            complained(one);
        }
        Container.happens(() -> some.stream().allMatch(one -> one.call().lines() == 0));
        some.forEach(one -> server.forget(one.name()));
    }

    /** How they stand, for a person. */
    static String standing(Collection<One> some) {
        StringBuilder all = new StringBuilder();
        for (One one : some) {
            all.append(one.name())
                    .append(": ")
                    .append(one.caller().connected() ? "connected" : "not connected")
                    .append(", answered ")
                    .append(one.caller().phone().answered())
                    .append(", unanswered ")
                    .append(one.caller().phone().unanswered())
                    .append(", lines ")
                    .append(one.call().lines())
                    .append("; ");
        }
        return all.toString();
    }

    private void complained(One one) {
        for (String words = one.caller().complaints().poll();
                words != null;
                words = one.caller().complaints().poll()) {
            complaints.merge(
                    words.replaceAll("[A-Za-z]+_[A-Za-z0-9]{8,}", "...").replaceAll("\\d+", "#"),
                    1,
                    Integer::sum);
        }
    }

    Map<String, Integer> complaints() {
        live.forEach(this::complained);
        return complaints;
    }

    RtcTally tally() {
        return tally;
    }

    @Override
    public void close() {
        live.forEach(one -> one.caller().hangUp());
        live.clear();
        heart.close();
    }
}
