package io.patchbay.tools.clock.internal;

import io.patchbay.api.tool.ToolSource;
import io.patchbay.tck.conformance.ToolSourceConformance;
import java.util.Map;

class ClockConformanceTest extends ToolSourceConformance {

    @Override
    protected ToolSource factory() {
        return new ClockTools();
    }

    @Override
    protected Map<String, String> calls() {
        return Map.of(
                "current_time", "{\"city\":\"BERLIN\"}",
                "current_date", "{\"city\":\"NEW_YORK\"}",
                "time_difference", "{\"from\":\"BERLIN\",\"to\":\"TOKYO\"}",
                "days_until", "{\"date\":\"2027-01-31\"}");
    }
}
