package io.patchbay.bench.internal.swap;

import io.patchbay.bench.internal.swap.plugs.CallerPlug;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** Lets plugs of this benchmark fail where they are to make what they offer. */
final class Jams {

    private final BundleContext context;

    Jams(BundleContext context) {
        this.context = context;
    }

    /** From now on this version of any of them fails. */
    Jam begin(String version) {
        AtomicBoolean noticed = new AtomicBoolean();
        Runnable told = () -> noticed.set(true);
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put(CallerPlug.JAMMED, version);
        return new Jam(context.registerService(Runnable.class, told, properties), noticed);
    }

    /** Until this is closed. */
    static final class Jam implements AutoCloseable {

        private final ServiceRegistration<?> registration;
        private final AtomicBoolean noticed;

        private Jam(ServiceRegistration<?> registration, AtomicBoolean noticed) {
            this.registration = registration;
            this.noticed = noticed;
        }

        /** Waits until a plug has failed; false when none does. */
        boolean noticed() {
            return Container.happens(noticed::get);
        }

        @Override
        public void close() {
            registration.unregister();
        }
    }
}
