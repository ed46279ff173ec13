package io.patchbay.sip.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.sip.SipCall;
import io.patchbay.sip.SipEnd;
import io.patchbay.sip.SipInvitation;
import io.patchbay.sip.SipState;
import io.patchbay.sip.internal.Peer.Message;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class IncomingCallTest extends DoorTest {

    private static final String OFFER = ScriptedSounds.description("first");

    @Test
    void a_call_rings_is_answered_confirmed_and_hung_up_by_the_caller() throws Exception {
        Peer peer = peer(door());
        PeerCall far = new PeerCall(peer);
        far.send("INVITE", "X-Account: 7", OFFER);
        SipInvitation invitation = invitation();
        assertEquals("sip:anna@127.0.0.1", invitation.from());
        assertEquals("Anna", invitation.fromName());
        assertEquals("udp", invitation.transport());
        assertEquals(List.of("7"), invitation.headers().get("X-Account"));
        Owner owner = new Owner();
        SipCall call = invitation.take(loop, owner);
        far.answer(180, "INVITE");
        assertEquals(SipState.RINGING, call.state());

        CompletableFuture<Void> answered = on(call::answer);
        Message ok = far.answer(200, "INVITE");
        assertEquals("answer-to-first", ok.subject());
        assertFalse(answered.isDone());
        far.ack();
        answered.get(60, TimeUnit.SECONDS);
        assertEquals("answered", owner.next());
        assertEquals(SipState.UP, call.state());
        assertEquals("PCMU", call.codec());

        far.send("BYE", "Reason: Q.850;cause=16;text=\"bye then\"");
        far.answer(200, "BYE");
        SipEnd end = owner.ended();
        assertEquals(new SipEnd(SipEnd.Cause.REMOTE, 0, "bye then"), end);
        assertEquals(SipState.ENDED, call.state());
        assertEquals(List.of("answer first", "start", "close"), asked(sound()));
        assertEquals(2, call.statistics().receivedPackets());
    }

    @Test
    void an_address_that_has_not_confirmed_our_answer_gets_no_sound() throws Exception {
        Peer peer = peer(door());
        PeerCall far = new PeerCall(peer).send("INVITE", OFFER);
        SipCall call = invitation().take(loop, new Owner());
        CompletableFuture<Void> answered = on(call::answer);
        far.answer(200, "INVITE");
        // whatever the answer led to has been done when both loops have done more
        new PeerCall(peer).send("OPTIONS").answer(200, "OPTIONS");
        on(() -> CompletableFuture.completedFuture("done")).get(60, TimeUnit.SECONDS);
        ScriptedSounds.Scripted sound = sound();
        assertEquals(List.of("answer first"), asked(sound));
        far.ack();
        answered.get(60, TimeUnit.SECONDS);
        assertEquals(List.of("answer first", "start"), asked(sound));
    }

    @Test
    void we_hang_up_with_a_reason() throws Exception {
        Up up = up(peer(door()));
        up.call().end(486, "enough\r\nX: y");
        Message bye = up.far().request("BYE");
        assertEquals("SIP;cause=486;text=\"enough X: y\"", bye.header("Reason"));
        assertEquals("", bye.header("X"));
        up.far().peer.respond(bye, 200);
        assertEquals(SipEnd.Cause.LOCAL, up.owner().ended().cause());
    }

    @Test
    void an_invite_without_offer_gets_ours_and_answers_it_as_it_confirms() throws Exception {
        Peer peer = peer(door());
        PeerCall far = new PeerCall(peer);
        far.send("INVITE");
        Owner owner = new Owner();
        SipCall call = invitation().take(loop, owner);
        CompletableFuture<Void> answered = on(call::answer);
        assertEquals("offer-1", far.answer(200, "INVITE").subject());
        far.ack(ScriptedSounds.description("late"));
        answered.get(60, TimeUnit.SECONDS);
        assertEquals(List.of("offer", "accept late", "start"), asked(sound()));
    }

    @Test
    void an_offer_of_ours_that_is_not_answered_ends_the_call() throws Exception {
        Peer peer = peer(door());
        PeerCall far = new PeerCall(peer);
        far.send("INVITE");
        Owner owner = new Owner();
        SipCall call = invitation().take(loop, owner);
        on(call::answer);
        far.answer(200, "INVITE");
        far.ack();
        peer.respond(far.request("BYE"), 200);
        assertEquals(SipEnd.Cause.PROTOCOL, owner.ended().cause());
    }

    @Test
    void an_offer_that_cannot_be_met_is_refused() throws Exception {
        Peer peer = peer(door());
        PeerCall far = new PeerCall(peer);
        far.send("INVITE", OFFER + ScriptedSounds.IMPOSSIBLE + "\r\n");
        Owner owner = new Owner();
        invitation().take(loop, owner);
        far.answer(488, "INVITE");
        far.ackRefusal();
        assertEquals(488, owner.ended().status());
    }

    @Test
    void a_caller_who_gives_up_before_anybody_took_it_is_told_to_the_handler() throws Exception {
        Peer peer = peer(door());
        PeerCall far = new PeerCall(peer);
        far.send("INVITE", OFFER);
        SipInvitation invitation = invitation();
        far.again("CANCEL");
        far.answer(200, "CANCEL");
        far.answer(487, "INVITE");
        far.ackRefusal();
        SipEnd end = invitation.gone().toCompletableFuture().get(60, TimeUnit.SECONDS);
        assertEquals(SipEnd.Cause.REMOTE, end.cause());
        Owner owner = new Owner();
        assertEquals(SipState.ENDED, stateAfterEnd(invitation.take(loop, owner), owner));
        assertEquals(end, owner.ended());
    }

    private static SipState stateAfterEnd(SipCall call, Owner owner) throws Exception {
        owner.ended();
        return call.state();
    }

    @Test
    void a_caller_gives_up_while_it_rings() throws Exception {
        Peer peer = peer(door());
        PeerCall far = new PeerCall(peer);
        far.send("INVITE", OFFER);
        Owner owner = new Owner();
        SipCall call = invitation().take(loop, owner);
        far.answer(180, "INVITE");
        String tag = far.remoteTag;
        far.remoteTag = "";
        far.again("CANCEL");
        far.answer(200, "CANCEL");
        assertEquals(tag, far.answer(487, "INVITE").tag("To"));
        assertEquals(SipEnd.Cause.REMOTE, owner.ended().cause());
        assertThrows(Exception.class, () -> on(call::answer).get(60, TimeUnit.SECONDS));
    }

    @Test
    void a_cancel_that_meets_our_answer_changes_nothing() throws Exception {
        Peer peer = peer(door());
        PeerCall far = new PeerCall(peer);
        far.send("INVITE", OFFER);
        Owner owner = new Owner();
        SipCall call = invitation().take(loop, owner);
        CompletableFuture<Void> answered = on(call::answer);
        peer.answer(200, "INVITE");
        far.again("CANCEL");
        far.answer(200, "CANCEL");
        far.answer(200, "INVITE"); // it is sent again
        far.ack();
        answered.get(60, TimeUnit.SECONDS);
        assertEquals(SipState.UP, call.state());
    }

    @Test
    void a_call_that_nobody_takes_is_refused_in_time() throws Exception {
        Peer peer = peer(door(each -> each.ringing(Duration.ofMillis(50))));
        PeerCall far = new PeerCall(peer);
        far.send("INVITE", OFFER);
        SipInvitation invitation = invitation();
        far.answer(480, "INVITE");
        assertEquals(
                480, invitation.gone().toCompletableFuture().get(60, TimeUnit.SECONDS).status());
    }

    @Test
    void a_refusal_carries_its_reason_and_when_to_call_again() throws Exception {
        Peer peer = peer(door());
        PeerCall far = new PeerCall(peer);
        far.send("INVITE", OFFER);
        SipInvitation invitation = invitation();
        assertThrows(
                IllegalArgumentException.class, () -> invitation.refuse(200, "no refusal", null));
        invitation.refuse(503, "at\r\nlunch", Duration.ofSeconds(30));
        Message refused = far.answer(503, "INVITE");
        assertEquals("SIP/2.0 503 at lunch", refused.first());
        assertEquals("30", refused.header("Retry-After"));
        assertThrows(IllegalStateException.class, () -> invitation.take(loop, new Owner()));
    }

    @Test
    void a_call_that_rings_is_refused_by_its_owner() throws Exception {
        Peer peer = peer(door());
        PeerCall far = new PeerCall(peer);
        far.send("INVITE", OFFER);
        Owner owner = new Owner();
        SipCall call = invitation().take(loop, owner);
        call.end(486, "busy");
        far.answer(486, "INVITE");
        assertEquals(new SipEnd(SipEnd.Cause.LOCAL, 486, "busy"), owner.ended());
    }

    @Test
    void a_hang_up_waits_for_the_confirmation() throws Exception {
        Peer peer = peer(door());
        PeerCall far = new PeerCall(peer);
        far.send("INVITE", OFFER);
        Owner owner = new Owner();
        SipCall call = invitation().take(loop, owner);
        on(call::answer);
        far.answer(200, "INVITE");
        call.end(503, "going");
        assertEquals(SipEnd.Cause.LOCAL, owner.ended().cause());
        far.answer(200, "INVITE"); // not confirmed yet: sent again
        assertFalse(peer.passed().stream().anyMatch(line -> line.startsWith("BYE")));
        far.ack();
        peer.respond(far.request("BYE"), 200);
    }

    @Test
    void a_caller_hangs_up_before_it_is_answered() throws Exception {
        Peer peer = peer(door());
        PeerCall far = new PeerCall(peer);
        far.send("INVITE", OFFER);
        Owner owner = new Owner();
        invitation().take(loop, owner);
        far.answer(180, "INVITE");
        far.send("BYE");
        far.answer(200, "BYE");
        far.answer(487, "INVITE");
        assertEquals(SipEnd.Cause.REMOTE, owner.ended().cause());
    }

    @Test
    void reliable_ringing_is_sent_until_it_is_acknowledged() throws Exception {
        Peer peer = peer(door());
        PeerCall far = new PeerCall(peer);
        far.send("INVITE", "Require: 100rel", OFFER);
        Owner owner = new Owner();
        SipCall call = invitation().take(loop, owner);
        Message ringing = far.answer(180, "INVITE");
        assertEquals("100rel", ringing.header("Require"));
        assertEquals(ringing.header("RSeq"), far.answer(180, "INVITE").header("RSeq"));
        long invite = far.number;
        far.send("PRACK", "RAck: 1 " + invite + " INVITE");
        far.answer(481, "PRACK");
        far.send("PRACK", "RAck: " + ringing.header("RSeq") + " " + invite + " INVITE");
        far.answer(200, "PRACK");
        on(call::answer);
        far.answer(200, "INVITE");
        far.number = invite;
        far.ack();
        assertEquals("answered", owner.next());
    }

    @Test
    void a_late_offer_goes_into_the_reliable_ringing_when_it_must() throws Exception {
        Peer peer = peer(door());
        PeerCall far = new PeerCall(peer);
        far.send("INVITE", "Require: 100rel");
        Owner owner = new Owner();
        SipCall call = invitation().take(loop, owner);
        on(call::answer);
        Message ringing = far.answer(180, "INVITE");
        assertEquals("offer-1", ringing.subject());
        long invite = far.number;
        far.send(
                "PRACK",
                "RAck: " + ringing.header("RSeq") + " " + invite + " INVITE",
                ScriptedSounds.description("early"));
        far.answer(200, "PRACK");
        assertEquals("", far.answer(200, "INVITE").subject());
        far.number = invite;
        far.ack();
        assertEquals("answered", owner.next());
        assertEquals(List.of("offer", "accept early", "start"), asked(sound()));
    }

    @Test
    void a_handler_that_fails_is_answered_for() throws Exception {
        io.patchbay.sip.SipDoor door =
                SharedSipDoors.open(
                        "failing",
                        io.patchbay.sip.SipSettings.builder().build(),
                        call -> {
                            throw new IllegalStateException("on purpose");
                        },
                        sounds);
        try (door) {
            Peer peer = peer(door);
            new PeerCall(peer).send("INVITE", OFFER).answer(500, "INVITE");
        }
        assertTrue(invitations.isEmpty());
    }
}
