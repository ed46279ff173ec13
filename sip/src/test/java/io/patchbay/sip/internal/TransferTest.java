package io.patchbay.sip.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.sip.SipDoor;
import io.patchbay.sip.SipEnd.Cause;
import io.patchbay.sip.SipState;
import io.patchbay.sip.TransferException;
import io.patchbay.sip.TransferException.Kind;
import io.patchbay.sip.internal.Peer.Message;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransferTest extends DoorTest {

    private static final URI BOSS = URI.create("sip:boss@127.0.0.1");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private SipDoor open() throws Exception {
        return door(
                each ->
                        each.acceptTransfers(true)
                                .transferTargets(target -> !target.toString().contains("+900")));
    }

    private static void report(PeerCall far, String state, String line) throws Exception {
        far.send(
                "NOTIFY",
                "Event: refer",
                "Subscription-State: " + state,
                "Content-Type: message/sipfrag;version=2.0",
                "\r\n" + line + "\r\n");
        far.answer(200, "NOTIFY");
    }

    private static TransferException failure(CompletableFuture<Void> transfer) {
        Throwable why =
                assertThrows(ExecutionException.class, () -> transfer.get(60, TimeUnit.SECONDS))
                        .getCause();
        return assertInstanceOf(TransferException.class, why);
    }

    @Test
    void a_transfer_that_is_answered_ends_the_call() throws Exception {
        Up up = up(peer(open()));
        CompletableFuture<Void> transfer = on(() -> up.call().transfer(BOSS, MINUTE));
        Message refer = up.far().request("REFER");
        assertEquals("<sip:boss@127.0.0.1>", refer.header("Refer-To"));
        up.far().peer.respond(refer, 202);
        report(up.far(), "active;expires=60", "SIP/2.0 100 Trying");
        report(up.far(), "active;expires=60", "SIP/2.0 180 Ringing");
        report(up.far(), "terminated;reason=noresource", "SIP/2.0 200 OK");
        transfer.get(60, TimeUnit.SECONDS);
        up.far().peer.respond(up.far().request("BYE"), 200);
        assertEquals(Cause.TRANSFERRED, up.owner().ended().cause());
    }

    @ParameterizedTest
    @CsvSource({
        "486 Busy Here, BUSY", "600 Busy Everywhere, BUSY", "408 Request Timeout, NO_ANSWER",
        "480 Gone, NO_ANSWER", "603 Decline, NO_ANSWER", "404 Not Found, NOT_FOUND",
        "503 Unavailable, FAILED"
    })
    void a_transfer_that_fails_says_why_and_the_call_goes_on(String status, Kind kind)
            throws Exception {
        Up up = up(peer(open()));
        CompletableFuture<Void> transfer = on(() -> up.call().transfer(BOSS, MINUTE));
        up.far().peer.respond(up.far().request("REFER"), 202);
        report(up.far(), "terminated;reason=noresource", "SIP/2.0 " + status);
        TransferException why = failure(transfer);
        assertEquals(kind, why.kind());
        assertEquals(Integer.parseInt(status.substring(0, 3)), why.status());
        assertEquals(SipState.UP, up.call().state());
        up.far().send("OPTIONS");
        up.far().answer(200, "OPTIONS");
    }

    @Test
    void a_far_end_that_does_not_transfer_or_stops_reporting_is_told() throws Exception {
        Up up = up(peer(open()));
        CompletableFuture<Void> first = on(() -> up.call().transfer(BOSS, MINUTE));
        CompletableFuture<Void> second = on(() -> up.call().transfer(BOSS, MINUTE));
        assertEquals(491, failure(second).status());
        up.far().peer.respond(up.far().request("REFER"), 603);
        assertEquals(Kind.REFUSED, failure(first).kind());
        CompletableFuture<Void> third = on(() -> up.call().transfer(BOSS, MINUTE));
        up.far().peer.respond(up.far().request("REFER"), 202);
        report(up.far(), "terminated;reason=giveup", "SIP/2.0 100 Trying");
        assertEquals(Kind.FAILED, failure(third).kind());
        CompletableFuture<Void> fourth = on(() -> up.call().transfer(BOSS, Duration.ofMillis(100)));
        assertEquals(Kind.TIMEOUT, failure(fourth).kind());
        assertEquals(SipState.UP, up.call().state());
    }

    @Test
    void a_far_end_that_will_not_report_is_believed() throws Exception {
        Up up = up(peer(open()));
        CompletableFuture<Void> transfer = on(() -> up.call().transfer(BOSS, MINUTE));
        up.far().peer.respond(up.far().request("REFER"), 202, "Refer-Sub: false");
        transfer.get(60, TimeUnit.SECONDS);
        up.far().peer.respond(up.far().request("BYE"), 200);
        assertEquals(Cause.TRANSFERRED, up.owner().ended().cause());
    }

    @Test
    void a_call_that_ends_meanwhile_ends_the_transfer() throws Exception {
        Up up = up(peer(open()));
        CompletableFuture<Void> transfer = on(() -> up.call().transfer(BOSS, MINUTE));
        up.far().peer.respond(up.far().request("REFER"), 202);
        up.far().send("BYE");
        up.far().answer(200, "BYE");
        assertEquals(Kind.ENDED, failure(transfer).kind());
    }

    @ParameterizedTest
    @CsvSource({
        "sip:+900666@example.org",
        "http://example.org/",
        "sip:a@b?Replaces=x",
        "sip:a@b;method=BYE"
    })
    void targets_that_are_not_allowed_are_never_asked_for(URI target) throws Exception {
        Up up = up(peer(open()));
        assertEquals(
                Kind.NOT_ALLOWED, failure(on(() -> up.call().transfer(target, MINUTE))).kind());
        up.far().send("OPTIONS");
        up.far().answer(200, "OPTIONS");
        assertTrue(up.far().peer.passed().stream().noneMatch(line -> line.startsWith("REFER")));
    }

    @Test
    void nobody_is_a_target_unless_the_settings_say_so() throws Exception {
        Up up = up(peer(door()));
        assertEquals(Kind.NOT_ALLOWED, failure(on(() -> up.call().transfer(BOSS, MINUTE))).kind());
        up.far().send("REFER", "Refer-To: <sip:boss@127.0.0.1>");
        up.far().answer(603, "REFER");
    }

    @Test
    void two_calls_are_connected() throws Exception {
        SipDoor door = open();
        Up one = up(peer(door));
        Up two = up(peer(door));
        CompletableFuture<Void> transfer = on(() -> one.call().transfer(two.call(), MINUTE));
        Message refer = one.far().request("REFER");
        assertEquals(
                "<sip:peer@127.0.0.1:"
                        + two.far().peer.port()
                        + "?Replaces="
                        + two.far().callId
                        + "%3Bto-tag%3D"
                        + two.far().tag
                        + "%3Bfrom-tag%3D"
                        + two.far().remoteTag
                        + ">",
                refer.header("Refer-To"));
        one.far().peer.respond(refer, 202);
        report(one.far(), "terminated;reason=noresource", "SIP/2.0 200 OK");
        transfer.get(60, TimeUnit.SECONDS);
        assertEquals(Cause.TRANSFERRED, one.owner().ended().cause());
        assertEquals(Cause.TRANSFERRED, two.owner().ended().cause());
    }

    @Test
    void the_far_end_hands_us_to_somebody_else() throws Exception {
        SipDoor door = open();
        Up up = up(peer(door));
        Peer third = peer(door);
        up.far()
                .send(
                        "REFER",
                        "Refer-To: <sip:third@127.0.0.1:" + third.port() + ">",
                        "Referred-By: <sip:anna@127.0.0.1>");
        up.far().answer(202, "REFER");
        Message trying = up.far().request("NOTIFY");
        assertEquals("SIP/2.0 100 Trying", trying.body().strip());
        up.far().peer.respond(trying, 200);
        Message invite = third.request("INVITE");
        assertEquals("offer-1", invite.subject());
        assertEquals("<sip:anna@127.0.0.1>", invite.header("Referred-By"));
        third.respond(
                invite, 200, "Contact: " + third.contact(), ScriptedSounds.description("third"));
        third.request("ACK");
        Message done = up.far().request("NOTIFY");
        assertEquals("SIP/2.0 200 OK", done.body().strip());
        assertTrue(done.header("Subscription-State").startsWith("terminated"));
        up.far().peer.respond(done, 200);
        up.far().peer.respond(up.far().request("BYE"), 200);
        assertEquals(SipState.UP, up.call().state());
        PeerCall next = PeerCall.called(third, invite);
        next.send("INVITE", ScriptedSounds.description("later"));
        next.answer(200, "INVITE");
        next.ack();
        next.send("BYE");
        next.answer(200, "BYE");
        assertEquals(Cause.REMOTE, up.owner().ended().cause());
        assertEquals(
                List.of("answer first", "start", "offer", "accept third", "answer later", "close"),
                asked(up.sound()));
    }

    @Test
    void somebody_else_who_does_not_answer_leaves_us_where_we_were() throws Exception {
        SipDoor door = open();
        Up up = up(peer(door));
        Peer third = peer(door);
        up.far().send("REFER", "Refer-To: <sip:third@127.0.0.1:" + third.port() + ">");
        up.far().answer(202, "REFER");
        up.far().peer.respond(up.far().request("NOTIFY"), 200);
        third.respond(third.request("INVITE"), 486);
        Message busy = up.far().peer.await("486", each -> each.body().startsWith("SIP/2.0 486"));
        up.far().peer.respond(busy, 200);
        assertEquals(SipState.UP, up.call().state());
        up.far().send("REFER", "Refer-To: <sip:+900123@127.0.0.1>");
        up.far().answer(403, "REFER");
        up.far().send("REFER");
        up.far().answer(400, "REFER");
        assertTrue(asked(up.sound()).contains("reject"));
    }

    @Test
    void somebody_takes_the_place_of_the_far_end() throws Exception {
        SipDoor door = open();
        Up up = up(peer(door));
        PeerCall third = new PeerCall(peer(door));
        String tags = ";to-tag=" + up.far().remoteTag + ";from-tag=" + up.far().tag;
        third.send("INVITE", "Replaces: none" + tags, ScriptedSounds.description("third"));
        third.answer(481, "INVITE");
        third.ackRefusal();
        third.remoteTag = "";
        third.send(
                "INVITE",
                "Replaces: " + up.far().callId + tags + ";early-only",
                ScriptedSounds.description("third"));
        third.answer(486, "INVITE");
        third.ackRefusal();
        third.remoteTag = "";
        third.send(
                "INVITE",
                "Require: replaces",
                "Replaces: " + up.far().callId + tags,
                ScriptedSounds.description("third"));
        assertEquals("answer-to-third", third.answer(200, "INVITE").subject());
        third.ack();
        up.far().peer.respond(up.far().request("BYE"), 200);
        assertEquals(SipState.UP, up.call().state());
        assertTrue(invitations.isEmpty());
        third.send("BYE");
        third.answer(200, "BYE");
        assertEquals(Cause.REMOTE, up.owner().ended().cause());
    }
}
