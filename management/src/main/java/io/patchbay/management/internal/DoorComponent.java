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
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;

/**
 * Opens the door where the setting {@code port} under the PID {@code io.patchbay.management}, or
 * the framework property {@code patchbay.management.port}, says so; {@code token} sets the token.
 * When one of them becomes another it opens anew, and at nothing else that happens to the
 * configuration.
 */
@Component(
        service = {},
        immediate = true,
        configurationPid = "io.patchbay.management")
public final class DoorComponent {

    private static final System.Logger LOG = System.getLogger("io.patchbay.management");

    /** What a door is opened with; no port opens none. */
    private record Lock(@Nullable Object port, @Nullable Object token) {

        static Lock of(BundleContext context, Map<String, Object> settings) {
            Object port = settings.get("port");
            return new Lock(
                    port == null ? context.getProperty("patchbay.management.port") : port,
                    settings.get("token"));
        }

        /** Without the token. */
        @Override
        public String toString() {
            return "Lock[port=" + port + "]";
        }
    }

    private final BundleContext context;
    private final PlugControl control;
    private final PlugDirectory plugs;
    private final SessionDirectory sessions;
    private final StateFolder state;

    /** Null while no door could be opened: the next configuration is tried, whatever it says. */
    private @Nullable Lock lock;

    private @Nullable ManagementDoor door;

    /** For the container. */
    @Activate
    public DoorComponent(
            BundleContext context,
            Map<String, Object> settings,
            @Reference PlugControl control,
            @Reference PlugDirectory plugs,
            @Reference SessionDirectory sessions,
            @Reference StateFolder state)
            throws IOException {
        this.context = context;
        this.control = control;
        this.plugs = plugs;
        this.sessions = sessions;
        this.state = state;
        open(Lock.of(context, settings));
    }

    private void open(Lock wanted) throws IOException {
        if (wanted.port != null) {
            int port = Integer.parseInt(wanted.port.toString().strip());
            String token = wanted.token == null ? null : wanted.token.toString();
            ManagementDoor opened =
                    ManagementDoor.open(control, plugs, sessions, state.path(), port, token);
            LOG.log(Level.INFO, "management listens on {0}", opened.uri());
            door = opened;
        }
        lock = wanted;
    }

    @Modified
    void configured(Map<String, Object> settings) throws IOException {
        Lock wanted = Lock.of(context, settings);
        if (!wanted.equals(lock)) {
            close();
            open(wanted);
        }
    }

    @Deactivate
    void close() {
        lock = null;
        if (door != null) {
            door.close();
            door = null;
        }
    }
}
