package io.patchbay.runtime.internal.plug;

import io.patchbay.api.plug.LineHealth;
import io.patchbay.api.plug.PlugDirectory;
import io.patchbay.api.plug.PlugInfo;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.plug.Swap;
import io.patchbay.api.plug.SwapRecord;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.runtime.internal.session.Lease;
import io.patchbay.runtime.internal.session.ProviderHealth;
import io.patchbay.runtime.internal.session.SessionPlugs;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
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

    /**
     * How long code of a plug that has ended may take to come back before it is said to be stuck.
     */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Comparator<String> NEWEST_FIRST =
            (one, other) -> Versions.compare(other, one);

    private static final Comparator<Plug<?>> BEST_FIRST =
            Comparator.<Plug<?>>comparingInt(plug -> -plug.offer().ranking())
                    .thenComparingLong(Plug::family)
                    .thenComparing(plug -> plug.offer().version(), NEWEST_FIRST)
                    .thenComparingLong(Plug::number);

    private static final Comparator<Plug<?>> DIRECTORY =
            Comparator.<Plug<?>, PlugKind>comparing(plug -> plug.type().kind())
                    .thenComparing(Plug::name)
                    .thenComparing(BEST_FIRST);

    private final SwapHistory swaps = new SwapHistory();
    private final Expected expected = new Expected();
    private final ProviderHealth providers =
            new ProviderHealth(() -> ThreadLocalRandom.current().nextDouble());
    private final Executor workers;
    private final Supplier<SerialLoop> clock;
    private final Duration drain;
    private final @Nullable Duration calls;

    /** Counts what comes and changes, so that before and after are known. */
    private final AtomicLong count = new AtomicLong();

    private final List<PlugListener> listeners = new CopyOnWriteArrayList<>();

    /** Guards the writers of the two lists; readers take no lock. */
    private final Object change = new Object();

    private volatile List<Plug<?>> offered = List.of();
    private volatile List<Plug<?>> leaving = List.of();
    private boolean closed;

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
        this.calls = calls;
        this.workers = Objects.requireNonNull(workers, "workers");
        this.clock = Objects.requireNonNull(clock, "clock");
        this.drain = Objects.requireNonNull(drain, "drain");
    }

    /**
     * Plugs a service in. What it has to offer is made on the calling thread, which may block.
     *
     * @throws IllegalArgumentException for a setting that is wrong; the message names it
     * @throws IllegalStateException when the registry is closed, or has this very service
     */
    public <S> void add(PlugType<S> type, S service, Offer offer) {
        enter(plug(type, service, offer), null);
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
        Plug<?> before = find(type, service);
        if (before != null && before.offer().alike(offer) && rank(before, offer)) {
            return CompletableFuture.completedFuture(null);
        }
        enter(plug(type, service, offer), before);
        return before == null ? CompletableFuture.completedFuture(null) : drain(before);
    }

    private <S> Plug<S> plug(PlugType<S> type, S service, Offer offer) {
        return new Plug<>(type, service, offer, workers, () -> changed(type.kind()));
    }

    private boolean rank(Plug<?> plug, Offer offer) {
        synchronized (change) {
            if (!offered.contains(plug)) {
                return false;
            }
            plug.rank(offer, count.incrementAndGet());
            offered = sorted(offered);
        }
        changed(plug.type().kind());
        return true;
    }

    private void enter(Plug<?> plug, @Nullable Plug<?> insteadOf) {
        String refused;
        synchronized (change) {
            boolean twice = insteadOf == null && find(plug.type(), plug.service()) != null;
            refused =
                    closed
                            ? "the runtime is closed"
                            : twice ? "this very " + plug + " is plugged in already" : null;
            if (refused == null) {
                long now = count.incrementAndGet();
                List<Plug<?>> all = new ArrayList<>(offered);
                if (insteadOf != null && all.remove(insteadOf)) {
                    leaving = with(leaving, insteadOf);
                    plug.enter(insteadOf, now);
                } else {
                    plug.enter(family(plug, now), now);
                }
                all.add(plug);
                offered = sorted(all);
            }
        }
        if (refused != null) {
            plug.count().revoke();
            throw new IllegalStateException(refused);
        }
        expected.came(plug.type().kind(), plug.name());
        providers.renewed(plug.type().kind(), plug.name());
        changed(plug.type().kind());
    }

    private long family(Plug<?> newcomer, long now) {
        for (Plug<?> plug : offered) {
            if (plug.kin(newcomer)) {
                return plug.family();
            }
        }
        return now;
    }

    private static List<Plug<?>> sorted(List<Plug<?>> plugs) {
        List<Plug<?>> sorted = new ArrayList<>(plugs);
        sorted.sort(BEST_FIRST);
        return List.copyOf(sorted);
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
        Plug<?> plug;
        synchronized (change) {
            plug = find(type, service);
            if (plug == null) {
                return CompletableFuture.completedFuture(null);
            }
            offered = without(offered, plug);
            leaving = with(leaving, plug);
        }
        CompletionStage<Void> gone = drain(plug);
        changed(type.kind());
        return gone;
    }

    /**
     * Lets another share of the sessions have a plug; a service that is not there is left alone.
     *
     * @throws IllegalArgumentException for a share that is not above 0 and at most 1
     */
    public <S> void share(PlugType<S> type, S service, double share) {
        Plug<?> plug = find(type, service);
        if (plug != null) {
            rank(plug, plug.offer().withShare(share));
        }
    }

    private @Nullable Plug<?> find(PlugType<?> type, Object service) {
        for (Plug<?> plug : offered) {
            if (plug.type() == type && plug.service() == service) {
                return plug;
            }
        }
        return null;
    }

    private CompletionStage<Void> drain(Plug<?> plug) {
        plug.count().drain();
        Duration time = plug.type() == PlugType.CALLER_LEG ? calls : drain;
        if (plug.state() == PlugInfo.State.DRAINING && time != null) {
            limit(plug, time);
        }
        return plug.gone().thenRun(() -> over(plug));
    }

    private void over(Plug<?> plug) {
        synchronized (change) {
            leaving = without(leaving, plug);
        }
        if (plug.occupied()) {
            clock.get().schedule(() -> look(plug), PATIENCE);
        }
    }

    /** Code of a plug that has ended is not stopped by anybody: it is shown, with where it is. */
    private void look(Plug<?> plug) {
        if (!plug.occupied()) {
            return;
        }
        LOG.log(
                Level.WARNING,
                "{0} has ended, and its code still runs after {1}: LEAKED, in {2}",
                plug,
                PATIENCE,
                plug.stacks());
        synchronized (change) {
            leaving = with(leaving, plug);
        }
        plug.leaked(
                () -> {
                    synchronized (change) {
                        leaving = without(leaving, plug);
                    }
                });
    }

    private void limit(Plug<?> plug, Duration time) {
        SerialLoop.Timer timer =
                clock.get()
                        .schedule(
                                () -> {
                                    LOG.log(
                                            Level.WARNING,
                                            "{0} is used by {1} still after {2}: cut off",
                                            plug,
                                            plug.count().users(),
                                            time);
                                    plug.count().revoke();
                                },
                                time);
        plug.gone().thenRun(timer::cancel);
    }

    /**
     * Tells the user of a lease that the plug is taken from under it: the drain time is over, or
     * the runtime ends. What it has begun there is to be given up, and the lease released.
     *
     * @param lease of this registry, not released
     * @param action runs once, before the plug is closed, unless the lease is released first; at
     *     once when the plug is gone already. On any thread; must not block
     * @throws IllegalStateException when the lease was released, or has such an action
     */
    public static void onRevoked(Lease<?> lease, Runnable action) {
        Objects.requireNonNull(action, "action");
        lease.onRevoked(action);
    }

    /** What is plugged in, as the session of an id sees it. */
    public SessionPlugs view(String sessionId) {
        return SessionView.of(this, count.get(), sessionId);
    }

    /** What sessions may have, the best of each name first. */
    List<Plug<?>> all() {
        return offered;
    }

    @Override
    public List<Candidate> offered() {
        List<Candidate> doors = new ArrayList<>();
        for (Plug<?> plug : offered) {
            if (plug.type() == PlugType.CALLER_LEG && plug.offer().share() >= 1) {
                doors.add(plug);
            }
        }
        return doors;
    }

    @Override
    public List<PlugInfo> plugs() {
        List<Plug<?>> all = new ArrayList<>(offered);
        all.addAll(leaving);
        all.sort(DIRECTORY);
        return all.stream().map(Plug::info).toList();
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
        List<Plug<?>> all;
        synchronized (change) {
            closed = true;
            all = new ArrayList<>(offered);
            all.addAll(leaving);
            offered = List.of();
            leaving = List.copyOf(all);
        }
        List<CompletableFuture<Void>> gone = new ArrayList<>();
        for (Plug<?> plug : all) {
            plug.count().revoke();
            gone.add(plug.gone().toCompletableFuture());
        }
        return CompletableFuture.allOf(gone.toArray(CompletableFuture[]::new))
                .thenRun(
                        () -> {
                            synchronized (change) {
                                leaving = List.of();
                            }
                        });
    }

    private void changed(PlugKind kind) {
        for (PlugListener listener : listeners) {
            try {
                listener.onChanged(kind);
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "a listener to plugs failed", e);
            }
        }
    }

    private static List<Plug<?>> with(List<Plug<?>> plugs, Plug<?> more) {
        List<Plug<?>> now = new ArrayList<>(plugs);
        now.add(more);
        return List.copyOf(now);
    }

    private static List<Plug<?>> without(List<Plug<?>> plugs, Plug<?> gone) {
        return plugs.stream().filter(plug -> plug != gone).toList();
    }
}
