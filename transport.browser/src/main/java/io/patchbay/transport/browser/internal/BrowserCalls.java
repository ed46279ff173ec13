package io.patchbay.transport.browser.internal;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.transport.CallerLegFactory;
import io.patchbay.api.transport.IncomingCalls;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;

/**
 * Callers who come with a web page or a program: {@code browser}. Its settings are those of {@link
 * DoorSettings#read}, in a container under the PID {@code io.patchbay.transport.browser}; without a
 * {@code port} the door stays closed.
 */
@Component(service = CallerLegFactory.class, configurationPid = "io.patchbay.transport.browser")
public final class BrowserCalls implements CallerLegFactory {

    /** The kind of leg. */
    static final String NAME = "browser";

    /** For containers and {@link java.util.ServiceLoader}. */
    public BrowserCalls() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public AutoCloseable listen(Settings settings, PlugContext context, IncomingCalls calls) {
        return DoorSettings.read(settings)
                .<AutoCloseable>map(read -> BrowserDoor.open(read, context, calls))
                .orElse(() -> {});
    }

    /**
     * Its configuration changed. That there is this method keeps the service registered meanwhile,
     * and the runtime opens the door anew.
     */
    @Modified
    void modified() {}
}
