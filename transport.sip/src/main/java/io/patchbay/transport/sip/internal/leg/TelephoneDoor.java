package io.patchbay.transport.sip.internal.leg;

import io.patchbay.api.transport.CallerLeg;
import io.patchbay.api.transport.DialException;
import io.patchbay.api.transport.DialRequest;
import io.patchbay.api.transport.IncomingCalls;
import io.patchbay.api.transport.OutgoingCalls;
import io.patchbay.sip.SipDoor;
import io.patchbay.sip.SipTarget;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What listens for telephones, and places calls; calls that are up do without it. */
final class TelephoneDoor implements AutoCloseable, OutgoingCalls {

    private static final System.Logger LOG = System.getLogger(TelephoneDoor.class.getName());

    /** Header fields that make a call what it is, and are not for whoever places it. */
    private static final Pattern RESERVED =
            Pattern.compile(
                    "(?i)via|from|to|call-id|cseq|contact|max-forwards|route|record-route"
                            + "|content-.*|authorization|proxy-.*|www-.*|require|supported|allow"
                            + "|[a-z]");

    private static final Pattern FIELD = Pattern.compile("[A-Za-z0-9-]{1,64}");
    private static final Pattern VALUE = Pattern.compile("[^\\p{Cntrl}]{0,512}");

    private final LegSettings settings;
    private final SipDoor door;

    private TelephoneDoor(LegSettings settings, SipDoor door) {
        this.settings = settings;
        this.door = door;
    }

    /**
     * Opens. Blocks until it listens.
     *
     * @throws IllegalArgumentException naming the setting that is wrong
     */
    static TelephoneDoor open(LegSettings settings, DoorOpener doors, IncomingCalls calls) {
        CallDesk desk = new CallDesk(calls, settings);
        SipDoor door;
        try {
            door = doors.open(settings.name(), settings.sip(), desk::called);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "settings 'host', 'port' and 'tls-port': " + e.getMessage());
        }
        LOG.log(
                Level.INFO,
                "telephones call at {0}",
                door.listening().stream().map(URI::toString).collect(Collectors.joining(", ")));
        return new TelephoneDoor(settings, door);
    }

    @Override
    public CallerLeg dial(DialRequest request) {
        LegSettings.Outgoing outgoing = settings.outgoing();
        if (!outgoing.targets().test(request.target())) {
            throw new DialException(
                    DialException.Kind.NOT_ALLOWED,
                    0,
                    "setting 'dial-targets' does not allow this address");
        }
        request.headers()
                .forEach(
                        (name, value) -> {
                            if (!FIELD.matcher(name).matches()
                                    || RESERVED.matcher(name).matches()
                                    || !VALUE.matcher(value).matches()) {
                                throw new DialException(
                                        DialException.Kind.NOT_ALLOWED,
                                        0,
                                        "a call cannot be placed with the header field '"
                                                + name
                                                + "'");
                            }
                        });
        URI from = request.from() == null ? outgoing.from() : request.from();
        SipTarget target =
                new SipTarget(
                        request.target(),
                        from,
                        outgoing.user(),
                        outgoing.password(),
                        request.headers(),
                        request.ringing());
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("to", request.target().toString());
        if (from != null) {
            metadata.put("from", from.toString());
        }
        return SipLeg.placing(
                "out-" + UUID.randomUUID(), door.sampleRate(), metadata, door, target);
    }

    /** Takes no more calls. Those that are up go on until they end. */
    @Override
    public void close() {
        door.close();
    }
}
