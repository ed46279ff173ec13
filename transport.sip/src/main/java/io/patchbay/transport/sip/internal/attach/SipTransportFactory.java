package io.patchbay.transport.sip.internal.attach;

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
 * Offers the transport {@code sip}, which joins a call that the provider carries: its messages come
 * and go over WebSocket, its sound between the caller and the provider. Its settings are those of
 * {@link LineSettings#read}; in a container they stand under the PID {@code
 * io.patchbay.transport.sip.attach}.
 */
@Component(service = TransportFactory.class, configurationPid = "io.patchbay.transport.sip.attach")
public final class SipTransportFactory implements TransportFactory {

    /** The provider plays the sound, knows what was heard, and truncates (RULES 18). */
    static final TransportCapabilities CAPABILITIES =
            new TransportCapabilities("sip", TransportCapabilities.Media.ELSEWHERE, true, true);

    /** For containers and {@link java.util.ServiceLoader}. */
    public SipTransportFactory() {}

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
