package io.patchbay.transport.sip.internal.attach;

import io.patchbay.api.plug.Settings;
import io.patchbay.api.transport.TransportFactory;
import io.patchbay.tck.conformance.FarEnd;
import io.patchbay.tck.conformance.TransportConformance;
import io.patchbay.tck.net.WebSocketFarEnd;
import java.io.IOException;
import java.util.Map;

class SipTransportConformanceTest extends TransportConformance {

    @Override
    protected TransportFactory factory() {
        return new SipTransportFactory();
    }

    @Override
    protected Settings settings() {
        return Settings.of(Map.of("maxMessageBytes", 1 << 20, "maxPendingBytes", 1 << 20));
    }

    @Override
    protected Map<String, Settings> wrongSettings() {
        return Map.of("allowPlain", Settings.of(Map.of("allowPlain", "maybe")));
    }

    @Override
    protected FarEnd farEnd() throws IOException {
        return new WebSocketFarEnd();
    }

    @Override
    protected int tooLarge() {
        return 2 << 20;
    }
}
