package io.patchbay.bench.internal.swap.plugs;

import java.util.Collection;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** What a plug does that is to fail: each plug asks before it begins. */
final class Jam {

    private Jam() {}

    /**
     * Does nothing, unless this version is to fail now.
     *
     * @throws IllegalStateException when it is; the service that says so was told
     */
    static void check(BundleContext context) {
        Collection<ServiceReference<Runnable>> jams;
        try {
            String version = context.getBundle().getVersion().toString();
            jams =
                    context.getServiceReferences(
                            Runnable.class, "(" + CallerPlug.JAMMED + "=" + version + ")");
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
        for (ServiceReference<Runnable> jam : jams) {
            Runnable told = context.getService(jam);
            if (told != null) {
                told.run();
                context.ungetService(jam);
                throw new IllegalStateException("this version is to fail");
            }
        }
    }
}
