package io.patchbay.launcher;

import io.patchbay.api.plug.PlugDirectory;
import io.patchbay.api.provider.RealtimeProvider;
import io.patchbay.api.session.RealtimeSessions;
import io.patchbay.api.session.SessionDirectory;
import io.patchbay.management.PlugControl;
import io.patchbay.runtime.ProviderKeys.Variables;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/**
 * What a command finds inside the container.
 *
 * @param sessions opens sessions
 * @param directory shows the live ones
 * @param plugs shows what is plugged in
 * @param control changes what is plugged in
 * @param bundle where a command registers services of its own
 */
record Inside(
        RealtimeSessions sessions,
        SessionDirectory directory,
        PlugDirectory plugs,
        PlugControl control,
        BundleContext bundle) {

    /** Whether a bundle of this name runs. */
    boolean has(String name) {
        return Arrays.stream(bundle.getBundles())
                .anyMatch(
                        each ->
                                name.equals(each.getSymbolicName())
                                        && each.getState() == Bundle.ACTIVE);
    }

    /** The profiles of each provider that is plugged in, and where their keys live. */
    Map<String, Map<String, Variables>> providers() {
        Map<String, Map<String, Variables>> known = new TreeMap<>();
        try {
            for (ServiceReference<RealtimeProvider> reference :
                    bundle.getServiceReferences(RealtimeProvider.class, null)) {
                RealtimeProvider provider = bundle.getService(reference);
                if (provider != null) {
                    known.put(provider.name(), Variables.of(provider));
                    bundle.ungetService(reference);
                }
            }
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e); // there is no filter that could be wrong
        }
        return known;
    }
}
