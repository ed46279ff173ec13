package io.patchbay.transport.cloudflare.internal;

import com.example.ownclient.JdkFetch;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.transport.TransportFactory;
import io.patchbay.tck.conformance.FarEnd;
import io.patchbay.tck.conformance.TransportConformance;
import io.patchbay.tck.net.WebSocketFarEnd;
import java.io.IOException;
import java.util.Map;
import java.util.Set;

/** The contract of transports, through one fetch. */
abstract class CloudflareConformance extends TransportConformance {

    static {
        // the JDK's client starts a thread, which keeps the class loaders of all on the stack
        new JdkFetch();
    }

    private final String fetch;

    /** Through the fetch of this name. */
    CloudflareConformance(String fetch) {
        this.fetch = fetch;
    }

    @Override
    protected TransportFactory factory() {
        return new CloudflareTransportFactory();
    }

    @Override
    protected Settings settings() {
        return Settings.of(
                Map.of("maxMessageBytes", 1 << 20, "maxPendingBytes", 1 << 20, "fetch", fetch));
    }

    @Override
    protected Map<String, Settings> wrongSettings() {
        return Map.of(
                "fetch", Settings.of(Map.of("fetch", "carrier-pigeon")),
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
