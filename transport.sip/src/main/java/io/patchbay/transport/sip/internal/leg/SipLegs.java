package io.patchbay.transport.sip.internal.leg;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.transport.CallerLegFactory;
import io.patchbay.api.transport.IncomingCalls;
import io.patchbay.sip.SipDoors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;

/**
 * Callers who come by telephone: {@code sip}. Its settings are those of {@link LegSettings#read},
 * in a container under the PID {@code io.patchbay.transport.sip}; without a {@code port} or {@code
 * tls-port} nothing listens.
 */
@Component(service = CallerLegFactory.class, configurationPid = "io.patchbay.transport.sip")
public final class SipLegs implements CallerLegFactory {

    /** The kind of leg. */
    static final String NAME = "sip";

    private final DoorOpener doors;

    /** For containers and {@link java.util.ServiceLoader}. */
    @Activate
    public SipLegs() {
        this(SipDoors::open);
    }

    /** At other doors than those of this machine. */
    SipLegs(DoorOpener doors) {
        this.doors = doors;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public AutoCloseable listen(Settings settings, PlugContext context, IncomingCalls calls) {
        return LegSettings.read(settings)
                .<AutoCloseable>map(read -> TelephoneDoor.open(read, doors, calls))
                .orElse(() -> {});
    }

    /**
     * Its configuration changed. That there is this method keeps the service registered meanwhile,
     * and the runtime opens the door anew.
     */
    @Modified
    void modified() {}
}
