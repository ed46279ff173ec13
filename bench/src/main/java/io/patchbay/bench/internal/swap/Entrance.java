package io.patchbay.bench.internal.swap;

import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.transport.CallRouter;
import io.patchbay.api.transport.CallerLeg;
import io.patchbay.bench.internal.client.BenchException;
import io.patchbay.bench.internal.swap.plugs.CallerPlug;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** The doors that versions of the caller-leg plug keep open, and who decides on what comes in. */
final class Entrance {

    /** A door closes while somebody goes through it: the caller dials again. */
    private static final int TRIES = 20;

    private final BundleContext context;
    private final Map<String, SessionOptions> expected = new ConcurrentHashMap<>();

    Entrance(BundleContext context) {
        this.context = context;
        CallRouter router =
                call -> {
                    SessionOptions options = expected.get(call.id());
                    return CompletableFuture.completedFuture(
                            options == null
                                    ? new CallRouter.Decision.Refuse(603, "nobody expects it")
                                    : new CallRouter.Decision.Accept(options));
                };
        context.registerService(CallRouter.class, router, null);
    }

    /** A call that was answered. */
    record Answered(RealtimeSession session, String door) {}

    /** The version of the newest door that is open; null when none is. */
    @Nullable String version() {
        ServiceReference<?> door = newest();
        return door == null ? null : String.valueOf(door.getProperty(CallerPlug.DOOR));
    }

    /** Waits until a door is open, of this version if it is given. */
    boolean opens(@Nullable String version) {
        return Container.happens(
                () -> {
                    String now = version();
                    return now != null && (version == null || version.equals(now));
                });
    }

    /** Calls through the newest door. */
    Answered call(CallerLeg telephone, SessionOptions options) throws InterruptedException {
        expected.put(telephone.id(), options);
        try {
            Throwable last = null;
            for (int i = 0; i < TRIES && opens(null); i++) {
                ServiceReference<?> door = newest();
                try {
                    if (door != null) {
                        return new Answered(
                                dial(door, telephone)
                                        .toCompletableFuture()
                                        .get(Container.PATIENCE_SECONDS, TimeUnit.SECONDS),
                                String.valueOf(door.getProperty(CallerPlug.DOOR)));
                    }
                } catch (ExecutionException | TimeoutException e) {
                    last = e.getCause() == null ? e : e.getCause();
                }
            }
            throw new BenchException("a call was not answered: " + last);
        } finally {
            expected.remove(telephone.id());
        }
    }

    @SuppressWarnings("unchecked") // by its property
    private CompletionStage<RealtimeSession> dial(ServiceReference<?> door, CallerLeg telephone) {
        Function<CallerLeg, CompletionStage<RealtimeSession>> open =
                (Function<CallerLeg, CompletionStage<RealtimeSession>>) context.getService(door);
        if (open == null) {
            return CompletableFuture.failedFuture(new IllegalStateException("the door has closed"));
        }
        try {
            return open.apply(telephone);
        } finally {
            context.ungetService(door);
        }
    }

    @SuppressWarnings("rawtypes") // services are asked for by their class
    private @Nullable ServiceReference<?> newest() {
        Collection<ServiceReference<Function>> doors;
        try {
            doors = context.getServiceReferences(Function.class, "(" + CallerPlug.DOOR + "=*)");
        } catch (InvalidSyntaxException e) {
            throw new BenchException("the filter is wrong: " + e.getMessage(), e);
        }
        // of equal rankings the one that was there first is the greater
        return doors.stream().min(ServiceReference::compareTo).orElse(null);
    }
}
