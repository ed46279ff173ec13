package io.patchbay.runtime.internal.osgi;

import io.patchbay.api.plug.PlugRefusal;
import io.patchbay.runtime.internal.Heart;
import io.patchbay.runtime.internal.plug.Copies;
import io.patchbay.runtime.internal.plug.Offer;
import io.patchbay.runtime.internal.plug.PlugRegistry;
import io.patchbay.runtime.internal.plug.PlugType;
import io.patchbay.runtime.internal.work.Loops;
import io.patchbay.runtime.internal.work.Stacks;
import io.patchbay.runtime.internal.work.Unrefused;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/**
 * Carries services of a container into the registry and out again. A plug's own code runs on a
 * worker, with the neutral class loader; the container's thread waits for it within bounds, so that
 * what a started bundle offers is there when its start returns, and a stopped bundle is out of use
 * when its stop goes on. Session loops never wait (RULES 38).
 */
final class ServicePlugs {

    private static final System.Logger LOG = System.getLogger(ServicePlugs.class.getName());

    /** How long a container's thread waits for a plug to be made. */
    private static final Duration MAKING = Duration.ofSeconds(4);

    private final BundleContext context;
    private final PlugRegistry registry;
    private final Loops loops;
    private final Executor workers;
    private final Map<Key, Bound> bound = new ConcurrentHashMap<>();
    private final Stops stops;

    /** Bundles that run, and of which nothing is plugged in any more. */
    private final Set<Long> retired = ConcurrentHashMap.newKeySet();

    ServicePlugs(BundleContext context, PlugRegistry registry, Loops loops, Executor workers) {
        this(context, registry, loops, workers, new Stops(context, System::nanoTime, Heart.DRAIN));
    }

    ServicePlugs(
            BundleContext context,
            PlugRegistry registry,
            Loops loops,
            Executor workers,
            Stops stops) {
        this.stops = stops;
        this.context = context;
        this.registry = registry;
        this.loops = loops;
        this.workers = workers;
    }

    /** A service as one kind of plug: this very object, whatever it says of equality. */
    private record Key(PlugType<?> type, Object service) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && key.type == type && key.service == service;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(service);
        }
    }

    /**
     * What the container wants of one service. Making may outlast the container's patience, so that
     * a change or the end comes while a worker is at it: the worker then follows.
     */
    private static final class Bound {
        private final @Nullable Bundle bundle;
        private final AtomicReference<CompletionStage<Void>> end =
                new AtomicReference<>(CompletableFuture.completedFuture(null));
        private volatile boolean gone;
        private volatile boolean out;
        private volatile CompletableFuture<Void> making = CompletableFuture.completedFuture(null);
        private volatile @Nullable Thread maker;
        private volatile @Nullable Offer wanted;
        private volatile @Nullable PlugRefusal refusal;
        private @Nullable Offer made;

        Bound(@Nullable Bundle bundle) {
            this.bundle = bundle;
        }

        CompletableFuture<Void> ended() {
            return Objects.requireNonNull(end.get()).toCompletableFuture();
        }

        /** Unbinding and making may each find it there. */
        void ends(CompletionStage<Void> more) {
            end.updateAndGet(before -> before.thenCombine(more, (one, other) -> one));
        }
    }

    /** A service came, or its settings or ranking changed. */
    <S> void bind(PlugType<S> type, S service, ServiceReference<S> reference) {
        Bundle owner = reference.getBundle();
        stops.started(owner);
        Bound one = bound.computeIfAbsent(new Key(type, service), key -> new Bound(owner));
        if (owner != null && retired.contains(owner.getBundleId())) {
            one.gone = true; // never written back: somebody else may set it in this moment
        }
        String bundle = name(owner);
        try {
            bind(type, service, one, offer(reference), bundle);
        } catch (IllegalArgumentException e) {
            one.refusal =
                    new PlugRefusal(
                            type.kind(), symbolicName(owner), version(owner), Copies.line(e));
            refused(type, bundle, e);
        }
    }

    private <S> void bind(PlugType<S> type, S service, Bound one, Offer offer, String bundle) {
        one.wanted = offer;
        CompletableFuture<Void> made = new CompletableFuture<>();
        one.making = made;
        Runnable making =
                () -> {
                    try {
                        make(type, service, one, bundle);
                    } finally {
                        made.complete(null);
                    }
                };
        Unrefused.execute(workers, making, "patchbay-make-" + bundle);
        await(made, MAKING, () -> "a " + type + " of " + bundle + " is being made still");
    }

    private <S> void make(PlugType<S> type, S service, Bound one, String bundle) {
        synchronized (one) { // workers only, and only those of one service
            Offer offer = one.wanted;
            if (one.gone || offer == null || offer == one.made) {
                return;
            }
            one.made = offer;
            one.maker = Thread.currentThread();
            try {
                registry.replace(type, service, offer);
                one.refusal = null;
            } catch (Throwable e) { // a plug may throw anything, and none of it may be lost
                one.refusal =
                        new PlugRefusal(
                                type.kind(), offer.bundle(), offer.version(), Copies.line(e));
                refused(type, bundle, e);
            } finally {
                one.maker = null;
            }
            if (one.gone) {
                one.ends(registry.remove(type, service, stops.left(one.bundle)));
            }
        }
    }

    private static void refused(PlugType<?> type, String bundle, Throwable why) {
        LOG.log(Level.ERROR, "a {0} of {1} is not plugged in: {2}", type, bundle, Copies.line(why));
    }

    /** What is there and could not be plugged in. */
    List<PlugRefusal> refusals() {
        return bound.values().stream().map(one -> one.refusal).filter(Objects::nonNull).toList();
    }

    /**
     * A service goes. When its bundle stops all its others go with it, at once, so that their users
     * have the same time. Waits until nobody uses it, or the bundle's time is over.
     */
    <S> void unbind(PlugType<S> type, S service) {
        Key key = new Key(type, service);
        Bound one = bound.remove(key);
        if (one == null) {
            return;
        }
        Duration left = stops.left(one.bundle);
        takeOut(key, one, left);
        Bundle stopping = one.bundle;
        if (stopping != null && Stops.stops(stopping)) {
            retired.remove(stopping.getBundleId());
            bound.forEach(
                    (other, its) -> {
                        if (its.bundle == one.bundle) {
                            takeOut(other, its, left);
                        }
                    });
        }
        if (loops.onLoop() || one.maker == Thread.currentThread()) {
            return;
        }
        long end = System.nanoTime() + Stops.patience(left).toNanos();
        await(one.making, end, () -> where(type, one));
        await(
                one.ended(),
                end,
                () -> "a " + type + " of " + name(one.bundle) + " has ended and does not close");
    }

    /** See {@link io.patchbay.api.plug.PlugRetirement#retire}. */
    CompletionStage<Void> retire(String bundle, String version, @Nullable Duration drain) {
        List<CompletableFuture<Void>> ends = new ArrayList<>();
        bound.forEach(
                (key, one) -> {
                    Bundle owner = one.bundle;
                    if (owner != null
                            && bundle.equals(owner.getSymbolicName())
                            && version.equals(version(owner))) {
                        retired.add(owner.getBundleId());
                        one.gone = true;
                        Duration most = drain == null ? registry.time(key.type()) : drain;
                        ends.add(
                                registry.retire(key.type(), key.service(), most)
                                        .toCompletableFuture());
                    }
                });
        return CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new))
                .minimalCompletionStage();
    }

    private void takeOut(Key key, Bound one, Duration left) {
        if (one.out) {
            return;
        }
        one.out = true;
        one.gone = true;
        int users = registry.users(key.type(), key.service());
        one.ends(registry.remove(key.type(), key.service(), left));
        if (key.type() == PlugType.CALLER_LEG && users > 0) {
            LOG.log(
                    Level.WARNING,
                    "{0} is stopped with callers on it, who have {1} ms to end; to let them hang up"
                            + " first, update or remove it by the command plugs",
                    name(one.bundle),
                    left.toMillis());
        }
    }

    private static String where(PlugType<?> type, Bound one) {
        Thread maker = one.maker;
        return "a "
                + type
                + " of "
                + name(one.bundle)
                + " is gone, and is being made still"
                + (maker == null ? "" : ", in " + Stacks.of(maker));
    }

    private static void await(CompletableFuture<Void> stage, long end, Supplier<String> otherwise) {
        await(stage, Duration.ofNanos(Math.max(0, end - System.nanoTime())), otherwise);
    }

    private static void await(
            CompletableFuture<Void> stage, Duration patience, Supplier<String> otherwise) {
        try {
            stage.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.log(Level.WARNING, otherwise);
        } catch (ExecutionException e) {
            LOG.log(Level.WARNING, otherwise, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Offer offer(ServiceReference<?> reference) {
        Map<String, Object> properties = new HashMap<>(PrivateSettings.of(context, reference));
        for (String key : reference.getPropertyKeys()) {
            // "felix." are FileInstall's own notes on where a configuration came from
            if (!key.equals(Constants.OBJECTCLASS) && !key.startsWith("felix.")) {
                properties.put(key, reference.getProperty(key));
            }
        }
        Object ranking = reference.getProperty(Constants.SERVICE_RANKING);
        Bundle bundle = reference.getBundle();
        return Offer.of(
                symbolicName(bundle),
                version(bundle),
                ranking instanceof Integer number ? number : 0,
                properties);
    }

    private static String symbolicName(@Nullable Bundle bundle) {
        return bundle == null ? "-" : bundle.getSymbolicName();
    }

    private static String version(@Nullable Bundle bundle) {
        return bundle == null ? "-" : bundle.getVersion().toString();
    }

    private static String name(@Nullable Bundle bundle) {
        return bundle == null ? "a bundle that is gone" : bundle.toString();
    }
}
