package io.patchbay.runtime.internal.osgi;

import io.patchbay.api.plug.PlugRefusal;
import io.patchbay.runtime.internal.Heart;
import io.patchbay.runtime.internal.plug.Copies;
import io.patchbay.runtime.internal.plug.Offer;
import io.patchbay.runtime.internal.plug.PlugRegistry;
import io.patchbay.runtime.internal.plug.PlugType;
import io.patchbay.runtime.internal.work.Loops;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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

    ServicePlugs(BundleContext context, PlugRegistry registry, Loops loops, Executor workers) {
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
        private volatile boolean gone;
        private volatile @Nullable Offer wanted;
        private volatile @Nullable PlugRefusal refusal;
        private @Nullable Offer made;
    }

    /** A service came, or its settings or ranking changed. */
    <S> void bind(PlugType<S> type, S service, ServiceReference<S> reference) {
        String bundle = name(reference);
        try {
            bind(type, service, offer(reference), bundle);
        } catch (IllegalArgumentException e) {
            Bundle owner = reference.getBundle();
            bound(type, service).refusal =
                    new PlugRefusal(
                            type.kind(), symbolicName(owner), version(owner), Copies.line(e));
            refused(type, bundle, e);
        }
    }

    private <S> Bound bound(PlugType<S> type, S service) {
        return bound.computeIfAbsent(new Key(type, service), key -> new Bound());
    }

    private <S> void bind(PlugType<S> type, S service, Offer offer, String bundle) {
        Bound one = bound(type, service);
        one.wanted = offer;
        CompletableFuture<Void> made = new CompletableFuture<>();
        Runnable making =
                () -> {
                    try {
                        make(type, service, one, bundle);
                    } finally {
                        made.complete(null);
                    }
                };
        try {
            workers.execute(making);
        } catch (RejectedExecutionException e) {
            // all workers are busy; what replaces the plug that keeps them so must come in still
            Thread thread = new Thread(null, making, "patchbay-make-" + bundle, 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(ServicePlugs.class.getClassLoader());
            thread.start();
        }
        await(made, MAKING, () -> "a " + type + " of " + bundle + " is being made still");
    }

    private <S> void make(PlugType<S> type, S service, Bound one, String bundle) {
        synchronized (one) { // workers only, and only those of one service
            Offer offer = one.wanted;
            if (one.gone || offer == null || offer == one.made) {
                return;
            }
            one.made = offer;
            try {
                registry.replace(type, service, offer);
                one.refusal = null;
            } catch (Throwable e) { // a plug may throw anything, and none of it may be lost
                one.refusal =
                        new PlugRefusal(
                                type.kind(), offer.bundle(), offer.version(), Copies.line(e));
                refused(type, bundle, e);
            }
            if (one.gone) {
                registry.remove(type, service);
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

    <S> void unbind(PlugType<S> type, S service) {
        Bound one = bound.remove(new Key(type, service));
        if (one != null) {
            one.gone = true;
        }
        CompletionStage<Void> gone = registry.remove(type, service);
        if (loops.onLoop()) {
            return;
        }
        await(
                gone.toCompletableFuture(),
                Heart.DRAIN.plusSeconds(1),
                () -> "a " + type + " was cut off and does not close");
    }

    private static void await(
            CompletableFuture<Void> stage,
            Duration patience,
            java.util.function.Supplier<String> otherwise) {
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

    private static String name(ServiceReference<?> reference) {
        Bundle bundle = reference.getBundle();
        return bundle == null ? "a bundle that is gone" : bundle.toString();
    }
}
