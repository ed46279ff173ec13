package io.patchbay.tck.conformance;

import io.patchbay.rtc.RtcEngine;
import io.patchbay.rtc.RtcEngines;
import java.time.Duration;
import java.util.List;

/** The kit, on the engine of this machine. */
class RtcEngineConformanceTest extends KitIsSharp {

    RtcEngineConformanceTest() {
        super(Kit.class, List.of(), RtcEngineConformance.class);
    }

    static final class Kit extends RtcEngineConformance {

        @Override
        protected RtcEngine engine() {
            return new FaultyEngine(RtcEngines.best());
        }

        @Override
        protected Duration patience() {
            return KitRun.patience(super.patience());
        }
    }
}
