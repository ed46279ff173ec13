package io.patchbay.provider.gemini.internal;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.provider.ProviderConnector;
import io.patchbay.api.provider.RealtimeProvider;
import java.util.List;

/** The same contract at the cloud's door: the kit looks at the first profile. */
class VertexConformanceTest extends GeminiConformanceTest {

    /** The provider with its other profile before the first. */
    public static final class CloudFirst implements RealtimeProvider {
        private final GeminiProvider provider = new GeminiProvider();

        /** As the container makes it. */
        public CloudFirst() {}

        @Override
        public String name() {
            return provider.name();
        }

        @Override
        public List<String> profiles() {
            return List.of("vertex", "gemini");
        }

        @Override
        public ProviderCapabilities capabilities(String profile) {
            return provider.capabilities(profile);
        }

        @Override
        public ProviderConnector create(String profile, Settings settings, PlugContext context) {
            return provider.create(profile, settings, context);
        }
    }

    @Override
    protected RealtimeProvider factory() {
        return new CloudFirst();
    }

    @Override
    protected boolean bundled() {
        return false;
    }
}
