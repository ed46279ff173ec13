package io.patchbay.transport.browser.internal;

import io.patchbay.api.plug.Settings;
import io.patchbay.api.transport.CallerLegFactory;
import io.patchbay.tck.conformance.Caller;
import io.patchbay.tck.conformance.CallerLegConformance;

/** Whether calls over WebRTC keep the contract of a caller leg, with real packets. */
class RtcConformanceTest extends CallerLegConformance {

    @Override
    protected CallerLegFactory factory() {
        return new BrowserCalls();
    }

    @Override
    protected Settings settings() {
        return Doors.settings();
    }

    @Override
    protected Caller call(Settings settings) throws Exception {
        return RtcPage.call(Doors.base(settings));
    }
}
