package io.patchbay.guardrails.blocklist.internal;

import io.patchbay.api.guardrail.GuardrailSource;
import io.patchbay.api.plug.Settings;
import io.patchbay.tck.conformance.GuardrailSourceConformance;
import java.util.Map;

class BlocklistConformanceTest extends GuardrailSourceConformance {

    @Override
    protected GuardrailSource factory() {
        return new BlocklistGuardrails();
    }

    @Override
    protected Settings settings() {
        return Settings.of(Map.of("words", "secret sauce", "patterns", "(?:\\d[ -]?){13,16}"));
    }

    @Override
    protected Map<String, Settings> wrongSettings() {
        return Map.of("patterns", Settings.of(Map.of("patterns", "good\n(bad")));
    }

    @Override
    protected String forbidden() {
        return "Our secret sauce is mustard.";
    }

    @Override
    protected String harmless() {
        return "Our sauce is no secret.";
    }
}
