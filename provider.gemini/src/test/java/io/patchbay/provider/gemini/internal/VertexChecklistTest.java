package io.patchbay.provider.gemini.internal;

import io.patchbay.api.plug.Settings;
import io.patchbay.tck.conformance.ServerDialect;
import java.util.Map;

/** The same at the cloud's door. */
class VertexChecklistTest extends GeminiChecklistTest {

    @Override
    protected String profile() {
        return "vertex";
    }

    @Override
    protected Settings settings() {
        return Settings.of(Map.of("project", "p1", "location", "europe-west4"));
    }

    @Override
    protected ServerDialect dialect() {
        return new GeminiDialect(Profile.CLOUD_PATH);
    }
}
