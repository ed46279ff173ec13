package io.patchbay.transport.websocket.internal;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.transport.RealtimeTransport;
import io.patchbay.api.transport.TransportCapabilities;
import io.patchbay.api.transport.TransportFactory;
import io.patchbay.net.line.LineSettings;
import io.patchbay.net.line.LineTransport;
import io.patchbay.net.websocket.WebSocketClient;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;

/**
 * Offers the transport {@code websocket}. Its settings are those of {@link LineSettings#read}; in a
 * container they stand under the PID {@code io.patchbay.transport.websocket}.
 */
@Component(service = TransportFactory.class, configurationPid = "io.patchbay.transport.websocket")
public final class WebSocketTransportFactory implements TransportFactory {

    /** Sound travels in messages, and the provider keeps no buffer of it. */
    static final TransportCapabilities CAPABILITIES =
            new TransportCapabilities(
                    "websocket", TransportCapabilities.Media.MESSAGES, false, false);

    /** For containers and {@link java.util.ServiceLoader}. */
    public WebSocketTransportFactory() {}

    @Override
    public TransportCapabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public RealtimeTransport create(Settings settings, PlugContext context) {
        return new LineTransport(new WebSocketClient(), LineSettings.read(settings), CAPABILITIES);
    }

    /**
     * Its configuration changed. That there is this method keeps the service registered meanwhile,
     * so that no session finds it missing.
     */
    @Modified
    void modified() {}
}
