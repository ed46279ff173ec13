package io.patchbay.sip.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.sip.SipEnd.Cause;
import io.patchbay.sip.SipException;
import io.patchbay.sip.SipState;
import io.patchbay.sip.internal.Peer.Message;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that are up and change, from either side. */
class RenegotiationTest extends DoorTest {

    private static final String OTHER = ScriptedSounds.description("other");
    private static final String BAD = OTHER + ScriptedSounds.IMPOSSIBLE + "\r\n";

    @Test
    void the_far_end_changes_the_call_by_invite() throws Exception {
        Up up = up(peer(door()));
        up.far().send("INVITE", OTHER);
        assertEquals("answer-to-other", up.far().answer(200, "INVITE").subject());
        up.far().ack();
        up.far().send("INVITE");
        assertEquals("offer-1", up.far().answer(200, "INVITE").subject());
        up.far().ack(ScriptedSounds.description("late"));
        up.far().send("OPTIONS");
        up.far().answer(200, "OPTIONS");
        assertEquals(
                List.of("answer first", "start", "answer other", "offer", "accept late"),
                asked(up.sound()));
    }

    @Test
    void what_cannot_be_met_leaves_all_as_it_was() throws Exception {
        Up up = up(peer(door()));
        up.far().send("INVITE", BAD);
        up.far().answer(488, "INVITE");
        up.far().ackRefusal();
        up.far().send("UPDATE", BAD);
        up.far().answer(488, "UPDATE");
        up.far().send("INVITE");
        up.far().answer(200, "INVITE");
        up.far().ack();
        up.far().send("UPDATE", OTHER);
        assertEquals("answer-to-other", up.far().answer(200, "UPDATE").subject());
        assertEquals(SipState.UP, up.call().state());
        assertEquals(
                List.of("answer first", "start", "offer", "reject", "answer other"),
                asked(up.sound()));
    }

    @Test
    void requests_out_of_order_and_of_no_call_are_refused() throws Exception {
        Up up = up(peer(door()));
        up.far().number = -1;
        up.far().send("INFO");
        assertTrue(!up.far().answer(500, "INFO").header("Retry-After").isEmpty());
        up.far().number = 100;
        up.far().remoteTag = "unknown";
        up.far().send("BYE");
        up.far().answer(481, "BYE");
        up.far().send("INVITE", OTHER);
        up.far().answer(481, "INVITE");
        up.far().ackRefusal();
        assertEquals(SipState.UP, up.call().state());
    }

    @ParameterizedTest
    @ValueSource(strings = {"MESSAGE", "SUBSCRIBE", "PUBLISH", "REGISTER"})
    void what_we_do_not_do_is_refused_with_what_we_do(String method) throws Exception {
        Up up = up(peer(door()));
        up.far().send(method);
        assertTrue(up.far().answer(405, method).header("Allow").contains("INVITE"));
        PeerCall stranger = new PeerCall(up.far().peer);
        stranger.send(method);
        stranger.answer(405, method);
    }

    @Test
    void an_options_says_what_we_can() throws Exception {
        PeerCall far = new PeerCall(peer(door()));
        far.send("OPTIONS");
        Message answer = far.answer(200, "OPTIONS");
        assertTrue(answer.header("Allow").contains("REFER"));
        assertTrue(answer.header("Accept").contains("application/sdp"));
        assertTrue(answer.header("Supported").contains("timer"));
    }

    @Test
    void we_put_the_far_end_on_hold_and_take_it_back() throws Exception {
        Up up = up(peer(door()));
        CompletableFuture<Void> held = on(() -> up.call().hold(true));
        Message invite = up.far().request("INVITE");
        assertEquals("hold-1", invite.subject());
        up.far().peer.respond(invite, 200, "Contact: " + up.far().peer.contact(), OTHER);
        up.far().request("ACK");
        held.get(60, TimeUnit.SECONDS);
        CompletableFuture<Void> resumed = on(() -> up.call().hold(false));
        Message again = up.far().request("INVITE");
        assertEquals("resume-2", again.subject());
        up.far().peer.respond(again, 491);
        up.far().request("ACK");
        Message third = up.far().request("INVITE"); // a moment later
        up.far().peer.respond(third, 200, "Contact: " + up.far().peer.contact(), OTHER);
        resumed.get(60, TimeUnit.SECONDS);
    }

    @Test
    void a_hold_that_is_refused_leaves_the_call_up() throws Exception {
        Up up = up(peer(door()));
        CompletableFuture<Void> held = on(() -> up.call().hold(true));
        CompletableFuture<Void> next = on(() -> up.call().hold(false));
        up.far().peer.respond(up.far().request("INVITE"), 488);
        Throwable why =
                assertThrows(ExecutionException.class, () -> held.get(60, TimeUnit.SECONDS))
                        .getCause();
        assertEquals(488, assertInstanceOf(SipException.class, why).status());
        up.far()
                .peer
                .respond(
                        up.far().request("INVITE"),
                        200,
                        "Contact: " + up.far().peer.contact(),
                        OTHER);
        next.get(60, TimeUnit.SECONDS);
        assertEquals(
                List.of(
                        "answer first",
                        "start",
                        "offer hold",
                        "reject",
                        "offer resume",
                        "accept other"),
                asked(up.sound()));
    }

    @Test
    void an_offer_that_meets_ours_is_asked_to_come_again() throws Exception {
        Up up = up(peer(door()));
        on(() -> up.call().hold(true));
        Message ours = up.far().request("INVITE");
        up.far().send("INVITE", OTHER);
        up.far().answer(491, "INVITE");
        up.far().ackRefusal();
        up.far().send("UPDATE", OTHER);
        up.far().answer(491, "UPDATE");
        up.far().peer.respond(ours, 200, "Contact: " + up.far().peer.contact(), OTHER);
        up.far().request("ACK");
    }

    @Test
    void a_second_invite_before_the_first_is_confirmed_has_to_wait() throws Exception {
        Up up = up(peer(door()));
        up.far().send("INVITE", OTHER);
        up.far().answer(200, "INVITE");
        up.far().send("INVITE", OTHER);
        up.far().answer(500, "INVITE");
    }

    @Test
    void a_far_end_that_forgot_the_call_ends_it() throws Exception {
        Up up = up(peer(door()));
        on(() -> up.call().hold(true));
        up.far().peer.respond(up.far().request("INVITE"), 481);
        assertEquals(Cause.LOST, up.owner().ended().cause());
    }

    @ParameterizedTest
    @CsvSource({
        "application/dtmf-relay, 'Signal=5\r\nDuration=160\r\n', 5",
        "application/dtmf-relay, 'Signal= #', #",
        "application/dtmf-relay, 'Signal=10\r\n', *",
        "application/dtmf, 7, 7",
        "application/dtmf, d, D"
    })
    void keys_come_by_info(String type, String body, char key) throws Exception {
        Up up = up(peer(door()));
        up.owner().next();
        up.far().send("INFO", "Content-Type: " + type, "\r\n" + body);
        up.far().answer(200, "INFO");
        assertEquals("key " + key, up.owner().next());
    }

    @Test
    void an_info_that_is_none_of_ours_is_refused() throws Exception {
        Up up = up(peer(door()));
        up.far().send("INFO", "Content-Type: application/dtmf", "\r\nx");
        up.far().answer(400, "INFO");
        up.far().send("INFO", "Content-Type: text/plain", "\r\nhello");
        up.far().answer(415, "INFO");
        up.far().send("INFO");
        up.far().answer(200, "INFO");
    }

    @Test
    void keys_go_by_info_where_packets_cannot_carry_them() throws Exception {
        sounds.takesDtmf = false;
        Up up = up(peer(door()));
        CompletableFuture<Void> sent = on(() -> up.call().sendDtmf("4*"));
        Message first = up.far().request("INFO");
        assertTrue(first.body().contains("Signal=4"));
        up.far().peer.respond(first, 200);
        Message second = up.far().request("INFO");
        assertTrue(second.body().contains("Signal=*"));
        up.far().peer.respond(second, 200);
        sent.get(60, TimeUnit.SECONDS);
        assertThrows(
                ExecutionException.class,
                () -> on(() -> up.call().sendDtmf("x")).get(60, TimeUnit.SECONDS));
    }
}
