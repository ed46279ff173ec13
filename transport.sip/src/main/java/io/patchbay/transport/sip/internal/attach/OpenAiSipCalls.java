package io.patchbay.transport.sip.internal.attach;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.transport.CallerLegFactory;
import io.patchbay.api.transport.IncomingCalls;
import java.time.Clock;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;

/**
 * Calls that come to a provider's telephone numbers and are announced by its webhook: {@code
 * openai-sip}. Its settings are those of {@link WebhookSettings#read}, in a container under the PID
 * {@code io.patchbay.transport.sip.webhook}; without a {@code port} nothing listens.
 */
@Component(service = CallerLegFactory.class, configurationPid = "io.patchbay.transport.sip.webhook")
public final class OpenAiSipCalls implements CallerLegFactory {

    /** The kind of call. */
    static final String NAME = "openai-sip";

    private final Clock clock;

    /** For containers and {@link java.util.ServiceLoader}. */
    @Activate
    public OpenAiSipCalls() {
        this(Clock.systemUTC());
    }

    /** With another time of day. */
    OpenAiSipCalls(Clock clock) {
        this.clock = clock;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public AutoCloseable listen(Settings settings, PlugContext context, IncomingCalls calls) {
        return WebhookSettings.read(settings)
                .<AutoCloseable>map(read -> WebhookDoor.open(read, calls, clock))
                .orElse(() -> {});
    }

    /**
     * Its configuration changed. That there is this method keeps the service registered meanwhile,
     * and the runtime opens the door anew.
     */
    @Modified
    void modified() {}
}
