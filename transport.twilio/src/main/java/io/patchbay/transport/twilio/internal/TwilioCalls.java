package io.patchbay.transport.twilio.internal;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.transport.CallerLegFactory;
import io.patchbay.api.transport.IncomingCalls;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;

/**
 * Telephone calls that come as media streams over WebSocket: {@code twilio}. Its settings are those
 * of {@link StreamSettings#read}, in a container under the PID {@code
 * io.patchbay.transport.twilio}; without a {@code port} the door stays closed.
 */
@Component(service = CallerLegFactory.class, configurationPid = "io.patchbay.transport.twilio")
public final class TwilioCalls implements CallerLegFactory {

    /** The kind of leg. */
    static final String NAME = "twilio";

    /** For containers and {@link java.util.ServiceLoader}. */
    public TwilioCalls() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public AutoCloseable listen(Settings settings, PlugContext context, IncomingCalls calls) {
        return StreamSettings.read(settings)
                .<AutoCloseable>map(read -> StreamDoor.open(read, calls))
                .orElse(() -> {});
    }

    /**
     * Its configuration changed. That there is this method keeps the service registered meanwhile,
     * and the runtime opens the door anew.
     */
    @Modified
    void modified() {}
}
