package io.patchbay.agents.concierge.internal;

import io.patchbay.api.agent.AgentSource;
import io.patchbay.tck.conformance.AgentSourceConformance;

class ConciergeConformanceTest extends AgentSourceConformance {

    @Override
    protected AgentSource factory() {
        return new ConciergeAgents();
    }
}
