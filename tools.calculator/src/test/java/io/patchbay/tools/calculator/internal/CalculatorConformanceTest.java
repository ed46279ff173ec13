package io.patchbay.tools.calculator.internal;

import io.patchbay.api.tool.ToolSource;
import io.patchbay.tck.conformance.ToolSourceConformance;
import java.util.Map;

class CalculatorConformanceTest extends ToolSourceConformance {

    @Override
    protected ToolSource factory() {
        return new CalculatorTools();
    }

    @Override
    protected Map<String, String> calls() {
        return Map.of(
                "calculate", "{\"left\":1.5,\"operation\":\"TIMES\",\"right\":4}",
                "convert_units", "{\"value\":3,\"from\":\"MILES\",\"to\":\"KILOMETERS\"}");
    }
}
