package org.example.acme;

import io.patchbay.api.plug.Settings;
import io.patchbay.api.tool.ToolSource;
import io.patchbay.tck.conformance.ToolSourceConformance;
import java.util.Map;
import java.util.Optional;

/** The contract of every tool source, kept by this one. */
class AcmeConformanceTest extends ToolSourceConformance {

    @Override
    protected ToolSource factory() {
        return new AcmeTools();
    }

    @Override
    protected Map<String, String> calls() {
        return Map.of("acme_hours", "{\"day\":\"TUESDAY\"}");
    }

    @Override
    protected Optional<Map.Entry<String, String>> slowCall() {
        return Optional.of(Map.entry("acme_reminder", "{\"minutes\":60,\"what\":\"tea\"}"));
    }

    @Override
    protected Map<String, Settings> wrongSettings() {
        return Map.of(
                "opens", Settings.of(Map.of("opens", "early")),
                "closes", Settings.of(Map.of("closes", "25")),
                "closed", Settings.of(Map.of("closed", "someday")));
    }
}
