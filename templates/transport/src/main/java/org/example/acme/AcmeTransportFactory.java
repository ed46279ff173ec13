package org.example.acme;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.transport.RealtimeTransport;
import io.patchbay.api.transport.TransportCapabilities;
import io.patchbay.api.transport.TransportFactory;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;

/**
 * Offers the transport {@code acme}: a provider's messages over one socket, as {@link AcmeWire}
 * describes. Settings, in a container under the PID {@code org.example.acme}:
 *
 * <ul>
 *   <li>{@code buffer}: how much may wait to be sent, and how long a message may be, in KiB
 *   <li>{@code plain}: true lets lines leave this machine without TLS
 * </ul>
 */
@Component(service = TransportFactory.class, configurationPid = "org.example.acme")
public final class AcmeTransportFactory implements TransportFactory {

    static final TransportCapabilities CAPABILITIES =
            new TransportCapabilities("acme", TransportCapabilities.Media.MESSAGES, false, false);

    private static final int BUFFER = 256;
    private static final int MOST = 64 * 1024;

    /** For containers and {@link java.util.ServiceLoader}. */
    public AcmeTransportFactory() {}

    @Override
    public TransportCapabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public RealtimeTransport create(Settings settings, PlugContext context) {
        int buffer = settings.integer("buffer", BUFFER);
        if (buffer < 1 || buffer > MOST) {
            throw new IllegalArgumentException(
                    "setting 'buffer' must be 1 to " + MOST + " KiB, not " + buffer);
        }
        return new AcmeTransport(buffer * 1024, settings.flag("plain", false));
    }

    /** Its configuration changed: there is nothing to do, and no reason to go and come back. */
    @Modified
    void modified() {}
}
