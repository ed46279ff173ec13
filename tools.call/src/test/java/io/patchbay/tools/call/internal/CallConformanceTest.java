package io.patchbay.tools.call.internal;

import io.patchbay.api.plug.Settings;
import io.patchbay.api.tool.ToolSource;
import io.patchbay.tck.conformance.ToolSourceConformance;
import java.util.Map;

class CallConformanceTest extends ToolSourceConformance {

    @Override
    protected ToolSource factory() {
        return new CallTools();
    }

    @Override
    protected Settings settings() {
        return Settings.of(Map.of("target.sales", "sip:sales@example.org"));
    }

    @Override
    protected Map<String, String> calls() {
        return Map.of(
                "transfer_call", "{\"target\":\"sales\"}",
                "end_call", "{}",
                "send_digits", "{\"keys\":\"1#\"}",
                "collect_digits", "{\"purpose\":\"customer number\",\"count\":4}");
    }
}
