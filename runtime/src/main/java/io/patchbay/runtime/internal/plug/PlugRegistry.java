package io.patchbay.runtime.internal.plug;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.plug.AgentInfo;
import io.patchbay.api.plug.LineHealth;
import io.patchbay.api.plug.PlugDirectory;
import io.patchbay.api.plug.PlugInfo;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.plug.Swap;
import io.patchbay.api.plug.SwapRecord;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.runtime.internal.session.ProviderHealth;
import io.patchbay.runtime.internal.session.SessionPlugs;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What is plugged in. Plugs come and go at any time on any thread; a look-up reads a snapshot,
 * never waits and runs no code of a plug.
 *
 * <p>Of several plugs with a name the highest ranking wins. Among equals versions of one bundle
 * stand together where its oldest one stands, the newest version first; otherwise the oldest wins
 * until it goes. A plug on trial is seen by a share of the sessions ({@link Trial}).
 *
 * <p>Who looks one up gets a lease. A plug that is removed takes no new users at once, and is
 * closed when the last one is done, or the drain time is over.
 */
public final class PlugRegistry implements PlugDirectory, CallerLegs {

    private static final System.Logger LOG = System.getLogger(PlugRegistry.class.getName());

    private static final CompletionStage<Void> DONE =
            CompletableFuture.<Void>completedFuture(null).minimalCompletionStage();

    private final SwapHistory swaps = new SwapHistory();
    private final Expected expected = new Expected();
    private final ProviderHealth providers =
            new ProviderHealth(() -> ThreadLocalRandom.current().nextDouble());
    private final Executor workers;
    private final Board board = new Board();
    private final Departures departures;
    private final List<PlugListener> listeners = new CopyOnWriteArrayList<>();

    /**
     * An empty one.
     *
     * @param workers where plugs are closed
     * @param clock a loop that measures drain times, asked for each
     * @param drain how long the users of a removed plug may go on
     */
    public PlugRegistry(Executor workers, Supplier<SerialLoop> clock, Duration drain) {
        this(workers, clock, drain, null);
    }

    /**
     * An empty one.
     *
     * @param workers where plugs are closed
     * @param clock a loop that measures drain times, asked for each
     * @param drain how long the users of a removed plug may go on
     * @param calls how long live calls of a removed caller leg may go on, or null: until they end
     */
    public PlugRegistry(
            Executor workers,
            Supplier<SerialLoop> clock,
            Duration drain,
            @Nullable Duration calls) {
        this.workers = Objects.requireNonNull(workers, "workers");
        departures =
                new Departures(
                        board,
                        Objects.requireNonNull(clock, "clock"),
                        Objects.requireNonNull(drain, "drain"),
                        calls);
    }

    /**
     * Plugs a service in. What it has to offer is made on the calling thread, which may block.
     *
     * @throws IllegalArgumentException for a setting that is wrong; the message names it
     * @throws IllegalStateException when the registry is closed, or has this very service
     */
    public <S> void add(PlugType<S> type, S service, Offer offer) {
        enter(
                plug(type, service, offer),
                plug -> {
                    board.add(plug);
                    return null;
                });
    }

    /**
     * The same service, offered with other settings: it takes the place of what was made of it
     * before, which ends as a removed plug does. One of which nothing but ranking or share is
     * another goes on as it is. A service that is not there is added.
     *
     * @return completes when the earlier one is closed
     * @throws IllegalArgumentException for a setting that is wrong; what was there stays
     * @throws IllegalStateException when the registry is closed
     */
    public <S> CompletionStage<Void> replace(PlugType<S> type, S service, Offer offer) {
        Plug<?> there = board.find(type, service);
        if (there != null && there.offer().alike(offer) && rank(there, now -> offer)) {
            return DONE;
        }
        Plug<?> before = enter(plug(type, service, offer), board::replace);
        return before == null ? DONE : departures.begin(before, departures.time(type));
    }

    private <S> Plug<S> plug(PlugType<S> type, S service, Offer offer) {
        return new Plug<>(type, service, offer, workers, () -> changed(type.kind()), board::out);
    }

    private @Nullable Plug<?> enter(Plug<?> plug, Function<Plug<?>, @Nullable Plug<?>> place) {
        Plug<?> before;
        try {
            before = place.apply(plug);
        } catch (IllegalStateException e) {
            plug.count().revoke();
            throw e;
        }
        expected.came(plug.type().kind(), plug.name());
        providers.renewed(plug.type().kind(), plug.name());
        changed(plug.type().kind());
        return before;
    }

    private boolean rank(Plug<?> plug, UnaryOperator<Offer> other) {
        boolean there = board.rank(plug, other);
        if (there) {
            changed(plug.type().kind());
        }
        return there;
    }

    /** Plugs come in any order, at any time: who needs one that is not there may wait for it. */
    public void inAnyOrder() {
        expected.inAnyOrder();
    }

    /** Whether it makes sense to wait for a plug that is not there. */
    boolean mayCome(PlugKind kind, String name) {
        return expected.mayCome(kind, name);
    }

    /**
     * Takes a service out: this very object, whatever its name. Its users may go on until the drain
     * time is over. Returns at once, whoever uses it.
     *
     * @return completes when it is closed, on any thread; at once for a service that is not there
     */
    public <S> CompletionStage<Void> remove(PlugType<S> type, S service) {
        return remove(type, service, departures.time(type));
    }

    /**
     * Takes a service out whose users may go on for another time. One that is on its way out has
     * that time from now on, or what is left of its own.
     *
     * @param most how long they may, or null: until they end
     * @return completes when it is closed, on any thread; at once for a service that is not there
     */
    public CompletionStage<Void> remove(PlugType<?> type, Object service, @Nullable Duration most) {
        return all(leave(type, service, most), Plug::gone);
    }

    /** How many use a service now; an open door is no user. */
    public int users(PlugType<?> type, Object service) {
        Plug<?> plug = board.find(type, service);
        return plug == null ? 0 : plug.info().users();
    }

    /**
     * Takes a service out, as {@link #remove} does.
     *
     * @return completes when nobody uses it any more, or must not; it is closed then
     */
    public CompletionStage<Void> retire(PlugType<?> type, Object service, @Nullable Duration most) {
        return all(leave(type, service, most), Plug::ended);
    }

    private List<Plug<?>> leave(PlugType<?> type, Object service, @Nullable Duration most) {
        List<Plug<?>> leaving = board.leave(type, service);
        leaving.forEach(plug -> departures.begin(plug, most));
        if (!leaving.isEmpty()) {
            changed(type.kind());
        }
        return leaving;
    }

    private static CompletionStage<Void> all(
            List<Plug<?>> plugs, Function<Plug<?>, CompletionStage<Void>> end) {
        return CompletableFuture.allOf(
                        plugs.stream()
                                .map(plug -> end.apply(plug).toCompletableFuture())
                                .toArray(CompletableFuture[]::new))
                .minimalCompletionStage();
    }

    /** How long users of a removed plug may go on; null: until they end. */
    public @Nullable Duration time(PlugType<?> type) {
        return departures.time(type);
    }

    /**
     * Lets another share of the sessions have a plug; a service that is not there is left alone.
     *
     * @throws IllegalArgumentException for a share that is not above 0 and at most 1
     */
    public <S> void share(PlugType<S> type, S service, double share) {
        Plug<?> plug = board.find(type, service);
        if (plug != null) {
            rank(plug, offer -> offer.withShare(share));
        }
    }

    /** What is plugged in, as the session of an id sees it. */
    public SessionPlugs view(String sessionId) {
        return SessionView.of(this, board.count(), sessionId);
    }

    /** What sessions may have, the best of each name first. */
    List<Plug<?>> all() {
        return board.offered();
    }

    @Override
    public List<Candidate> offered() {
        List<Candidate> doors = new ArrayList<>();
        for (Plug<?> plug : board.offered()) {
            if (plug.type() == PlugType.CALLER_LEG && plug.offer().share() >= 1) {
                doors.add(plug);
            }
        }
        return doors;
    }

    @Override
    public List<PlugInfo> plugs() {
        return board.directory().stream().map(Plug::info).toList();
    }

    @Override
    public List<AgentInfo> agents() {
        Map<String, AgentInfo> agents = new LinkedHashMap<>();
        for (Plug<?> plug : board.offered()) {
            plug.contents()
                    .agents()
                    .forEach((name, agent) -> agents.putIfAbsent(name, info(plug, agent)));
        }
        return List.copyOf(agents.values());
    }

    private static AgentInfo info(Plug<?> plug, RealtimeAgent agent) {
        return new AgentInfo(agent.name(), plug.name(), agent.handoffDescription().orElse(null));
    }

    /** Keeps the newest swaps. Any thread. */
    public void swapped(String sessionId, Swap swap) {
        swaps.add(sessionId, swap);
    }

    /** How connects over the plugs have fared. */
    public ProviderHealth providers() {
        return providers;
    }

    @Override
    public List<LineHealth> health() {
        return providers.list();
    }

    @Override
    public List<SwapRecord> swaps() {
        return swaps.all();
    }

    /**
     * Tells {@code listener} of changes from now on.
     *
     * @return ends that
     */
    public Runnable listen(PlugListener listener) {
        listeners.add(Objects.requireNonNull(listener, "listener"));
        return () -> listeners.remove(listener);
    }

    /**
     * Takes all plugs out and takes no more; nobody may go on.
     *
     * @return completes when all are closed
     */
    public CompletionStage<Void> close() {
        List<CompletableFuture<Void>> gone = new ArrayList<>();
        for (Plug<?> plug : board.close()) {
            plug.count().revoke();
            gone.add(plug.gone().toCompletableFuture());
        }
        return CompletableFuture.allOf(gone.toArray(CompletableFuture[]::new));
    }

    private void changed(PlugKind kind) {
        for (PlugListener listener : listeners) {
            try {
                listener.onChanged(kind);
            } catch (RuntimeException | Error e) {
                LOG.log(Level.WARNING, "a listener to plugs failed: {0}", Copies.place(e));
            }
        }
    }
}
