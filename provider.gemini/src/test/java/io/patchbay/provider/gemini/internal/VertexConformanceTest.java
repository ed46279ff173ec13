package io.patchbay.provider.gemini.internal;

/** The same contract at the cloud's door. */
class VertexConformanceTest extends GeminiConformanceTest {

    @Override
    protected String profile() {
        return "vertex";
    }
}
