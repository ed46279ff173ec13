package io.patchbay.runtime.internal.plug;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.guardrail.InputGuardrail;
import io.patchbay.api.guardrail.OutputGuardrail;
import io.patchbay.api.plug.PlugDirectory;
import io.patchbay.api.plug.PlugInfo;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.plug.Swap;
import io.patchbay.api.plug.SwapRecord;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.runtime.internal.session.Lease;
import io.patchbay.runtime.internal.session.SessionPlugs;
import io.patchbay.runtime.internal.session.SessionPlugs.Standing;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is plugged in. Plugs come and go at any time on any thread; a look-up reads a snapshot,
 * never waits and runs no code of a plug.
 *
 * <p>Of several plugs with a name the highest ranking wins, among equals the oldest until it goes.
 * Who looks one up gets a lease. A plug that is removed takes no new users at once, and is closed
 * when the last one is done, or the drain time is over.
 */
public final class PlugRegistry implements PlugDirectory {

    private static final System.Logger LOG = System.getLogger(PlugRegistry.class.getName());

    private static final Comparator<Plug<?>> BEST_FIRST =
            Comparator.<Plug<?>>comparingInt(plug -> -plug.offer().ranking())
                    .thenComparingLong(Plug::age);

    private static final Comparator<Plug<?>> DIRECTORY =
            Comparator.<Plug<?>, PlugKind>comparing(plug -> plug.type().kind())
                    .thenComparing(Plug::name)
                    .thenComparing(BEST_FIRST);

    private static final int SWAPS_KEPT = 1000;

    private final Deque<SwapRecord> swaps = new ArrayDeque<>();
    private final Executor workers;
    private final Supplier<SerialLoop> clock;
    private final Duration drain;
    private final AtomicLong ages = new AtomicLong();
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
        this.workers = Objects.requireNonNull(workers, "workers");
        this.clock = Objects.requireNonNull(clock, "clock");
        this.drain = Objects.requireNonNull(drain, "drain");
    }

    /**
     * Plugs a service in. What it has to offer is made on the calling thread, which may block.
     *
     * @throws IllegalArgumentException for a setting that is wrong; the message names it
     * @throws IllegalStateException when the registry is closed
     */
    public <S> void add(PlugType<S> type, S service, Offer offer) {
        enter(plug(type, service, offer, ages.getAndIncrement()), null);
    }

    /**
     * The same service, offered with other settings or another ranking: it takes the place of what
     * was made of it before, which ends as a removed plug does. A service that is not there is
     * added.
     *
     * @return completes when the earlier one is closed
     * @throws IllegalArgumentException for a setting that is wrong; what was there stays
     * @throws IllegalStateException when the registry is closed
     */
    public <S> CompletionStage<Void> replace(PlugType<S> type, S service, Offer offer) {
        Plug<?> before = find(type, service);
        long age = before == null ? ages.getAndIncrement() : before.age();
        enter(plug(type, service, offer, age), before);
        return before == null ? CompletableFuture.completedFuture(null) : drain(before);
    }

    private <S> Plug<S> plug(PlugType<S> type, S service, Offer offer, long age) {
        return new Plug<>(type, service, offer, age, workers, () -> changed(type.kind()));
    }

    private void enter(Plug<?> plug, @Nullable Plug<?> insteadOf) {
        boolean late;
        synchronized (change) {
            late = closed;
            if (!late) {
                List<Plug<?>> now = new ArrayList<>(offered);
                if (insteadOf != null && now.remove(insteadOf)) {
                    leaving = with(leaving, insteadOf);
                }
                now.add(plug);
                now.sort(BEST_FIRST);
                offered = List.copyOf(now);
            }
        }
        if (late) {
            plug.count().revoke();
            throw new IllegalStateException("the runtime is closed");
        }
        changed(plug.type().kind());
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
        if (plug.state() == PlugInfo.State.DRAINING) {
            limit(plug);
        }
        return plug.gone()
                .thenRun(
                        () -> {
                            synchronized (change) {
                                leaving = without(leaving, plug);
                            }
                        });
    }

    private void limit(Plug<?> plug) {
        SerialLoop.Timer timer =
                clock.get()
                        .schedule(
                                () -> {
                                    LOG.log(
                                            Level.WARNING,
                                            "{0} is used by {1} still after {2}: cut off",
                                            plug,
                                            plug.count().users(),
                                            drain);
                                    plug.count().revoke();
                                },
                                drain);
        plug.gone().thenRun(timer::cancel);
    }

    /** The transport, provider or source of a name. */
    public <S> Optional<Lease<S>> service(PlugType<S> type, String name) {
        for (Plug<?> plug : offered) {
            if (plug.type() == type && plug.name().equals(name)) {
                Optional<Lease<S>> lease = plug.lease(type.service().cast(plug.service()));
                if (lease.isPresent()) {
                    return lease;
                }
            }
        }
        return Optional.empty();
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
        if (!(lease instanceof CountedLease<?> counted)) {
            throw new IllegalArgumentException("not a lease of a registry: " + lease);
        }
        counted.onRevoked(action);
    }

    /** What is plugged in, as the session of an id sees it. */
    public SessionPlugs view(String sessionId) {
        return new SessionView(this);
    }

    /** How what a lease was given for stands now. */
    Standing standing(Lease<?> lease) {
        Plug<?> held = ((CountedLease<?>) lease).held();
        for (Plug<?> plug : offered) {
            if (plug.type() == held.type() && plug.name().equals(held.name())) {
                return plug == held ? Standing.CURRENT : Standing.SUPERSEDED;
            }
        }
        return Standing.WITHDRAWN;
    }

    /** The tool of a name; {@code source/tool} is the one that a certain source offers. */
    public Optional<Lease<FunctionTool>> tool(String name) {
        int slash = name.indexOf('/');
        return slash < 0
                ? part(Contents::tools, name)
                : toolOf(name.substring(0, slash), name.substring(slash + 1));
    }

    private Optional<Lease<FunctionTool>> toolOf(String source, String name) {
        for (Plug<?> plug : offered) {
            FunctionTool tool = plug.contents().tools().get(name);
            if (tool != null && plug.type() == PlugType.TOOL && plug.name().equals(source)) {
                Optional<Lease<FunctionTool>> lease = plug.lease(tool);
                if (lease.isPresent()) {
                    return lease;
                }
            }
        }
        return Optional.empty();
    }

    /** The names of the tools that the source of a name offers, the best one of that name. */
    public Optional<List<String>> toolsOf(String source) {
        for (Plug<?> plug : offered) {
            if (plug.type() == PlugType.TOOL && plug.name().equals(source)) {
                return Optional.of(List.copyOf(plug.contents().tools().keySet()));
            }
        }
        return Optional.empty();
    }

    /** The agent of a name. */
    public Optional<Lease<RealtimeAgent>> agent(String name) {
        return part(Contents::agents, name);
    }

    /** The check of the model's words of a name. */
    public Optional<Lease<OutputGuardrail>> outputGuardrail(String name) {
        return part(Contents::outputGuardrails, name);
    }

    /** The check of the caller's words of a name. */
    public Optional<Lease<InputGuardrail>> inputGuardrail(String name) {
        return part(Contents::inputGuardrails, name);
    }

    private <P> Optional<Lease<P>> part(Function<Contents, Map<String, P>> parts, String name) {
        for (Plug<?> plug : offered) {
            P part = parts.apply(plug.contents()).get(name);
            if (part != null) {
                Optional<Lease<P>> lease = plug.lease(part);
                if (lease.isPresent()) {
                    return lease;
                }
            }
        }
        return Optional.empty();
    }

    /**
     * The names that a session may use for a kind, sorted: of the plugs themselves, or of the parts
     * that sources offer.
     */
    public List<String> names(PlugKind kind) {
        return offered.stream()
                .filter(plug -> plug.type().kind() == kind)
                .flatMap(
                        plug ->
                                switch (kind) {
                                    case TRANSPORT, PROVIDER, CALLER_LEG ->
                                            java.util.stream.Stream.of(plug.name());
                                    case AGENT, TOOL, GUARDRAIL -> plug.contents().names().stream();
                                })
                .distinct()
                .sorted()
                .toList();
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
        synchronized (swaps) {
            if (swaps.size() == SWAPS_KEPT) {
                swaps.removeFirst();
            }
            swaps.addLast(new SwapRecord(Instant.now(), sessionId, swap));
        }
    }

    @Override
    public List<SwapRecord> swaps() {
        synchronized (swaps) {
            return List.copyOf(swaps);
        }
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
