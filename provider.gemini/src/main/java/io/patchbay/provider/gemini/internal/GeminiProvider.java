package io.patchbay.provider.gemini.internal;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.provider.ProviderConnector;
import io.patchbay.api.provider.RealtimeProvider;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;

/** The provider {@code gemini}: Gemini's Live API, at its developers' and at its cloud's door. */
@Component(service = RealtimeProvider.class, configurationPid = "io.patchbay.provider.gemini")
public final class GeminiProvider implements RealtimeProvider {

    /** Does nothing: all work is in what {@link #create} makes. */
    public GeminiProvider() {}

    @Override
    public String name() {
        return "gemini";
    }

    @Override
    public List<String> profiles() {
        return Profile.ALL.stream().map(Profile::name).toList();
    }

    @Override
    public ProviderCapabilities capabilities(String profile) {
        return Profile.of(profile).capabilities();
    }

    @Override
    public Optional<String> keyVariable(String profile) {
        return Profile.of(profile).cloud() ? Optional.empty() : Optional.of("GEMINI_API_KEY");
    }

    @Override
    public Optional<String> tokenVariable(String profile) {
        return Profile.of(profile).cloud() ? Optional.of("GOOGLE_ACCESS_TOKEN") : Optional.empty();
    }

    /**
     * Makes a connector. Settings, all optional: {@code baseUrl} (replaces the service's address),
     * {@code model} (the default model), and for the profile {@code vertex} {@code project} and
     * {@code location} (by default {@code us-central1}).
     */
    @Override
    public ProviderConnector create(String profile, Settings settings, PlugContext context) {
        return new GeminiConnector(Profile.of(profile), Service.of(settings));
    }

    /**
     * Its configuration changed. That there is this method keeps the service registered meanwhile,
     * so that no session finds it missing.
     */
    @Modified
    void modified() {}
}
