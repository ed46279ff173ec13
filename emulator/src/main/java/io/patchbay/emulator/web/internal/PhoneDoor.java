package io.patchbay.emulator.web.internal;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.emulator.SipFace;
import io.patchbay.emulator.protocol.internal.Ids;
import io.patchbay.emulator.session.internal.Services;
import io.patchbay.net.EventLoops;
import io.patchbay.net.http.HttpClient;
import io.patchbay.sip.SipDoor;
import io.patchbay.sip.SipDoors;
import io.patchbay.sip.SipInvitation;
import io.patchbay.sip.SipSettings;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Where telephone calls come in. */
public final class PhoneDoor implements AutoCloseable {
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final int BUSY = 486;

    private final Services services;
    private final EventLoops loops;
    private final LiveSessions sessions;
    private final LiveCalls calls;
    private final SipFace face;
    private final Announcements announcements;
    private final SipDoor door;

    private PhoneDoor(
            Services services,
            EventLoops loops,
            LiveSessions sessions,
            LiveCalls calls,
            SipFace face)
            throws IOException {
        this.services = services;
        this.loops = loops;
        this.sessions = sessions;
        this.calls = calls;
        this.face = face;
        this.announcements = new Announcements(new HttpClient(loops), face, services.clock());
        this.door =
                SipDoors.open(
                        "emulator-" + COUNT.incrementAndGet(),
                        SipSettings.builder()
                                .port(face.port())
                                .product("Patchbay-Emulator")
                                .maxCalls(services.options().maxSessions())
                                .maxCallsPerSource(services.options().maxSessions())
                                // whoever holds a key of this emulator may transfer its calls
                                .transferTargets(target -> true)
                                .build(),
                        this::announce);
    }

    /**
     * Opens it. Blocks until it listens.
     *
     * @throws IOException if the port is taken
     */
    public static PhoneDoor open(
            Services services,
            EventLoops loops,
            LiveSessions sessions,
            LiveCalls calls,
            SipFace face)
            throws IOException {
        return new PhoneDoor(services, loops, sessions, calls, face);
    }

    /** Where it listens. */
    public List<URI> listening() {
        return door.listening();
    }

    private void announce(SipInvitation invitation) {
        if (sessions.refusal(services.options().maxSessions()).isPresent()) {
            services.counters().refused.increment();
            invitation.refuse(BUSY, "Too many sessions are open", null);
            return;
        }
        SerialLoop loop = loops.next();
        PhoneCall call =
                new PhoneCall(
                        Ids.next("rtc_"), invitation, loop, sessions, ended -> calls.remove(ended));
        calls.add(call);
        loop.execute(
                () -> {
                    call.await(face.acceptWithin());
                    announcements.tell(call, invitation.headers());
                });
    }

    /** Takes no more calls. */
    @Override
    public void close() {
        door.close();
    }
}
