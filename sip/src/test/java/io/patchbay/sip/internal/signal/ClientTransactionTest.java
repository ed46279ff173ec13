package io.patchbay.sip.internal.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.sip.SipSettings.Carrier;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClientTransactionTest {

    private final Exchange x = new Exchange();

    @Test
    void an_invite_without_answer_is_sent_seven_times_and_given_up() {
        x.ask("INVITE");
        x.pass(Duration.ofMillis(31_999));
        assertEquals(7, x.sent.size());
        assertTrue(x.failures.isEmpty());
        x.pass(Duration.ofMillis(1));
        assertEquals(1, x.failures.size());
        assertEquals(0, x.layer.live());
        assertEquals(x.sent.get(0).message().topVia(), x.sent.get(6).message().topVia());
    }

    @Test
    void another_request_without_answer_is_sent_every_four_seconds_at_last() {
        x.ask("OPTIONS");
        x.pass(Duration.ofSeconds(32));
        // 0, 0.5, 1.5, 3.5, 7.5, 11.5 ... 31.5
        assertEquals(11, x.sent.size());
        assertEquals(1, x.failures.size());
        assertEquals(0, x.layer.live());
    }

    @Test
    void an_answer_ends_the_sending() {
        x.ask("OPTIONS");
        x.answer(0, 100, "");
        x.answer(0, 200, "t");
        x.answer(0, 200, "t");
        x.pass(Duration.ofSeconds(40));
        assertEquals(1, x.sent.size());
        assertEquals(1, x.finals.size());
        assertTrue(x.provisional.isEmpty());
        assertTrue(x.failures.isEmpty());
    }

    @Test
    void a_refused_invite_is_acknowledged_each_time_it_is_refused() {
        x.ask("INVITE");
        x.answer(0, 180, "t");
        x.pass(Duration.ofMinutes(2));
        x.answer(0, 486, "t");
        x.answer(0, 486, "t");
        assertEquals(List.of("INVITE", "ACK", "ACK"), x.said());
        SipMessage ack = x.sent.get(1).message();
        assertEquals(x.sent.get(0).message().topVia(), ack.topVia());
        assertEquals("t", ack.toTag());
        assertEquals(new CSeq(1, "ACK"), ack.cseq());
        assertEquals(List.of(180), x.provisional);
        assertEquals(1, x.finals.size());
        x.pass(Duration.ofSeconds(33));
        assertEquals(0, x.layer.remaining());
    }

    @Test
    void every_2xx_of_an_invite_is_told_and_later_ones_are_strays() {
        x.ask("INVITE");
        x.answer(0, 200, "t");
        x.answer(0, 200, "t");
        x.answer(0, 200, "fork");
        assertEquals(3, x.finals.size());
        assertEquals(1, x.sent.size());
        x.pass(Duration.ofSeconds(33));
        assertEquals(0, x.layer.live());
        x.answer(0, 200, "t");
        assertEquals(3, x.finals.size());
        assertEquals(1, x.strays.size());
    }

    @Test
    void a_cancel_waits_for_the_first_sign_of_life() {
        ClientTransaction invite = x.ask("INVITE");
        invite.cancel();
        invite.cancel();
        assertEquals(List.of("INVITE"), x.said());
        x.answer(0, 100, "");
        assertEquals(List.of("INVITE", "CANCEL"), x.said());
        SipMessage cancel = x.sent.get(1).message();
        assertEquals(invite.request().topVia(), cancel.topVia());
        assertEquals(1, cancel.vias().size());
        assertEquals(new CSeq(1, "CANCEL"), cancel.cseq());
        x.answer(1, 200, "t");
        x.answer(0, 487, "t");
        assertEquals(List.of("INVITE", "CANCEL", "ACK"), x.said());
        assertEquals(487, x.finals.get(0).status());
    }

    @Test
    void a_cancelled_invite_that_is_never_answered_ends_all_the_same() {
        ClientTransaction invite = x.ask("INVITE");
        x.answer(0, 180, "t");
        invite.cancel();
        x.answer(1, 200, "t");
        x.pass(Duration.ofSeconds(32));
        assertEquals(1, x.failures.size());
        assertEquals(0, x.layer.live());
    }

    @Test
    void answers_to_somebody_else_are_dropped() {
        x.ask("OPTIONS");
        var request = (SipRequest) x.sent.get(0).message();
        String answer =
                new String(
                                request.answer(200).build().toBytes(),
                                java.nio.charset.StandardCharsets.UTF_8)
                        .replace("\r", "");
        x.receive(answer.replaceFirst("UDP 127.0.0.1", "UDP 255.255.255.255"));
        x.receive(answer.replaceFirst("branch=z9hG4bK", "branch=z9hG4bKx"));
        x.receive(answer.replaceFirst("1 OPTIONS", "1 BYE"));
        assertTrue(x.finals.isEmpty());
        assertTrue(x.strays.isEmpty());
        x.receive(answer);
        assertEquals(1, x.finals.size());
    }

    @Test
    void a_long_request_goes_over_tcp_and_over_udp_when_nobody_listens_there() {
        x.ask("OPTIONS", "x".repeat(1_300));
        assertEquals(Carrier.TCP, x.sent.get(0).to().carrier());
        assertEquals("TCP", x.sent.get(0).message().topVia().transport());
        x.tcpFailure = "refused";
        x.ask("OPTIONS", "x".repeat(1_300));
        assertEquals(Carrier.UDP, x.sent.get(1).to().carrier());
        assertEquals("UDP", x.sent.get(1).message().topVia().transport());
        x.answer(1, 200, "t");
        assertEquals(1, x.finals.size());
        var udp = new Exchange(10, Set.of(Carrier.UDP));
        udp.ask("OPTIONS", "x".repeat(1_300));
        assertEquals(Carrier.UDP, udp.sent.get(0).to().carrier());
    }

    @Test
    void an_ack_is_no_transaction() {
        assertThrows(IllegalArgumentException.class, () -> x.ask("ACK"));
        x.layer.sendAck(
                SipRequest.builder("ACK", SipUri.parse("sip:b@127.0.0.1"))
                        .add("From", "<sip:me@127.0.0.1>;tag=me")
                        .add("To", "<sip:bob@127.0.0.1>;tag=t")
                        .add("Call-ID", "ours")
                        .add("CSeq", "1 ACK")
                        .build(),
                Exchange.FAR);
        assertEquals(List.of("ACK"), x.said());
        assertEquals(0, x.layer.live());
    }

    @Test
    void a_closed_door_sends_nothing_more() {
        x.ask("INVITE");
        x.layer.close();
        x.pass(Duration.ofSeconds(40));
        assertEquals(1, x.sent.size());
        x.ask("OPTIONS");
        assertEquals(1, x.failures.size());
        assertEquals(List.of("closed"), x.calls);
    }
}
