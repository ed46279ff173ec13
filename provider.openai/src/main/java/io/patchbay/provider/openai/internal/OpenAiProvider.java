package io.patchbay.provider.openai.internal;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.provider.ProviderConnector;
import io.patchbay.api.provider.RealtimeProvider;
import java.util.List;
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
        return Profile.ALL.stream().map(Profile::name).toList();
    }

    @Override
    public ProviderCapabilities capabilities(String profile) {
        return Profile.of(profile).capabilities();
    }

    /**
     * Makes a connector. Settings, all optional: {@code baseUrl} (replaces the service's address),
     * {@code model} (the default model), {@code organization}, {@code project}, {@code
     * safetyIdentifier} (headers of those meanings), {@code allowPlain} (true lets REST calls leave
     * this machine without TLS).
     */
    @Override
    public ProviderConnector create(String profile, Settings settings, PlugContext context) {
        return new OpenAiConnector(Profile.of(profile), ServiceSettings.of(settings));
    }

    /**
     * Its configuration changed. That there is this method keeps the service registered meanwhile,
     * so that no session finds it missing.
     */
    @Modified
    void modified() {}
}
