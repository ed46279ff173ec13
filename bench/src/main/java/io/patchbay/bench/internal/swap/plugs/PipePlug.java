package io.patchbay.bench.internal.swap.plugs;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.transport.RealtimeTransport;
import io.patchbay.api.transport.TransportCapabilities;
import io.patchbay.api.transport.TransportFactory;
import java.util.Collection;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/**
 * Another kind of transport: messages within this JVM. Its far end is a service of type {@link
 * BiFunction} with the property {@link #FAR_END}: it is given an address and who hears the far end,
 * and gives back who hears this one. A message is the letter {@code T} for text or {@code B} for
 * bytes and then what it says; {@code +} alone is the far end's consent, null is the end.
 */
public final class PipePlug implements BundleActivator, TransportFactory {

    /** Its name. */
    public static final String NAME = "pipe";

    /** The property of the far end's service. */
    public static final String FAR_END = "bench.pipe";

    static final TransportCapabilities CAPABILITIES =
            new TransportCapabilities(NAME, TransportCapabilities.Media.MESSAGES, false, false);

    @SuppressWarnings("NullAway.Init") // set when it is started
    private BundleContext container;

    @Override
    public void start(BundleContext context) {
        container = context;
        context.registerService(TransportFactory.class, this, null);
    }

    @Override
    public void stop(BundleContext context) {
        // the container takes the service back
    }

    @Override
    public TransportCapabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public RealtimeTransport create(Settings settings, PlugContext context) {
        return new PipeTransport(this::dial);
    }

    @SuppressWarnings({"rawtypes", "unchecked"}) // services are asked for by their class
    private Consumer<byte[]> dial(String address, Consumer<byte[]> hears) {
        Collection<ServiceReference<BiFunction>> ends;
        try {
            ends = container.getServiceReferences(BiFunction.class, "(" + FAR_END + "=*)");
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
        for (ServiceReference<BiFunction> end : ends) {
            BiFunction<String, Consumer<byte[]>, Consumer<byte[]>> found =
                    container.getService(end);
            if (found != null) {
                try {
                    return found.apply(address, hears);
                } finally {
                    container.ungetService(end);
                }
            }
        }
        throw new IllegalStateException("there is no far end");
    }
}
