package io.patchbay.management.internal;

import java.nio.file.Path;
import java.util.Map;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;

/**
 * Says what the {@link StateFolder} is: the one that {@code state} names, a setting under the PID
 * {@code io.patchbay.management} or a framework property {@code patchbay.state}; without it one in
 * the bundle's own storage, which lives as long as the container's.
 *
 * <p>Whoever keeps something there begins again when the folder becomes another one. They do not
 * listen to the configuration themselves, or they would begin again whenever it is touched, as
 * Karaf does when it takes over that of a feature; and the door's token would be a property of
 * their services, for everyone to see.
 */
@Component(
        service = {},
        immediate = true,
        configurationPid = "io.patchbay.management")
// registered by hand, so nobody else tells those who resolve bundles by what they need of services
@Capability(
        namespace = "osgi.service",
        attribute = "objectClass:List<String>=io.patchbay.management.internal.StateFolder")
public final class StateComponent {

    private final BundleContext context;
    private StateFolder folder;
    private ServiceRegistration<?> offered;

    /** For the container. */
    @Activate
    public StateComponent(BundleContext context, Map<String, Object> settings) {
        this.context = context;
        folder = folder(context, settings);
        offered = context.registerService(StateFolder.class, folder, null);
    }

    private static StateFolder folder(BundleContext context, Map<String, Object> settings) {
        Object said = settings.getOrDefault("state", context.getProperty("patchbay.state"));
        return new StateFolder(
                said == null ? context.getDataFile("state").toPath() : Path.of(said.toString()));
    }

    @Modified
    void configured(Map<String, Object> settings) {
        StateFolder wanted = folder(context, settings);
        if (!wanted.equals(folder)) {
            offered.unregister();
            folder = wanted;
            offered = context.registerService(StateFolder.class, folder, null);
        }
    }

    @Deactivate
    void close() {
        offered.unregister();
    }
}
