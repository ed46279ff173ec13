package org.example.acme;

import io.patchbay.api.agent.AgentSource;
import io.patchbay.api.plug.Settings;
import io.patchbay.tck.conformance.AgentSourceConformance;
import java.util.Map;

/** The contract of every agent source, kept by this one. */
class AcmeConformanceTest extends AgentSourceConformance {

    @Override
    protected AgentSource factory() {
        return new AcmeAgents();
    }

    @Override
    protected Map<String, Settings> wrongSettings() {
        return Map.of("instructions", Settings.of(Map.of("instructions", " ")));
    }
}
