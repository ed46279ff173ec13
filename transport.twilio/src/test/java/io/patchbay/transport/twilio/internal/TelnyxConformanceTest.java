package io.patchbay.transport.twilio.internal;

import io.patchbay.api.plug.Settings;
import io.patchbay.api.transport.CallerLegFactory;
import io.patchbay.tck.conformance.Caller;
import io.patchbay.tck.conformance.CallerLegConformance;
import java.util.Set;

/** Whether calls of another carrier of the family keep the contract of a caller leg. */
class TelnyxConformanceTest extends CallerLegConformance {

    @Override
    protected CallerLegFactory factory() {
        return new TwilioCalls();
    }

    @Override
    protected Settings settings() {
        return Lines.settings("dialect", "telnyx");
    }

    @Override
    protected Set<String> secrets() {
        return Set.of(Lines.TOKEN);
    }

    @Override
    protected Caller call(Settings settings) {
        return Phone.call(Lines.base(settings), Phone.Spelling.TELNYX);
    }
}
