package io.patchbay.management.internal;

import io.patchbay.api.plug.PlugDirectory;
import io.patchbay.api.session.SessionDirectory;
import io.patchbay.management.ManagementDoor;
import io.patchbay.management.PlugControl;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Opens the door where the setting {@code port} under the PID {@code io.patchbay.management}, or
 * the framework property {@code patchbay.management.port}, says so; {@code token} sets the token.
 */
@Component(
        service = {},
        immediate = true,
        configurationPid = "io.patchbay.management")
public final class DoorComponent {

    private static final System.Logger LOG = System.getLogger("io.patchbay.management");

    private final @Nullable ManagementDoor door;

    /** For the container. */
    @Activate
    public DoorComponent(
            BundleContext context,
            Map<String, Object> settings,
            @Reference PlugControl control,
            @Reference PlugDirectory plugs,
            @Reference SessionDirectory sessions)
            throws IOException {
        Object port = setting(context, settings, "port", "patchbay.management.port");
        if (port == null) {
            door = null;
            return;
        }
        Object token = settings.get("token");
        door =
                ManagementDoor.open(
                        control,
                        plugs,
                        sessions,
                        PlugControlComponent.state(context, settings),
                        Integer.parseInt(port.toString().strip()),
                        token == null ? null : token.toString());
        LOG.log(Level.INFO, "management listens on {0}", door.uri());
    }

    private static @Nullable Object setting(
            BundleContext context, Map<String, Object> settings, String name, String property) {
        Object said = settings.get(name);
        return said == null ? context.getProperty(property) : said;
    }

    @Deactivate
    void close() {
        if (door != null) {
            door.close();
        }
    }
}
