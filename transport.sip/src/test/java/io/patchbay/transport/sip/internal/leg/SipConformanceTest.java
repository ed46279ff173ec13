package io.patchbay.transport.sip.internal.leg;

import io.patchbay.api.plug.Settings;
import io.patchbay.api.transport.CallerLegFactory;
import io.patchbay.tck.conformance.Caller;
import io.patchbay.tck.conformance.CallerLegConformance;
import java.util.Map;
import java.util.Set;

/** Whether telephone calls keep the contract of a caller leg, with real packets. */
class SipConformanceTest extends CallerLegConformance {

    private static final String SECRET = "a-password-of-the-tests";

    @Override
    protected CallerLegFactory factory() {
        return new SipLegs();
    }

    @Override
    protected Settings settings() {
        // whoever vanishes is missed after a second without packets
        return Telephones.settings("media-timeout", "1000");
    }

    @Override
    protected Map<String, Settings> wrongSettings() {
        return Map.of(
                "port", Settings.of(Map.of("port", "70000")),
                "host", Settings.of(Map.of("port", "0", "host", "0.0.0.0")),
                "realm", Settings.of(Map.of("port", "0", ".user.anna", SECRET)),
                "transfer-targets", Settings.of(Map.of("port", "0", "transfer-targets", "all")));
    }

    @Override
    protected Set<String> secrets() {
        return Set.of(SECRET);
    }

    @Override
    protected Caller call(Settings settings) throws Exception {
        return UdpPhone.call(Telephones.address(settings.text("name", "")));
    }
}
