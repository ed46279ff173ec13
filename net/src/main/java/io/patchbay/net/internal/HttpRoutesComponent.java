package io.patchbay.net.internal;

import io.patchbay.net.http.HttpDoor;
import io.patchbay.net.http.HttpDoors;
import io.patchbay.net.http.HttpRoute;
import io.patchbay.net.http.HttpServerConfig;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * Serves the {@link HttpRoute} services of a container at the {@code host} and {@code port} of the
 * PID {@code io.patchbay.net.http}; without that configuration it serves none.
 */
@Component(
        service = {},
        immediate = true,
        configurationPid = "io.patchbay.net.http",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class HttpRoutesComponent {

    private static final System.Logger LOG = System.getLogger("io.patchbay.net");

    private final HttpDoor door;

    /** For the container. */
    @Activate
    public HttpRoutesComponent(Map<String, Object> settings) throws IOException {
        HttpServerConfig.Builder config =
                HttpServerConfig.builder()
                        .host(settings.getOrDefault("host", "127.0.0.1").toString().strip())
                        .port(
                                Integer.parseInt(
                                        settings.getOrDefault("port", "0").toString().strip()));
        door = HttpDoors.open("routes", "/", config.build(), List.of());
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            unbind = "remove")
    void add(HttpRoute route) {
        try {
            door.add(route);
        } catch (IllegalArgumentException e) {
            LOG.log(Level.WARNING, "a route is not served: {0}", e.getMessage());
        }
    }

    void remove(HttpRoute route) {
        door.remove(route);
    }

    @Deactivate
    void close() {
        door.close();
    }
}
