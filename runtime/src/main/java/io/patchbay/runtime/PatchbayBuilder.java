package io.patchbay.runtime;

import io.patchbay.api.agent.AgentSource;
import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.guardrail.GuardrailSource;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.provider.RealtimeProvider;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.session.SessionObserver;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.ToolSource;
import io.patchbay.api.transport.CallRouter;
import io.patchbay.api.transport.CallerLegFactory;
import io.patchbay.api.transport.TransportFactory;
import io.patchbay.net.EventLoops;
import io.patchbay.runtime.internal.Heart;
import io.patchbay.runtime.internal.plug.Offer;
import io.patchbay.runtime.internal.plug.PlugRegistry;
import io.patchbay.runtime.internal.plug.PlugType;
import io.patchbay.runtime.internal.work.Loops;
import io.patchbay.runtime.internal.work.Workers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Collects what a {@link Patchbay} is made of. Not thread-safe. */
public final class PatchbayBuilder {

    private record Key(PlugKind kind, String name) {}

    private record Added<S>(PlugType<S> type, S service, String name) {

        void addTo(PlugRegistry registry, Map<String, ?> settings) {
            registry.add(type, service, Offer.of("-", "-", 0, settings));
        }
    }

    private final List<Added<?>> plugs = new ArrayList<>();
    private final List<PlugIn> versioned = new ArrayList<>();
    private final List<SessionObserver> observers = new ArrayList<>();
    private final List<SessionObserver> foundObservers = new ArrayList<>();
    private final Map<Key, Map<String, ?>> settings = new HashMap<>();
    private @Nullable Supplier<SerialLoop> loops;
    private @Nullable Executor workers;
    private int workerLimit = Workers.DEFAULT_LIMIT;
    private Duration drain = Heart.DRAIN;
    private @Nullable Duration callDrain;
    private @Nullable CallRouter router;

    PatchbayBuilder() {}

    /**
     * Everything that {@code loader} finds, after what was given before. Of two plugs with one name
     * the first wins.
     *
     * @throws java.util.ServiceConfigurationError when a named plug cannot be loaded
     */
    public PatchbayBuilder services(ClassLoader loader) {
        PlugType.ALL.forEach(type -> services(type, loader));
        ServiceLoader.load(SessionObserver.class, loader).forEach(foundObservers::add);
        return this;
    }

    private <S> void services(PlugType<S> type, ClassLoader loader) {
        ServiceLoader.load(type.service(), loader).forEach(service -> add(type, service));
    }

    /** A way to reach a model. */
    public PatchbayBuilder transport(TransportFactory factory) {
        return add(PlugType.TRANSPORT, factory);
    }

    /** A speech-to-speech service. */
    public PatchbayBuilder provider(RealtimeProvider provider) {
        return add(PlugType.PROVIDER, provider);
    }

    /** A way in which callers come. */
    public PatchbayBuilder callerLegs(CallerLegFactory factory) {
        return add(PlugType.CALLER_LEG, factory);
    }

    /** Agents that sessions may name. */
    public PatchbayBuilder agents(AgentSource source) {
        return add(PlugType.AGENT, source);
    }

    /** Tools that agents may name. */
    public PatchbayBuilder tools(ToolSource source) {
        return add(PlugType.TOOL, source);
    }

    /** Guardrails that agents may name. */
    public PatchbayBuilder guardrails(GuardrailSource source) {
        return add(PlugType.GUARDRAIL, source);
    }

    /** Plugs with a version, a ranking, a share of the sessions, or settings of their own. */
    public PatchbayBuilder plugIn(PlugIn plugs) {
        versioned.add(Objects.requireNonNull(plugs, "plugs"));
        return this;
    }

    /** Watches all sessions; instead of what {@link #services} finds of the same class. */
    public PatchbayBuilder observer(SessionObserver observer) {
        observers.add(Objects.requireNonNull(observer, "observer"));
        return this;
    }

    /** One agent that sessions may name. */
    public PatchbayBuilder agent(RealtimeAgent agent) {
        return agents(Single.agent(agent));
    }

    /** One tool that agents may name. */
    public PatchbayBuilder tool(FunctionTool tool) {
        return tools(Single.tool(tool.definition().name(), tool));
    }

    /**
     * Tools that agents may name: the methods of {@code object} that are annotated {@link
     * io.patchbay.api.tool.Tool}.
     */
    public PatchbayBuilder annotatedTools(Object object) {
        return tools(Single.tool(object.getClass().getSimpleName(), object));
    }

    private <S> PatchbayBuilder add(PlugType<S> type, S service) {
        Objects.requireNonNull(service, "service");
        plugs.add(new Added<>(type, service, type.name(service)));
        return this;
    }

    /**
     * Settings of the plug of a kind and name, instead of none. Keys and values are the plug's own;
     * its documentation lists them. {@code share} is not the plug's: above 0 to below 1 it lets
     * only that share of the sessions have it.
     */
    public PatchbayBuilder configure(PlugKind kind, String name, Map<String, ?> values) {
        settings.put(new Key(kind, name), Map.copyOf(values));
        return this;
    }

    /**
     * Where sessions get their loops; default: event loops of its own, one thread per processor.
     * Whoever gives them ends them.
     */
    public PatchbayBuilder loops(Supplier<SerialLoop> loops) {
        this.loops = Objects.requireNonNull(loops, "loops");
        return this;
    }

    /** Sessions get their loops from {@code loops}, which whoever gives them ends. */
    public PatchbayBuilder loops(EventLoops loops) {
        return loops(loops::next);
    }

    /**
     * What runs everything that may block; default: a pool of its own. Whoever gives it ends it,
     * bounds it and keeps its threads free of context class loaders and thread locals.
     */
    public PatchbayBuilder workers(Executor workers) {
        this.workers = Objects.requireNonNull(workers, "workers");
        return this;
    }

    /**
     * How many tasks may run at once on the own worker pool; default 1024.
     *
     * @throws IllegalArgumentException when it is below 1
     */
    public PatchbayBuilder workerLimit(int tasks) {
        if (tasks < 1) {
            throw new IllegalArgumentException("workerLimit must be at least 1, not " + tasks);
        }
        this.workerLimit = tasks;
        return this;
    }

    /**
     * How long the users of a plug that is taken out may go on; default 10 s.
     *
     * @throws IllegalArgumentException when it is not positive
     */
    public PatchbayBuilder drain(Duration drain) {
        if (drain.isZero() || drain.isNegative()) {
            throw new IllegalArgumentException("drain must be a positive time, not " + drain);
        }
        this.drain = drain;
        return this;
    }

    /**
     * How long live calls of a way for callers that is taken out may go on; default: until they
     * end.
     *
     * @throws IllegalArgumentException when it is not positive
     */
    public PatchbayBuilder callDrain(Duration drain) {
        if (drain.isZero() || drain.isNegative()) {
            throw new IllegalArgumentException("callDrain must be a positive time, not " + drain);
        }
        this.callDrain = drain;
        return this;
    }

    /** Decides on each call that comes in; without one all are refused with 503. */
    public PatchbayBuilder callRouter(CallRouter router) {
        this.router = Objects.requireNonNull(router, "router");
        return this;
    }

    /**
     * The runtime, started. Tools, agents and guardrails are made now, on this thread.
     *
     * @throws IllegalArgumentException for a setting that is wrong, or a plug that is configured
     *     but not there; the message names it
     */
    public Patchbay build() {
        checkConfigured();
        Loops ownLoops = loops == null ? new Loops() : null;
        Workers ownWorkers = workers == null ? new Workers(workerLimit) : null;
        Heart heart =
                new Heart(
                        loops != null ? loops : Objects.requireNonNull(ownLoops),
                        workers != null ? workers : Objects.requireNonNull(ownWorkers),
                        drain,
                        callDrain,
                        () -> {
                            if (ownWorkers != null) {
                                ownWorkers.close();
                            }
                            if (ownLoops != null) {
                                ownLoops.close();
                            }
                        });
        heart.doors().router(router);
        try {
            for (Added<?> plug : plugs) {
                plug.addTo(
                        heart.plugs(),
                        settings.getOrDefault(new Key(plug.type().kind(), plug.name()), Map.of()));
            }
            versioned.forEach(plug -> new Plugged(heart.plugs(), plug));
            observers.forEach(heart.sessions()::observe);
            for (SessionObserver found : foundObservers) {
                if (observers.stream().noneMatch(given -> given.getClass() == found.getClass())) {
                    heart.sessions().observe(found);
                }
            }
        } catch (RuntimeException | Error e) {
            heart.close();
            throw e;
        }
        return new Patchbay(heart);
    }

    private void checkConfigured() {
        for (Key key : settings.keySet()) {
            List<String> there =
                    plugs.stream()
                            .filter(plug -> plug.type().kind() == key.kind())
                            .map(Added::name)
                            .sorted()
                            .toList();
            if (!there.contains(key.name())) {
                throw new IllegalArgumentException(
                        "settings for "
                                + key.kind()
                                + " '"
                                + key.name()
                                + "', which is not there; there are: "
                                + (there.isEmpty() ? "none" : String.join(", ", there)));
            }
        }
    }
}
