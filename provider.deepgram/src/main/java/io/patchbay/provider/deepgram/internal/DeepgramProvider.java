package io.patchbay.provider.deepgram.internal;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.provider.ProviderConnector;
import io.patchbay.api.provider.RealtimeProvider;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;

/** The provider {@code deepgram}: Deepgram's Voice Agent. */
@Component(service = RealtimeProvider.class, configurationPid = "io.patchbay.provider.deepgram")
public final class DeepgramProvider implements RealtimeProvider {

    static final String NAME = "deepgram";

    /** Does nothing: all work is in what {@link #create} makes. */
    public DeepgramProvider() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> profiles() {
        return List.of(NAME);
    }

    @Override
    public ProviderCapabilities capabilities(String profile) {
        if (!NAME.equals(profile)) {
            throw new IllegalArgumentException(
                    "no profile '" + profile + "'; this provider has: " + NAME);
        }
        return Abilities.ALL;
    }

    @Override
    public Optional<String> keyVariable(String profile) {
        return Optional.of("DEEPGRAM_API_KEY");
    }

    /**
     * Makes a connector. Settings, all optional: {@code url} (replaces the service's address),
     * {@code listenModel}, {@code thinkProvider}, {@code thinkModel}, {@code speakModel}, {@code
     * language} (what hears, thinks and speaks), {@code say} (how given words come between: {@code
     * queue}, {@code default} or {@code interrupt}), {@code settings} (members laid over every
     * {@code Settings} message, a JSON object).
     */
    @Override
    public ProviderConnector create(String profile, Settings settings, PlugContext context) {
        capabilities(profile);
        return new DeepgramConnector(ServiceSettings.of(settings));
    }

    /**
     * Its configuration changed. That there is this method keeps the service registered meanwhile,
     * so that no session finds it missing.
     */
    @Modified
    void modified() {}
}
