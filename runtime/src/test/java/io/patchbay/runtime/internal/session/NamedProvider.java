package io.patchbay.runtime.internal.session;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.provider.ProviderConnector;
import io.patchbay.api.provider.RealtimeProvider;
import io.patchbay.tck.ScriptedProvider;
import java.util.List;

/** A scripted provider of another name, that can do something else. */
final class NamedProvider implements RealtimeProvider {
    private final String name;
    private final ScriptedProvider scripted;

    NamedProvider(String name, ProviderCapabilities capabilities) {
        this.name = name;
        this.scripted = new ScriptedProvider(capabilities);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<String> profiles() {
        return scripted.profiles();
    }

    @Override
    public ProviderCapabilities capabilities(String profile) {
        return scripted.capabilities(profile);
    }

    @Override
    public ProviderConnector create(String profile, Settings settings, PlugContext context) {
        return scripted.create(profile, settings, context);
    }
}
