package io.patchbay.transport.websocket.internal;

import io.patchbay.api.plug.Settings;
import io.patchbay.api.transport.TransportFactory;
import io.patchbay.tck.conformance.FarEnd;
import io.patchbay.tck.conformance.TransportConformance;
import io.patchbay.tck.net.WebSocketFarEnd;
import java.io.IOException;
import java.util.Map;
import java.util.Set;

class WebSocketConformanceTest extends TransportConformance {

    @Override
    protected TransportFactory factory() {
        return new WebSocketTransportFactory();
    }

    @Override
    protected Settings settings() {
        return Settings.of(Map.of("maxMessageBytes", 1 << 20, "maxPendingBytes", 1 << 20));
    }

    @Override
    protected Map<String, Settings> wrongSettings() {
        return Map.of(
                "peerTimeoutMillis", Settings.of(Map.of("peerTimeoutMillis", -1)),
                "allowPlain", Settings.of(Map.of("allowPlain", "maybe")),
                "proxy", Settings.of(Map.of("proxy", "socks://hush-hush:hush-hush@nowhere")),
                "trustStore",
                        Settings.of(
                                Map.of(
                                        "trustStore",
                                        "/nowhere/at/all.p12",
                                        ".trustStorePassword",
                                        "hush-hush")));
    }

    @Override
    protected Set<String> secrets() {
        return Set.of("hush-hush");
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
