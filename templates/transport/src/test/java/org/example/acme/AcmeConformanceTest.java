package org.example.acme;

import io.patchbay.api.plug.Settings;
import io.patchbay.api.transport.TransportFactory;
import io.patchbay.tck.conformance.FarEnd;
import io.patchbay.tck.conformance.TransportConformance;
import java.io.IOException;
import java.util.Map;

/** The contract of every transport, kept by this one. */
class AcmeConformanceTest extends TransportConformance {

    @Override
    protected TransportFactory factory() {
        return new AcmeTransportFactory();
    }

    @Override
    protected Map<String, Settings> wrongSettings() {
        return Map.of(
                "buffer", Settings.of(Map.of("buffer", "0")),
                "plain", Settings.of(Map.of("plain", "perhaps")));
    }

    @Override
    protected FarEnd farEnd() throws IOException {
        return new Server();
    }
}
