package io.patchbay.sip.internal.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.sip.SipSettings.Carrier;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ServerTransactionTest {

    private final Exchange x = new Exchange();

    private static String invite(String branch) {
        return Exchange.request("INVITE", branch);
    }

    @Test
    void an_invite_is_answered_with_100_and_handed_on_once() {
        x.receive(invite("z9hG4bK1"));
        x.receive(invite("z9hG4bK1"));
        assertEquals(List.of("100", "100"), x.said());
        assertEquals(1, x.requests.size());
        assertEquals(1, x.layer.counters().retransmitted());
        Via via = x.last().request().topVia();
        assertEquals("127.0.0.1", via.parameters().get("received"));
        assertEquals("5070", via.parameters().get("rport"));
    }

    @Test
    void an_answer_has_what_the_request_had_and_one_tag() {
        x.receive(invite("z9hG4bK1"));
        x.last().respond(180);
        x.last().respond(SipResponse.builder(200).add("Contact", "<sip:me@127.0.0.1>").build());
        SipMessage ringing = x.sent.get(1).message();
        SipMessage ok = x.sent.get(2).message();
        assertNotNull(ok.toTag());
        assertEquals(ringing.toTag(), ok.toTag());
        assertEquals("far", ok.fromTag());
        assertEquals(new CSeq(1, "INVITE"), ok.cseq());
        assertEquals("z9hG4bK1", ok.topVia().branch());
        assertEquals("Via", ok.headers().name(0));
    }

    @Test
    void a_refusal_is_sent_again_until_its_ack() {
        x.receive(invite("z9hG4bK1"));
        x.last().respond(486);
        x.pass(Duration.ofMillis(500));
        x.pass(Duration.ofMillis(1_000));
        assertEquals(List.of("100", "486", "486", "486"), x.said());
        x.receive(Exchange.request("ACK", "z9hG4bK1"));
        x.pass(Duration.ofSeconds(40));
        assertEquals(4, x.sent.size());
        assertEquals(0, x.layer.live());
        assertTrue(x.acks.isEmpty());
    }

    @Test
    void a_challenge_is_sent_once_for_each_time_it_is_asked_for() {
        x.receive(invite("z9hG4bK1"));
        x.last().respond(401);
        x.pass(Duration.ofSeconds(10));
        assertEquals(List.of("100", "401"), x.said());
        x.receive(invite("z9hG4bK1"));
        assertEquals(List.of("100", "401", "401"), x.said());
        x.pass(Duration.ofSeconds(23));
        assertEquals(0, x.layer.live());
    }

    @Test
    void no_refusal_is_much_longer_than_its_request() {
        for (String request :
                List.of(
                        Exchange.request("NEWMETHOD", "z9hG4bK1"),
                        Exchange.request("INVITE", "z9hG4bK2", "Require: a,b,c"),
                        Exchange.request("INVITE", "z9hG4bK3", "Content-Length: x"),
                        Exchange.request("INVITE", "z9hG4bK4")
                                .replace("Forwards: 70", "Forwards: 999"),
                        Exchange.request("CANCEL", "z9hG4bK5"))) {
            x.receive(request);
            int answer = x.sent.get(x.sent.size() - 1).message().toBytes().length;
            int asked = Exchange.bytes(request).length;
            assertTrue(answer < asked + 150, answer + " for " + asked);
        }
        assertEquals(5, x.sent.size());
        assertTrue(x.requests.isEmpty());
    }

    @Test
    void huge_requests_are_bounded_by_what_they_weigh() {
        var open = new Exchange(1_000_000, Set.of(Carrier.UDP));
        String subject = "Subject: " + "x".repeat(60_000);
        String callId = "Call-ID: " + "y".repeat(2_000);
        for (int i = 0; i < 700; i++) {
            open.receive(
                    invite("z9hG4bK" + i)
                            .replaceFirst("Call-ID: ", callId + i)
                            .replaceFirst("\nMax", "\n" + subject + "\nMax"));
            open.sent.clear();
        }
        long most = Incoming.MOST_BYTES / 60_000 + 1;
        assertTrue(open.layer.live() <= most, "live " + open.layer.live());
        assertTrue(open.layer.counters().refused() >= 700 - most);
        var remains = new Remains<Integer>();
        for (int i = 0; i < 1_000; i++) {
            var rest = new Remains.Rest(new byte[60_000], Exchange.FAR, Exchange.FAR, null);
            remains.keep(i, rest, 0, false);
        }
        assertTrue(remains.size() <= Remains.MOST_BYTES / 60_000);
        assertEquals(
                160,
                Key.of((SipRequest) SipMessageTest.read(invite("z9hG4bK" + "b".repeat(153))))
                        .branch()
                        .length());
        assertEquals(
                64,
                Key.of((SipRequest) SipMessageTest.read(invite("z9hG4bK" + "b".repeat(154))))
                        .branch()
                        .length());
    }

    @Test
    void a_refusal_that_nobody_acknowledges_is_given_up() {
        x.receive(invite("z9hG4bK1"));
        x.last().respond(486);
        x.pass(Duration.ofSeconds(33));
        assertEquals(0, x.layer.live());
        // 0.5, 1.5, 3.5, 7.5, 11.5 ... 31.5 s
        assertEquals(1 + 1 + 10, x.sent.size());
        x.pass(Duration.ofSeconds(33));
        assertEquals(0, x.layer.remaining());
    }

    @Test
    void a_2xx_is_sent_again_until_it_is_acknowledged() {
        x.receive(invite("z9hG4bK1"));
        x.last().respond(200);
        x.pass(Duration.ofMillis(600));
        assertEquals(List.of("100", "200", "200"), x.said());
        x.receive(Exchange.request("ACK", "z9hG4bK2"));
        assertEquals(1, x.acks.size());
        x.last().acknowledged();
        assertEquals(0, x.layer.live());
        x.receive(invite("z9hG4bK1"));
        x.pass(Duration.ofSeconds(70));
        assertEquals(3, x.sent.size());
        assertEquals(1, x.requests.size());
        assertEquals(0, x.layer.remaining());
    }

    @Test
    void a_2xx_without_ack_is_reported_after_32_seconds() {
        x.receive(invite("z9hG4bK1"), Exchange.FAR_TCP);
        x.last().respond(200);
        x.pass(Duration.ofSeconds(31));
        assertTrue(x.calls.isEmpty());
        x.pass(Duration.ofSeconds(1));
        assertEquals(List.of("unacknowledged"), x.calls);
        assertEquals(0, x.layer.live());
        assertTrue(x.sent.size() > 8, "over a stream too: a proxy may lose it behind");
    }

    @Test
    void a_refusal_over_a_stream_is_sent_once() {
        x.receive(invite("z9hG4bK1"), Exchange.FAR_TCP);
        x.last().respond(486);
        x.pass(Duration.ofSeconds(33));
        assertEquals(List.of("100", "486"), x.said());
        assertEquals(Exchange.FAR_TCP, x.sent.get(1).to());
        assertEquals(0, x.layer.live());
    }

    @Test
    void a_cancelled_invite_gets_487_and_its_cancel_200() {
        x.receive(invite("z9hG4bK1"));
        x.last().respond(180);
        x.receive(Exchange.request("CANCEL", "z9hG4bK1"));
        x.receive(Exchange.request("CANCEL", "z9hG4bK1"));
        assertEquals(List.of("100", "180", "200", "487", "200"), x.said());
        assertEquals(List.of("cancel"), x.calls);
        assertEquals(x.sent.get(1).message().toTag(), x.sent.get(2).message().toTag());
        x.receive(Exchange.request("CANCEL", "z9hG4bK7"));
        assertEquals("481", x.said().get(5));
    }

    @Test
    void a_cancel_that_comes_too_late_changes_nothing() {
        x.receive(invite("z9hG4bK1"));
        x.last().respond(200);
        x.receive(Exchange.request("CANCEL", "z9hG4bK1"));
        assertEquals(List.of("100", "200", "200"), x.said());
        assertTrue(x.calls.isEmpty());
    }

    @Test
    void another_request_is_answered_again_when_it_comes_again() {
        x.receive(Exchange.request("OPTIONS", "z9hG4bK1"));
        x.last().respond(200);
        assertEquals(0, x.layer.live());
        x.receive(Exchange.request("OPTIONS", "z9hG4bK1"));
        assertEquals(List.of("200", "200"), x.said());
        assertEquals(x.sent.get(0).message().toTag(), x.sent.get(1).message().toTag());
        x.pass(Duration.ofSeconds(33));
        assertEquals(0, x.layer.remaining());
        x.receive(Exchange.request("OPTIONS", "z9hG4bK1"));
        assertEquals(2, x.requests.size());
    }

    @Test
    void the_same_branch_of_another_sender_is_another_transaction() {
        x.receive(Exchange.request("OPTIONS", "z9hG4bK1"));
        x.receive(
                Exchange.request("OPTIONS", "z9hG4bK1")
                        .replace("127.0.0.1:5070", "127.0.0.1:5071")
                        .replace("Call-ID: ", "Call-ID: x"));
        x.receive(Exchange.request("BYE", "z9hG4bK1"));
        assertEquals(3, x.requests.size());
    }

    @Test
    void a_request_without_the_cookie_is_matched_by_what_it_says() {
        x.receive(invite("1"));
        x.receive(invite("1"));
        assertEquals(1, x.requests.size());
        x.last().respond(404);
        x.receive(Exchange.request("ACK", "1"));
        x.pass(Duration.ofSeconds(5));
        assertEquals(List.of("100", "100", "404"), x.said());
        x.receive(invite("1").replace("CSeq: 1", "CSeq: 2"));
        assertEquals(2, x.requests.size());
        x.last().respond(200);
        x.receive(Exchange.request("ACK", "1").replace("CSeq: 1", "CSeq: 2"));
        assertEquals(1, x.acks.size());
    }

    @Test
    void a_request_that_came_by_two_ways_is_answered_with_482() {
        x.receive(invite("z9hG4bK1"));
        String second = invite("z9hG4bK1").replace("branch=z9hG4bK1", "branch=z9hG4bK2");
        x.receive(second);
        assertEquals(List.of("100", "482"), x.said());
        x.last().respond(200);
        x.last().acknowledged();
        x.receive(second);
        assertEquals("482", x.said().get(3));
        assertEquals(1, x.requests.size());
    }

    @Test
    void without_rport_the_answer_goes_to_the_port_of_the_via() {
        x.receive(
                Exchange.request("OPTIONS", "z9hG4bK1")
                        .replace(":5070;rport", ":5090;maddr=192.0.2.1"));
        x.last().respond(200);
        assertEquals(Exchange.hop(Carrier.UDP, 5090).address(), x.sent.get(0).to().address());
    }

    @Test
    void what_is_not_understood_is_refused_before_anybody_sees_it() {
        x.receive(Exchange.request("SUBSCRIBE", "z9hG4bK1"));
        x.receive(Exchange.request("NEWMETHOD", "z9hG4bK2"));
        x.receive(Exchange.request("INVITE", "z9hG4bK3", "Require: timer, 100rel"));
        x.receive(Exchange.request("INVITE", "z9hG4bK4", "Accept: text/plain"));
        x.receive(Exchange.request("INVITE", "z9hG4bK5", "Content-Type: text/plain") + "\nhello");
        x.receive(Exchange.request("INVITE", "z9hG4bK6") + "\nhello");
        assertEquals(List.of("405", "501", "420", "406", "415", "400"), x.said());
        assertEquals("timer", x.sent.get(2).message().header("Unsupported"));
        assertEquals("application/sdp", x.sent.get(4).message().header("Accept"));
        assertTrue(x.requests.isEmpty());
        assertEquals(0, x.layer.live());
        x.receive(Exchange.request("INVITE", "z9hG4bK7", "Accept: application/*, text/plain"));
        assertEquals(1, x.requests.size());
    }

    @Test
    void of_a_body_of_many_parts_the_description_is_handed_on() {
        String body =
                "--b\nContent-Type: application/isup\n\n\u0001\n--b\n"
                        + "Content-Type: application/sdp\n\nv=0\n--b--";
        String type = "Content-Type: multipart/mixed;boundary=b";
        x.receive(Exchange.request("INVITE", "z9hG4bK1", type) + "\n" + body);
        assertEquals("v=0", x.last().request().bodyText());
        assertTrue(x.last().request().contentType().orElseThrow().is("application/sdp"));
        x.receive(
                Exchange.request("INVITE", "z9hG4bK2", type)
                        + "\n"
                        + body.replace("application/sdp", "text/plain"));
        x.receive(Exchange.request("INVITE", "z9hG4bK3", type) + "\nx");
        assertEquals(List.of("100", "415", "400"), x.said());
    }

    @Test
    void too_many_invites_are_refused_without_a_transaction() {
        var few = new Exchange(3, Set.of(Carrier.UDP));
        for (int i = 0; i < 5; i++) {
            few.receive(invite("z9hG4bK" + i));
        }
        assertEquals(List.of("100", "100", "100", "503", "503"), few.said());
        SipMessage refusal = few.sent.get(4).message();
        assertEquals("5", refusal.header("Retry-After"));
        assertEquals(3, few.layer.live());
        assertEquals(2, few.layer.counters().refused());
        few.receive(
                Exchange.request("ACK", "z9hG4bK4")
                        .replace("<sip:bob@127.0.0.1>\n", refusal.header("To") + "\n"));
        assertTrue(few.acks.isEmpty(), "the ACK of a refusal is nobody's business");
        few.pass(Duration.ofSeconds(1));
        few.receive(invite("z9hG4bK9"));
        assertEquals("100", few.said().get(5));
    }

    @Test
    void a_flood_of_invites_leaves_bounded_transactions() {
        var open = new Exchange(1_000_000, Set.of(Carrier.UDP));
        for (int i = 0; i < Incoming.MOST_WAITING + 1_000; i++) {
            open.receive(invite("z9hG4bK" + i));
        }
        assertEquals(Incoming.MOST_WAITING, open.layer.live());
        for (ServerTransaction each : open.requests) {
            each.respond(486);
        }
        open.pass(Duration.ofSeconds(33));
        assertEquals(0, open.layer.live());
        open.pass(Duration.ofSeconds(33));
        assertEquals(0, open.layer.remaining());
    }

    @Test
    void nothing_is_said_to_answers_and_acks_that_are_malformed() {
        x.receive("SIP/2.0 200 OK\nVia: x\n");
        x.receive(Exchange.request("ACK", "z9hG4bK1").replace("CSeq: 1 ACK", "CSeq: x"));
        x.receive("hello\nVia: SIP/2.0/UDP a;branch=z9hG4bKx\n".replace("hello", "SIP/2.0 777777"));
        assertTrue(x.sent.isEmpty());
        assertEquals(3, x.layer.counters().malformed());
    }

    @Test
    void a_user_that_fails_is_answered_for() {
        var failing =
                new Transactions.User() {
                    @Override
                    public void onRequest(ServerTransaction transaction) {
                        throw new IllegalStateException("on purpose");
                    }

                    @Override
                    public void onAck(SipRequest ack, Hop from) {
                        throw new IllegalStateException("on purpose");
                    }

                    @Override
                    public void onStrayAnswer(SipResponse answer) {
                        throw new IllegalStateException("on purpose");
                    }
                };
        var layer =
                new TransactionLayer(
                        x.loop,
                        x,
                        new Capabilities(Set.of("OPTIONS"), Set.of(), java.util.Map.of()),
                        new Sources(Networks.of(List.of()), 10),
                        failing);
        byte[] options = Exchange.bytes(Exchange.request("OPTIONS", "z9hG4bK1"));
        layer.received(
                java.util.Objects.requireNonNull(Parsed.datagram(options, options.length)),
                Exchange.FAR);
        assertEquals(List.of("500"), x.said());
    }

    @Test
    void tags_are_not_guessed_and_networks_are_told_apart() throws Exception {
        var tags = new Tags();
        assertNotEquals(tags.random(), tags.random());
        Networks some = Networks.of(List.of("192.0.2.0/25", "2001:db8::/32", "10.0.0.1"));
        assertTrue(some.contains(java.net.InetAddress.getByName("192.0.2.127")));
        assertFalse(some.contains(java.net.InetAddress.getByName("192.0.2.128")));
        assertTrue(some.contains(java.net.InetAddress.getByName("2001:db8:1::1")));
        assertFalse(some.contains(java.net.InetAddress.getByName("2001:db9::1")));
        assertTrue(some.contains(java.net.InetAddress.getByName("10.0.0.1")));
        assertFalse(some.contains(java.net.InetAddress.getByName("10.0.0.2")));
        for (String none : List.of("x", "1.2.3.4/33", "1.2.3.4/x", "example.com/8")) {
            org.junit.jupiter.api.Assertions.assertThrows(
                    IllegalArgumentException.class, () -> Networks.of(List.of(none)), none);
        }
    }
}
