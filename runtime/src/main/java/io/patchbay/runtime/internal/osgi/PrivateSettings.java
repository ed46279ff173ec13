package io.patchbay.runtime.internal.osgi;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * The settings of a plug that begin with a dot. Declarative Services keep these out of the
 * properties of a service, where everybody would see them, so they are read where they come from:
 * in ConfigAdmin, under the PIDs that the service has.
 */
final class PrivateSettings {

    private static final System.Logger LOG = System.getLogger(PrivateSettings.class.getName());

    /** By name: a container may have no ConfigAdmin, and then not its classes either. */
    private static final String ADMIN = "org.osgi.service.cm.ConfigurationAdmin";

    private PrivateSettings() {}

    /** With their dots; empty when there are none, or nobody to ask. */
    static Map<String, Object> of(BundleContext context, ServiceReference<?> plug) {
        List<String> pids = pids(plug.getProperty(Constants.SERVICE_PID));
        ServiceReference<?> admin = pids.isEmpty() ? null : context.getServiceReference(ADMIN);
        if (admin == null) {
            return Map.of();
        }
        try {
            return context.getService(admin) instanceof ConfigurationAdmin configurations
                    ? read(configurations, pids)
                    : Map.of();
        } catch (IOException | InvalidSyntaxException | IllegalStateException e) {
            LOG.log(Level.WARNING, () -> "the private settings of " + pids + " are not read", e);
            return Map.of();
        } finally {
            context.ungetService(admin);
        }
    }

    private static List<String> pids(@Nullable Object property) {
        if (property instanceof String one) {
            return List.of(one);
        }
        if (property instanceof String[] several) {
            return List.of(several);
        }
        return property instanceof Collection<?> several
                ? several.stream().map(String::valueOf).toList()
                : List.of();
    }

    private static Map<String, Object> read(ConfigurationAdmin configurations, List<String> pids)
            throws IOException, InvalidSyntaxException {
        Map<String, Object> found = new HashMap<>();
        for (String pid : pids) {
            String escaped = pid.replaceAll("[\\\\*()]", "\\\\$0");
            Configuration[] matching =
                    configurations.listConfigurations("(service.pid=" + escaped + ")");
            if (matching != null) {
                for (Configuration configuration : matching) {
                    copy(configuration.getProperties(), found);
                }
            }
        }
        return found;
    }

    private static void copy(@Nullable Dictionary<String, Object> from, Map<String, Object> to) {
        if (from == null) {
            return;
        }
        for (var keys = from.keys(); keys.hasMoreElements(); ) {
            String key = keys.nextElement();
            if (key.startsWith(".")) {
                to.put(key, from.get(key));
            }
        }
    }
}
