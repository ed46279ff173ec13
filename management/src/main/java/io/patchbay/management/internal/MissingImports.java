package io.patchbay.management.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.namespace.ExecutionEnvironmentNamespace;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.FrameworkWiring;

/** Says what a bundle needs that the container does not have. */
final class MissingImports {

    private static final String API = "io.patchbay.api";
    private static final Pattern PACKAGE =
            Pattern.compile("\\(" + PackageNamespace.PACKAGE_NAMESPACE + "=([^)]+)\\)");
    private static final Pattern FROM = Pattern.compile("(?<!!)\\(version>=([^)]+)\\)");
    private static final Pattern BELOW = Pattern.compile("\\(!\\(version>=([^)]+)\\)\\)");

    private final FrameworkWiring wiring;
    private final Bundle[] bundles;

    MissingImports(FrameworkWiring wiring, Bundle[] bundles) {
        this.wiring = wiring;
        this.bundles = bundles;
    }

    /** One sentence, without the name of the bundle. */
    String of(Bundle bundle) {
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        if (revision != null) {
            for (BundleRequirement requirement : revision.getDeclaredRequirements(null)) {
                if (isMandatory(requirement.getDirectives())
                        && wiring.findProviders(requirement).isEmpty()) {
                    return words(requirement);
                }
            }
        }
        return resolver(bundle);
    }

    private static boolean isMandatory(Map<String, String> directives) {
        return !Constants.RESOLUTION_OPTIONAL.equals(directives.get(Constants.RESOLUTION_DIRECTIVE))
                && "resolve"
                        .equals(directives.getOrDefault(Constants.EFFECTIVE_DIRECTIVE, "resolve"));
    }

    private String words(BundleRequirement requirement) {
        String filter = String.valueOf(requirement.getDirectives().get(Constants.FILTER_DIRECTIVE));
        Matcher name = PACKAGE.matcher(filter);
        if (requirement.getNamespace().equals(PackageNamespace.PACKAGE_NAMESPACE) && name.find()) {
            return missing(name.group(1), range(filter));
        }
        if (requirement
                .getNamespace()
                .equals(ExecutionEnvironmentNamespace.EXECUTION_ENVIRONMENT_NAMESPACE)) {
            return "needs another Java than "
                    + Runtime.version().feature()
                    + ": "
                    + Reasons.printable(filter);
        }
        return "needs "
                + requirement.getNamespace()
                + " "
                + Reasons.printable(filter)
                + ", which nothing here offers: install what does, before it or with it from one folder";
    }

    private String missing(String name, String range) {
        List<String> offers = new ArrayList<>(new TreeSet<>(offers(name)));
        String wanted = "imports " + name + (range.isEmpty() ? "" : " " + range);
        if (offers.isEmpty()) {
            return wanted
                    + ", which no bundle here exports: install the one that does, before it or with it from one folder";
        }
        return wanted
                + ", and here it is "
                + String.join(", ", offers)
                + (name.equals(API) || name.startsWith(API + ".")
                        ? ": build it against this Patchbay's api"
                        : ": install a bundle that exports what it wants, or build it against what is here");
    }

    private List<String> offers(String name) {
        List<String> offers = new ArrayList<>();
        for (Bundle bundle : bundles) {
            BundleRevision revision = bundle.adapt(BundleRevision.class);
            if (revision != null) {
                for (BundleCapability capability :
                        revision.getDeclaredCapabilities(PackageNamespace.PACKAGE_NAMESPACE)) {
                    Map<String, Object> attributes = capability.getAttributes();
                    if (name.equals(attributes.get(PackageNamespace.PACKAGE_NAMESPACE))) {
                        offers.add(
                                attributes.get(PackageNamespace.CAPABILITY_VERSION_ATTRIBUTE)
                                        + " of "
                                        + bundle.getSymbolicName());
                    }
                }
            }
        }
        return offers;
    }

    private static String range(String filter) {
        Matcher from = FROM.matcher(BELOW.matcher(filter).replaceAll(""));
        Matcher below = BELOW.matcher(filter);
        if (!from.find()) {
            return "";
        }
        return below.find()
                ? "[" + from.group(1) + "," + below.group(1) + ")"
                : from.group(1) + " or newer";
    }

    /**
     * Everything that it names is there, and does not fit together: only the resolver knows why.
     */
    private static String resolver(Bundle bundle) {
        try {
            bundle.start(Bundle.START_TRANSIENT);
            return "did not resolve, and does now: try again";
        } catch (BundleException e) {
            return "cannot be wired to what is here: "
                    + Reasons.firstLine(String.valueOf(e.getMessage()));
        }
    }
}
