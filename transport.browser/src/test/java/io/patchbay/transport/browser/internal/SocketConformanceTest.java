package io.patchbay.transport.browser.internal;

import io.patchbay.api.plug.Settings;
import io.patchbay.api.transport.CallerLegFactory;
import io.patchbay.tck.conformance.Caller;
import io.patchbay.tck.conformance.CallerLegConformance;
import java.util.Map;
import java.util.Set;

/** Whether calls over WebSocket keep the contract of a caller leg. */
class SocketConformanceTest extends CallerLegConformance {

    @Override
    protected CallerLegFactory factory() {
        return new BrowserCalls();
    }

    @Override
    protected Settings settings() {
        return Doors.settings();
    }

    @Override
    protected Map<String, Settings> wrongSettings() {
        return Map.ofEntries(
                Map.entry("port", Settings.of(Map.of("port", "70000"))),
                Map.entry("host", Settings.of(Map.of("port", "0", "host", "0.0.0.0"))),
                Map.entry("path", Settings.of(Map.of("port", "0", "path", "browser"))),
                Map.entry("origins", Settings.of(Map.of("port", "0", "origins", "*"))),
                Map.entry("secret", Settings.of(Map.of("port", "0", ".secret", "too-short"))),
                Map.entry("calls", Settings.of(Map.of("port", "0", "calls", "0"))),
                Map.entry("udp-ports", Settings.of(Map.of("port", "0", "udp-ports", "9-8"))),
                Map.entry("ice-servers", Settings.of(Map.of("port", "0", "ice-servers", "x"))),
                Map.entry(
                        "tls-keystore",
                        Settings.of(Map.of("port", "0", "tls-keystore", "/no/such/file"))));
    }

    @Override
    protected Set<String> secrets() {
        return Set.of(Doors.SECRET, "too-short");
    }

    @Override
    protected Caller call(Settings settings) throws Exception {
        return SocketPage.call(Doors.base(settings), "");
    }
}
