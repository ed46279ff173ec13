package org.example.acme;

import io.patchbay.api.guardrail.GuardrailSource;
import io.patchbay.api.plug.Settings;
import io.patchbay.tck.conformance.GuardrailSourceConformance;
import java.util.Map;

/** The contract of every guardrail source, kept by this one. */
class AcmeConformanceTest extends GuardrailSourceConformance {

    @Override
    protected GuardrailSource factory() {
        return new AcmeGuardrails();
    }

    @Override
    protected Settings settings() {
        return Settings.of(Map.of("callers", "true"));
    }

    @Override
    protected Map<String, Settings> wrongSettings() {
        return Map.of(
                "shortest", Settings.of(Map.of("shortest", "99")),
                "callers", Settings.of(Map.of("callers", "perhaps")));
    }

    @Override
    protected String forbidden() {
        return "Your card is 4111 1111 1111 1111.";
    }

    @Override
    protected String harmless() {
        return "Your order is number 12.";
    }
}
