package io.patchbay.management.internal;

import io.patchbay.api.plug.PlugDirectory;
import io.patchbay.api.plug.PlugInfo;
import io.patchbay.api.plug.PlugRefusal;
import io.patchbay.api.plug.PlugRetirement;
import io.patchbay.api.session.SessionDirectory;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/**
 * The container around a change, and what the runtime says of it.
 *
 * @param context of our own bundle
 * @param plugs what is plugged in
 * @param retirement takes plugs out of use
 * @param sessions who is live
 * @param components what Declarative Services say of components
 */
record Surroundings(
        BundleContext context,
        PlugDirectory plugs,
        PlugRetirement retirement,
        SessionDirectory sessions,
        ServiceComponentRuntime components) {

    Bundle system() {
        return context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION);
    }

    FrameworkWiring wiring() {
        return Objects.requireNonNull(system().adapt(FrameworkWiring.class), "framework wiring");
    }

    /** All installed bundles. */
    Stream<Bundle> bundles() {
        return Stream.of(context.getBundles());
    }

    /** Installed bundles of a name. */
    List<Bundle> named(String name) {
        return bundles().filter(bundle -> name.equals(bundle.getSymbolicName())).toList();
    }

    /** What a bundle has plugged in, on its way out or not. */
    List<PlugInfo> plugsOf(Bundle bundle) {
        return plugsOf(bundle.getSymbolicName(), bundle.getVersion().toString());
    }

    List<PlugInfo> plugsOf(String name, String version) {
        return plugs.plugs().stream()
                .filter(plug -> plug.bundle().equals(name) && plug.version().equals(version))
                .toList();
    }

    /** What a bundle would have plugged in, and could not. */
    List<PlugRefusal> refusalsOf(Bundle bundle) {
        return plugs.refusals().stream()
                .filter(
                        refusal ->
                                refusal.bundle().equals(bundle.getSymbolicName())
                                        && refusal.version().equals(bundle.getVersion().toString()))
                .toList();
    }

    /** How many leases sessions hold on a bundle's plugs. */
    int users(Bundle bundle) {
        return users(bundle.getSymbolicName(), bundle.getVersion().toString());
    }

    /** How many leases sessions hold on a bundle's plugs. */
    int users(String name, String version) {
        return plugsOf(name, version).stream().mapToInt(PlugInfo::users).sum();
    }
}
