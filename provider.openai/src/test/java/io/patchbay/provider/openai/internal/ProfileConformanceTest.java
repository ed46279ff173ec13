package io.patchbay.provider.openai.internal;

import io.patchbay.api.plug.Settings;
import io.patchbay.api.provider.RealtimeProvider;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.tck.conformance.ProviderConformance;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;

/** The contract of a provider, kept by each profile. */
class ProfileConformanceTest {

    /** By the fixture of a profile. */
    abstract static class OfProfile extends ProviderConformance {

        private final ProfileFixture fixture;

        OfProfile(String profile) {
            fixture = ProfileFixture.of(Profiles.of(profile));
        }

        @Override
        protected RealtimeProvider factory() {
            return new OpenAiProvider();
        }

        @Override
        protected String profile() {
            return fixture.profile().name();
        }

        @Override
        protected Settings settings() {
            return fixture.settings();
        }

        @Override
        protected Map<String, Settings> wrongSettings() {
            return Map.of("baseUrl", Settings.of(Map.of("baseUrl", "no address at all")));
        }

        @Override
        protected List<String> opening() {
            return fixture.server().stream().limit(2).map(ProfileFixture.Told::event).toList();
        }

        @Override
        protected Map<String, Class<? extends TransportEvent>> messages() {
            Map<String, Class<? extends TransportEvent>> messages = new LinkedHashMap<>();
            fixture.server().stream()
                    .skip(2)
                    // what is secret is equal to nothing
                    .filter(told -> !told.meaning().equals("Resumption"))
                    .forEach(told -> messages.put(told.event(), meaning(told)));
            return messages;
        }

        private static Class<? extends TransportEvent> meaning(ProfileFixture.Told told) {
            for (Class<?> kind : TransportEvent.class.getDeclaredClasses()) {
                if (kind.getSimpleName().equals(told.meaning())) {
                    return kind.asSubclass(TransportEvent.class);
                }
            }
            throw new AssertionError("no event is called " + told.meaning());
        }
    }

    @Nested
    class AzureTest extends OfProfile {
        AzureTest() {
            super("azure");
        }
    }

    @Nested
    class AzureVoiceLiveTest extends OfProfile {
        AzureVoiceLiveTest() {
            super("azure-voice-live");
        }
    }

    @Nested
    class XaiTest extends OfProfile {
        XaiTest() {
            super("xai");
        }
    }

    @Nested
    class InworldTest extends OfProfile {
        InworldTest() {
            super("inworld");
        }
    }

    @Nested
    class LocalAiTest extends OfProfile {
        LocalAiTest() {
            super("localai");
        }
    }
}
