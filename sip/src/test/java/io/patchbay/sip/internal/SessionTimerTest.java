package io.patchbay.sip.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.net.EventLoops;
import io.patchbay.sip.SipDoor;
import io.patchbay.sip.SipEnd;
import io.patchbay.sip.SipSettings;
import io.patchbay.sip.internal.Peer.Message;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SessionTimerTest extends DoorTest {

    private static final Duration HALF = Duration.ofSeconds(300);

    private final HandTimers timers = new HandTimers(EventLoops.shared().next());
    private final SharedSipDoor shared;
    private final Peer peer;

    SessionTimerTest() throws Exception {
        SipSettings settings =
                SipSettings.builder().carriers(Set.of(SipSettings.Carrier.UDP)).build();
        shared =
                SharedSipDoor.bind(
                        "127.0.0.1", settings, UUID.randomUUID().toString(), timers, sounds);
        SipDoor door = shared.open("door", settings, invitations::add);
        peer = peer(door);
    }

    @AfterEach
    void end() {
        shared.end();
    }

    @Test
    void we_refresh_by_update_where_the_far_end_knows_it() throws Exception {
        Up up =
                up(
                        peer,
                        "Supported: timer",
                        "Allow: INVITE, UPDATE",
                        "Session-Expires: 600;refresher=uas");
        timers.awaitTimer(HALF);
        timers.pass(HALF);
        Message update = up.far().request("UPDATE");
        assertEquals("600;refresher=uac", update.header("Session-Expires"));
        assertEquals("", update.body());
        peer.respond(update, 200, "Session-Expires: 900;refresher=uac");
        timers.awaitTimer(Duration.ofSeconds(450));
        timers.pass(Duration.ofSeconds(450));
        peer.respond(up.far().request("UPDATE"), 481);
        assertEquals(SipEnd.Cause.LOST, up.owner().ended().cause());
    }

    @Test
    void we_refresh_by_invite_where_it_does_not() throws Exception {
        Up up = up(peer, "Supported: timer", "Session-Expires: 600;refresher=uas");
        timers.awaitTimer(HALF);
        timers.pass(HALF);
        Message invite = up.far().request("INVITE");
        assertEquals("offer-1", invite.subject());
        peer.respond(
                invite,
                200,
                "Contact: " + peer.contact(),
                "Session-Expires: 600;refresher=uac",
                ScriptedSounds.description("same"));
        up.far().request("ACK");
        timers.awaitTimer(HALF);
    }

    @Test
    void a_call_that_the_far_end_does_not_refresh_ends() throws Exception {
        PeerCall far = new PeerCall(peer);
        far.send(
                "INVITE",
                "Supported: timer",
                "Session-Expires: 600;refresher=uac",
                ScriptedSounds.description("first"));
        Owner owner = new Owner();
        io.patchbay.sip.SipCall call = invitation().take(loop, owner);
        on(call::answer);
        Message ok = far.answer(200, "INVITE");
        assertEquals("600;refresher=uac", ok.header("Session-Expires"));
        assertEquals("timer", ok.header("Require"));
        far.ack();
        timers.awaitTimer(Duration.ofSeconds(568));
        timers.pass(Duration.ofSeconds(500));
        far.send("UPDATE", "Supported: timer", "Session-Expires: 600;refresher=uac");
        far.answer(200, "UPDATE");
        timers.awaitTimer(Duration.ofSeconds(568));
        timers.pass(Duration.ofSeconds(568));
        peer.respond(far.request("BYE"), 200);
        assertEquals(
                new SipEnd(SipEnd.Cause.LOST, 408, "the session was not refreshed"), owner.ended());
    }

    @Test
    void an_interval_that_is_too_short_is_refused() throws Exception {
        PeerCall far = new PeerCall(peer);
        far.send(
                "INVITE",
                "Supported: timer",
                "Session-Expires: 60",
                ScriptedSounds.description("first"));
        assertEquals("90", far.answer(422, "INVITE").header("Min-SE"));
        far.ackRefusal();
        assertTrue(invitations.isEmpty());
    }

    @Test
    void intervals_are_agreed_between_both() {
        assertEquals(
                new SessionInterval(1_800, "uas"), SessionInterval.agreed(null, 0, true, 1_800));
        assertEquals(
                new SessionInterval(600, "uas"),
                SessionInterval.agreed(SessionInterval.parse("600"), 0, true, 1_800));
        assertEquals(
                new SessionInterval(2_000, "uac"),
                SessionInterval.agreed(
                        SessionInterval.parse("4000 ; refresher=UAC"), 2_000, true, 1_800));
        assertNull(SessionInterval.agreed(SessionInterval.parse("600"), 0, false, 1_800));
        assertNull(SessionInterval.parse("soon"));
        assertNull(SessionInterval.parse("600;refresher=proxy"));
        assertEquals(568, new SessionInterval(600, "uac").endAfter());
        assertEquals(60, new SessionInterval(90, "uac").endAfter());
    }
}
