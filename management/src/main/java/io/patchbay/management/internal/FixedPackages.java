package io.patchbay.management.internal;

import io.patchbay.management.PlugRefusedException;
import io.patchbay.management.PlugRefusedException.Reason;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleRevision;

/**
 * What fixed bundles export, nobody else does: a container that starts anew could wire some of its
 * bundles to the one and some to the other, and would not come up.
 */
final class FixedPackages {

    private final Map<String, String> owners = new HashMap<>();

    /** Those of the installed bundles. */
    FixedPackages(Stream<Bundle> bundles) {
        bundles.filter(bundle -> FixedBundles.has(bundle.getSymbolicName()))
                .forEach(
                        bundle ->
                                exports(bundle)
                                        .forEach(one -> owners.put(one, bundle.getSymbolicName())));
    }

    private static List<String> exports(Bundle bundle) {
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        return revision == null
                ? List.of()
                : revision.getDeclaredCapabilities(PackageNamespace.PACKAGE_NAMESPACE).stream()
                        .map(one -> one.getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE))
                        .map(String::valueOf)
                        .toList();
    }

    /** Refuses the first of some bundles that exports one of them. */
    void refuse(Collection<Bundle> bundles) {
        for (Bundle bundle : bundles) {
            for (String name : exports(bundle)) {
                String owner = owners.get(name);
                if (owner != null) {
                    throw new PlugRefusedException(
                            Reason.FIXED,
                            bundle.getSymbolicName()
                                    + " "
                                    + bundle.getVersion()
                                    + " exports "
                                    + name
                                    + ", which belongs to "
                                    + owner
                                    + " alone; import it, and take it out of Export-Package");
                }
            }
        }
    }
}
