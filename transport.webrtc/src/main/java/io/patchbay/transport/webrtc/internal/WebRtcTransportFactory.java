package io.patchbay.transport.webrtc.internal;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.transport.RealtimeTransport;
import io.patchbay.api.transport.TransportCapabilities;
import io.patchbay.api.transport.TransportFactory;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;

/**
 * Offers the transport {@code webrtc}. Its settings are those of {@link LineSettings#read}; in a
 * container they stand under the PID {@code io.patchbay.transport.webrtc}.
 *
 * <p>The service is there on every machine. Where no WebRTC engine works, a connect fails and says
 * what is missing.
 */
@Component(service = TransportFactory.class, configurationPid = "io.patchbay.transport.webrtc")
public final class WebRtcTransportFactory implements TransportFactory {

    /** For containers and {@link java.util.ServiceLoader}. */
    public WebRtcTransportFactory() {}

    @Override
    public TransportCapabilities capabilities() {
        return LineSettings.PACKETS;
    }

    @Override
    public TransportCapabilities capabilities(Settings settings) {
        return LineSettings.read(settings).carriage();
    }

    @Override
    public RealtimeTransport create(Settings settings, PlugContext context) {
        return new WebRtcTransport(LineSettings.read(settings), Links.BEST, context.workers());
    }

    /**
     * Its configuration changed. That there is this method keeps the service registered meanwhile,
     * so that no session finds it missing.
     */
    @Modified
    void modified() {}
}
