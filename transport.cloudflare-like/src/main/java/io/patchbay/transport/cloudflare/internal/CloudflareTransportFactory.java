package io.patchbay.transport.cloudflare.internal;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.transport.RealtimeTransport;
import io.patchbay.api.transport.TransportCapabilities;
import io.patchbay.api.transport.TransportFactory;
import io.patchbay.net.fetch.UpgradeFetch;
import io.patchbay.net.line.LineSettings;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * Offers the transport {@code cloudflare}: lines over WebSocket whose connections are made by an
 * {@link UpgradeFetch}, ours or somebody's. Its settings are those of {@link LineSettings#read},
 * and {@code fetch}, the name of the one to take; without it the best is taken, which is the one
 * with the highest ranking, and anybody's before ours.
 *
 * <p>In a container the settings stand under the PID {@code io.patchbay.transport.cloudflare}, and
 * {@code fetch.target} is a filter on the properties of the services that may be taken; on a class
 * path {@link java.util.ServiceLoader} finds them.
 */
@Component(service = TransportFactory.class, configurationPid = "io.patchbay.transport.cloudflare")
public final class CloudflareTransportFactory implements TransportFactory {

    /** Sound travels in messages, and the provider keeps no buffer of it. */
    static final TransportCapabilities CAPABILITIES =
            new TransportCapabilities(
                    "cloudflare", TransportCapabilities.Media.MESSAGES, false, false);

    private final Fetches fetches = new Fetches();

    /** For containers and {@link java.util.ServiceLoader}. */
    public CloudflareTransportFactory() {}

    @Override
    public TransportCapabilities capabilities() {
        return CAPABILITIES;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException for a setting that is wrong; on a class path also where
     *     nobody has the name that {@code fetch} asks for, as nobody will come there
     */
    @Override
    public RealtimeTransport create(Settings settings, PlugContext context) {
        LineSettings line = LineSettings.read(settings);
        @Nullable String name = settings.text("fetch").map(String::strip).orElse(null);
        if (name != null && name.isEmpty()) {
            throw new IllegalArgumentException(
                    "setting 'fetch' is empty; name one of "
                            + fetches.names()
                            + ", or leave it out");
        }
        fetches.look();
        if (!fetches.mayCome() && fetches.best(name) == null) {
            throw new IllegalArgumentException("setting 'fetch': " + fetches.missing(name));
        }
        return new CloudflareTransport(line, fetches, name);
    }

    @Reference(
            name = "fetch",
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindFetch(UpgradeFetch fetch, Map<String, Object> properties) {
        fetches.set(fetch, properties);
    }

    void updatedFetch(UpgradeFetch fetch, Map<String, Object> properties) {
        fetches.set(fetch, properties);
    }

    void unbindFetch(UpgradeFetch fetch) {
        fetches.remove(fetch);
    }

    /** In a container fetches are what is registered there, and nothing else. */
    @Activate
    void activate() {
        comeAndGo(ContainerTimes.drain());
    }

    /** Lines of a fetch that goes have so long to move. */
    void comeAndGo(Duration drain) {
        fetches.comeAndGo(drain);
    }

    /** How many connections there are. */
    int open() {
        return fetches.open();
    }

    /** The runtime has let go of what was made here. */
    @Deactivate
    void deactivate() {
        fetches.close();
    }

    /**
     * Its configuration changed. That there is this method keeps the service registered meanwhile,
     * so that no session finds it missing.
     */
    @Modified
    void modified() {}
}
