package io.patchbay.sip.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.provider.Secret;
import io.patchbay.sip.SipCall;
import io.patchbay.sip.SipDoor;
import io.patchbay.sip.SipEnd;
import io.patchbay.sip.SipEnd.Cause;
import io.patchbay.sip.SipState;
import io.patchbay.sip.SipTarget;
import io.patchbay.sip.internal.Peer.Message;
import io.patchbay.sip.internal.signal.AuthFields;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutgoingCallTest extends DoorTest {

    private static final String ANSWER = ScriptedSounds.description("theirs");

    private final Owner owner = new Owner();

    private static SipTarget target(Peer peer) {
        return SipTarget.of(URI.create("sip:bob@127.0.0.1:" + peer.port()));
    }

    private SipCall call(SipDoor door, SipTarget target) {
        return door.call(target, loop, owner);
    }

    private static SipTarget with(SipTarget target, String password) {
        return new SipTarget(
                target.address(),
                URI.create("sip:agent@example.org"),
                "agent",
                Secret.of(password),
                Map.of("X-Order", "42"),
                target.limit());
    }

    @Test
    void a_call_rings_is_answered_and_the_far_end_hangs_up() throws Exception {
        SipDoor door = door();
        Peer peer = peer(door);
        SipCall call = call(door, target(peer));
        Message invite = peer.request("INVITE");
        assertEquals("offer-1", invite.subject());
        assertTrue(invite.first().startsWith("INVITE sip:bob@127.0.0.1:" + peer.port()));
        peer.respond(invite, 180, "Contact: " + peer.contact());
        assertEquals("ringing", owner.next());
        assertEquals(SipState.RINGING, call.state());
        peer.respond(invite, 200, "Contact: " + peer.contact(), ANSWER);
        Message ack = peer.request("ACK");
        assertEquals(invite.number(), ack.number());
        assertEquals("answered", owner.next());
        assertEquals(SipState.UP, call.state());
        assertEquals(List.of("offer", "accept theirs", "start"), asked(sound()));

        peer.respond(invite, 200, "Contact: " + peer.contact(), ANSWER);
        assertEquals(ack.header("CSeq"), peer.request("ACK").header("CSeq"));

        callOf(peer, invite).send("BYE").answer(200, "BYE");
        assertEquals(Cause.REMOTE, owner.ended().cause());
    }

    /** The far end's side of a call that it answered. */
    static PeerCall callOf(Peer peer, Message invite) {
        return PeerCall.called(peer, invite);
    }

    @Test
    void sound_before_the_answer_is_heard() throws Exception {
        SipDoor door = door();
        Peer peer = peer(door);
        call(door, target(peer));
        Message invite = peer.request("INVITE");
        peer.respond(invite, 183, "Contact: " + peer.contact(), ANSWER);
        assertEquals("ringing", owner.next());
        ScriptedSounds.Scripted sound = sound();
        peer.respond(invite, 200, "Contact: " + peer.contact(), ANSWER);
        assertEquals("answered", owner.next());
        assertEquals(List.of("offer", "accept theirs", "start"), asked(sound));
    }

    @Test
    void of_two_who_answer_the_second_is_hung_up_on() throws Exception {
        SipDoor door = door();
        Peer peer = peer(door);
        SipCall call = call(door, target(peer));
        Message invite = peer.request("INVITE");
        peer.respond(invite, 200, "Contact: " + peer.contact(), ANSWER);
        peer.request("ACK");
        Message other =
                new Message(
                        invite.text()
                                .replace("To: <sip:bob", "To: \"other\" <sip:bob")
                                .replaceFirst("(?m)^(To: .*)$", "$1;tag=second"));
        peer.respond(other, 200, "Contact: " + peer.contact(), ANSWER);
        assertEquals("second", peer.request("ACK").tag("To"));
        Message bye = peer.request("BYE");
        assertEquals("second", bye.tag("To"));
        peer.respond(bye, 200);
        assertEquals(SipState.UP, call.state());
    }

    @ParameterizedTest
    @CsvSource({
        "401, WWW-Authenticate, Authorization",
        "407, Proxy-Authenticate, Proxy-Authorization"
    })
    void a_challenge_is_answered(int status, String challenge, String field) throws Exception {
        SipDoor door = door();
        Peer peer = peer(door);
        call(door, with(target(peer), "secret"));
        Message first = peer.request("INVITE");
        assertEquals("", first.header(field));
        peer.respond(
                first,
                status,
                challenge + ": Basic realm=\"x\"",
                challenge
                        + ": Digest realm=\"office\", nonce=\"n1\", algorithm=SHA-256,"
                        + " qop=\"auth-int,auth\", opaque=\"o\"",
                challenge + ": Digest realm=\"office\", nonce=\"n2\", algorithm=MD5");
        Message second =
                peer.await("the proof", each -> each.isRequest("INVITE") && each.number() == 2);
        assertEquals(first.header("Call-ID"), second.header("Call-ID"));
        assertEquals(first.tag("From"), second.tag("From"));
        assertEquals("42", second.header("X-Order"));
        AuthFields proof = AuthFields.parse(second.header(field));
        assertEquals("n1", proof.get("nonce"));
        assertEquals("o", proof.get("opaque"));
        assertEquals("00000001", proof.get("nc"));
        assertEquals(
                DigestAlgorithm.SHA_256.proof(
                        "agent",
                        "office",
                        "secret",
                        "INVITE",
                        Objects.requireNonNull(proof.get("uri")),
                        "n1",
                        "00000001",
                        proof.get("cnonce")),
                proof.get("response"));
        peer.respond(second, 200, "Contact: " + peer.contact(), ANSWER);
        assertEquals("answered", owner.next());
    }

    @Test
    void a_wrong_password_is_tried_once() throws Exception {
        SipDoor door = door();
        Peer peer = peer(door);
        call(door, with(target(peer), "wrong"));
        String challenge = "WWW-Authenticate: Digest realm=\"office\", nonce=\"%s\"";
        peer.respond(peer.request("INVITE"), 401, challenge.formatted("n1"));
        Message second =
                peer.await("the proof", each -> each.isRequest("INVITE") && each.number() == 2);
        assertFalse(second.text().contains("wrong"));
        peer.respond(second, 401, challenge.formatted("n2"));
        assertEquals(new SipEnd(Cause.REFUSED, 401, "Scripted"), owner.ended());
    }

    @Test
    void a_stale_nonce_is_replaced() throws Exception {
        SipDoor door = door();
        Peer peer = peer(door);
        call(door, with(target(peer), "secret"));
        String challenge = "WWW-Authenticate: Digest realm=\"office\", nonce=\"%s\"";
        peer.respond(peer.request("INVITE"), 401, challenge.formatted("n1"));
        peer.respond(
                peer.await("the proof", each -> each.isRequest("INVITE") && each.number() == 2),
                401,
                challenge.formatted("n2") + ", stale=true");
        Message third =
                peer.await("the next", each -> each.isRequest("INVITE") && each.number() == 3);
        assertTrue(third.header("Authorization").contains("n2"));
        peer.respond(third, 486);
        assertEquals(486, owner.ended().status());
    }

    @Test
    void a_redirection_is_followed_once() throws Exception {
        SipDoor door = door();
        Peer peer = peer(door);
        Peer moved = peer(door);
        call(door, target(peer));
        peer.respond(
                peer.request("INVITE"),
                302,
                "Contact: <sip:bob.new@127.0.0.1:" + moved.port() + ">");
        Message invite = moved.request("INVITE");
        assertTrue(invite.first().contains("sip:bob.new@"));
        moved.respond(invite, 302, "Contact: " + peer.contact());
        assertEquals(new SipEnd(Cause.REFUSED, 302, "Scripted"), owner.ended());
    }

    @Test
    void a_redirection_to_somewhere_else_needs_to_be_allowed() throws Exception {
        SipDoor door = door();
        Peer peer = peer(door);
        call(door, target(peer));
        peer.respond(peer.request("INVITE"), 302, "Contact: <sip:+900123@premium.example.org>");
        assertEquals(302, owner.ended().status());
    }

    @Test
    void a_longer_interval_is_agreed_to() throws Exception {
        SipDoor door = door();
        Peer peer = peer(door);
        call(door, target(peer));
        Message first = peer.request("INVITE");
        assertEquals("1800", first.header("Session-Expires"));
        peer.respond(first, 422, "Min-SE: 3600");
        Message second =
                peer.await("the next", each -> each.isRequest("INVITE") && each.number() == 2);
        assertEquals("3600", second.header("Session-Expires"));
        assertEquals("3600", second.header("Min-SE"));
        peer.respond(second, 600);
        assertEquals(600, owner.ended().status());
    }

    @Test
    void a_call_is_taken_back_as_soon_as_it_rings() throws Exception {
        SipDoor door = door();
        Peer peer = peer(door);
        SipCall call = call(door, target(peer));
        Message invite = peer.request("INVITE");
        call.end(487, "never mind");
        assertEquals(new SipEnd(Cause.LOCAL, 487, "never mind"), owner.ended());
        peer.respond(invite, 180);
        Message cancel = peer.request("CANCEL");
        assertEquals(invite.headers("Via").get(0), cancel.headers("Via").get(0));
        peer.respond(cancel, 200);
        peer.respond(invite, 487);
        peer.request("ACK");
        assertEquals(0, door.counters().calls());
    }

    @Test
    void an_answer_that_meets_the_cancel_is_hung_up() throws Exception {
        SipDoor door = door();
        Peer peer = peer(door);
        SipCall call = call(door, target(peer));
        Message invite = peer.request("INVITE");
        peer.respond(invite, 180);
        assertEquals("ringing", owner.next());
        call.end(487, "never mind");
        Message cancel = peer.request("CANCEL");
        peer.respond(invite, 200, "Contact: " + peer.contact(), ANSWER);
        peer.respond(cancel, 200);
        peer.request("ACK");
        peer.respond(peer.request("BYE"), 200);
        owner.ended();
        assertTrue(owner.heard.isEmpty());
    }

    @Test
    void a_call_that_nobody_answers_is_given_up_in_time() throws Exception {
        SipDoor door = door();
        Peer peer = peer(door);
        SipTarget target = target(peer);
        call(
                door,
                new SipTarget(
                        target.address(), null, null, null, Map.of(), Duration.ofMillis(200)));
        Message invite = peer.request("INVITE");
        peer.respond(invite, 180);
        peer.request("CANCEL");
        assertEquals(new SipEnd(Cause.LOST, 408, "nobody answered"), owner.ended());
    }

    @Test
    void reliable_ringing_is_acknowledged() throws Exception {
        SipDoor door = door();
        Peer peer = peer(door);
        call(door, target(peer));
        Message invite = peer.request("INVITE");
        peer.respond(invite, 180, "Contact: " + peer.contact(), "Require: 100rel", "RSeq: 7");
        Message prack = peer.request("PRACK");
        assertEquals("7 " + invite.number() + " INVITE", prack.header("RAck"));
        peer.respond(prack, 200);
        peer.respond(invite, 180, "Contact: " + peer.contact(), "Require: 100rel", "RSeq: 8");
        peer.respond(peer.request("PRACK"), 200);
        peer.respond(invite, 200, "Contact: " + peer.contact(), ANSWER);
        assertTrue(peer.request("ACK").number() == invite.number());
    }

    @Test
    void an_answer_without_a_description_ends_the_call() throws Exception {
        SipDoor door = door();
        Peer peer = peer(door);
        call(door, target(peer));
        peer.respond(peer.request("INVITE"), 200, "Contact: " + peer.contact());
        peer.request("ACK");
        peer.respond(peer.request("BYE"), 200);
        assertEquals(Cause.PROTOCOL, owner.ended().cause());
    }

    @Test
    void an_answer_that_cannot_be_met_ends_the_call() throws Exception {
        SipDoor door = door();
        Peer peer = peer(door);
        call(door, target(peer));
        peer.respond(
                peer.request("INVITE"),
                200,
                "Contact: " + peer.contact(),
                ANSWER + ScriptedSounds.IMPOSSIBLE + "\r\n");
        peer.respond(peer.request("BYE"), 200);
        assertEquals(488, owner.ended().status());
    }

    @Test
    void a_telephone_number_goes_to_the_proxy() throws Exception {
        try (Peer proxy = new Peer(URI.create("sip:127.0.0.1:9"))) {
            SipDoor door =
                    door(each -> each.outboundProxy(URI.create("sip:127.0.0.1:" + proxy.port())));
            proxy.towards(door.listening().get(0));
            call(door, SipTarget.of(URI.create("tel:+4930123")));
            Message invite = proxy.request("INVITE");
            assertEquals("INVITE tel:+4930123 SIP/2.0", invite.first());
            assertTrue(invite.header("Route").contains("127.0.0.1:" + proxy.port() + ";lr"));
            proxy.respond(invite, 404);
            assertEquals(404, owner.ended().status());
        }
    }

    @Test
    void requests_go_along_the_recorded_route() throws Exception {
        SipDoor door = door();
        Peer peer = peer(door);
        SipCall call = call(door, target(peer));
        Message invite = peer.request("INVITE");
        peer.respond(
                new Message(
                        invite.text()
                                .replaceFirst(
                                        "\r\n",
                                        "\r\nRecord-Route: <sip:127.0.0.1:"
                                                + peer.port()
                                                + ";lr;n=2>\r\nRecord-Route: <sip:127.0.0.1:"
                                                + peer.port()
                                                + ";lr;n=1>\r\n")),
                200,
                "Contact: <sip:far@192.0.2.1>",
                ANSWER);
        Message ack = peer.request("ACK");
        assertEquals("ACK sip:far@192.0.2.1 SIP/2.0", ack.first());
        assertTrue(ack.headers("Route").get(0).contains("n=1"));
        assertTrue(ack.headers("Route").get(1).contains("n=2"));
        assertEquals("answered", owner.next());
        call.end(480, "");
        assertEquals("BYE sip:far@192.0.2.1 SIP/2.0", peer.request("BYE").first());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tel:+4930123",
                "http://example.org/",
                "sip:",
                "sip:a@b:99999",
                "sip:a@b?Subject=x"
            })
    void an_address_that_is_none_is_refused_at_once(String address) throws IOException {
        SipDoor door = door();
        Exception refused =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> call(door, SipTarget.of(new URI(fitting(address)))));
        assertTrue(String.valueOf(refused.getMessage()).contains("address"));
    }

    private static String fitting(String address) {
        return address.equals("sip:") ? "sip:%20" : address;
    }

    @ParameterizedTest
    @CsvSource({"Via, x", "m, x", "X Y, x", "X-A, 'a\r\nb'"})
    void headers_that_would_change_the_call_are_refused(String name, String value)
            throws IOException {
        SipDoor door = door();
        SipTarget target =
                new SipTarget(
                        URI.create("sip:a@127.0.0.1"),
                        null,
                        null,
                        null,
                        Map.of(name, value),
                        Duration.ofSeconds(9));
        assertThrows(IllegalArgumentException.class, () -> call(door, target));
    }

    @Test
    void nobody_there_ends_the_call() throws Exception {
        SipDoor door = door();
        call(door, SipTarget.of(URI.create("sip:bob@nobody.invalid")));
        assertEquals(Cause.LOST, owner.ended().cause());
        SipDoor closed = door();
        closed.close();
        assertThrows(
                IllegalStateException.class,
                () -> call(closed, SipTarget.of(URI.create("sip:bob@127.0.0.1"))));
    }
}
