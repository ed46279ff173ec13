package io.patchbay.provider.openai.internal;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.provider.ProviderConnector;
import io.patchbay.api.provider.RealtimeProvider;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;

/** The provider {@code openai}: every service that speaks the OpenAI Realtime dialect. */
@Component(service = RealtimeProvider.class, configurationPid = "io.patchbay.provider.openai")
public final class OpenAiProvider implements RealtimeProvider {

    /** Does nothing: all work is in what {@link #create} makes. */
    public OpenAiProvider() {}

    @Override
    public String name() {
        return "openai";
    }

    @Override
    public List<String> profiles() {
        return Profiles.ALL.stream().map(Profile::name).toList();
    }

    @Override
    public ProviderCapabilities capabilities(String profile) {
        return Profiles.of(profile).capabilities();
    }

    @Override
    public Optional<String> keyVariable(String profile) {
        return Optional.of(Profiles.of(profile).credentials().variable());
    }

    @Override
    public Optional<String> tokenVariable(String profile) {
        return Optional.ofNullable(Profiles.of(profile).credentials().tokenVariable());
    }

    /**
     * Makes a connector. Settings, all optional for a profile with an address of its own: {@code
     * baseUrl} (replaces the service's address), {@code resource} (names one where the service has
     * them), {@code model} (the default model), {@code allowPlain} (true lets REST calls leave this
     * machine without TLS), and those of the profile's row in {@code docs/providers.md}.
     */
    @Override
    public ProviderConnector create(String profile, Settings settings, PlugContext context) {
        Profile row = Profiles.of(profile);
        return new OpenAiConnector(row, ServiceSettings.of(row, settings));
    }

    /**
     * Its configuration changed. That there is this method keeps the service registered meanwhile,
     * so that no session finds it missing.
     */
    @Modified
    void modified() {}
}
