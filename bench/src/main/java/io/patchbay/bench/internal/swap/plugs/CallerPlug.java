package io.patchbay.bench.internal.swap.plugs;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.transport.CallRouter.Decision;
import io.patchbay.api.transport.CallRouter.IncomingCall;
import io.patchbay.api.transport.CallerLeg;
import io.patchbay.api.transport.CallerLegFactory;
import io.patchbay.api.transport.IncomingCalls;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/**
 * A door for callers of this JVM: a service of the JDK's own type {@link Function}, to which a
 * caller's telephone is given and which gives back the session that answers. It has the property
 * {@link #DOOR} with the version of the bundle.
 */
public final class CallerPlug implements BundleActivator, CallerLegFactory {

    /** The property of the door's service. */
    public static final String DOOR = "bench.door";

    /**
     * The property of a service of type {@link Runnable}: the version of the bundle that fails
     * while the service is there.
     */
    public static final String JAMMED = "bench.jammed";

    @SuppressWarnings("NullAway.Init") // set when it is started
    private BundleContext context;

    @Override
    public void start(BundleContext started) {
        context = started;
        started.registerService(CallerLegFactory.class, this, null);
    }

    @Override
    public void stop(BundleContext stopped) {
        // the container takes the services back
    }

    @Override
    public String name() {
        return "bench";
    }

    @Override
    public AutoCloseable listen(Settings settings, PlugContext plug, IncomingCalls calls) {
        Jam.check(context);
        Function<CallerLeg, CompletionStage<RealtimeSession>> door = caller -> take(caller, calls);
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put(DOOR, context.getBundle().getVersion().toString());
        ServiceRegistration<?> open = context.registerService(Function.class, door, properties);
        return open::unregister;
    }

    private static CompletionStage<RealtimeSession> take(CallerLeg caller, IncomingCalls calls) {
        return calls.offer(new IncomingCall("bench", caller.id(), Map.of()))
                .thenCompose(decision -> decided(decision, caller, calls));
    }

    private static CompletionStage<RealtimeSession> decided(
            Decision decision, CallerLeg caller, IncomingCalls calls) {
        if (decision instanceof Decision.Accept accepted) {
            return calls.answer(accepted.options(), new CallerPlugLeg(caller));
        }
        return CompletableFuture.failedFuture(new IllegalStateException(decision.toString()));
    }
}
