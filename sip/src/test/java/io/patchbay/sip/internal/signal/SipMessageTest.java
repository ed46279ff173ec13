package io.patchbay.sip.internal.signal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SipMessageTest {

    private static final String OPTIONS =
            """
            OPTIONS sip:bob@example.com SIP/2.0
            Via: SIP/2.0/UDP 192.0.2.1:5070;branch=z9hG4bKa;rport
            Max-Forwards: 70
            From: "A \\"B\\"" <sip:a@example.com;lr>;tag=1
            To: <sip:bob@example.com>
            Call-ID: c1@example.com
            CSeq: 7 OPTIONS
            """;

    static SipMessage read(String text) {
        return present(parse(text).message());
    }

    private static Parsed parse(String text) {
        byte[] bytes = wire(text);
        return present(Parsed.datagram(bytes, bytes.length));
    }

    private static <T> T present(@org.jspecify.annotations.Nullable T value) {
        assertNotNull(value);
        return value;
    }

    private static byte[] wire(String text) {
        return (text + "\n").replace("\n", "\r\n").getBytes(UTF_8);
    }

    private static int refused(String text) {
        return present(parse(text).refusal()).status();
    }

    @Test
    void a_request_is_read_and_written_as_it_was() {
        var request = (SipRequest) read(OPTIONS);
        assertEquals("OPTIONS", request.method());
        assertEquals("sip:bob@example.com", request.uri().toString());
        assertEquals("z9hG4bKa", request.topVia().branch());
        assertEquals(5070, request.topVia().port());
        assertEquals("", request.topVia().parameters().get("rport"));
        assertEquals("A \"B\"", request.from().displayName());
        assertEquals("1", request.fromTag());
        assertNull(request.toTag());
        assertEquals(new CSeq(7, "OPTIONS"), request.cseq());
        assertEquals(
                new String(wire(OPTIONS + "Content-Length: 0\n"), UTF_8),
                new String(request.toBytes(), UTF_8));
    }

    @Test
    void compact_names_folding_and_odd_space_mean_the_same() {
        var request =
                (SipRequest)
                        read(
                                """
                                INVITE sip:bob@example.com SIP/2.0
                                v:  SIP  / 2.0  / TCP     a.example.com   ;
                                  branch  =   z9hG4bK9  ,
                                 SIP  /    2.0   / UDP  192.0.2.3   ; branch=
                                 z9hG4bK30239
                                MAX-forwards : 0070
                                f:sip:a@example.com;tag=9
                                TO :
                                 sip:bob@example.com ; tag    = 19d
                                i: c
                                CSeq: 0009
                                  INVITE
                                k: 100rel, timer
                                m:"Quoted \\"\\"" <sip:a@192.0.2.3> ; newparam = x ; q = 0.3,
                                 <sip:b@example.com?Subject=x>
                                """);
        List<Via> vias = request.vias();
        assertEquals(2, vias.size());
        assertEquals("TCP", vias.get(0).transport());
        assertEquals("z9hG4bK9", vias.get(0).branch());
        assertEquals("z9hG4bK30239", vias.get(1).branch());
        assertEquals("9", request.fromTag());
        assertEquals("19d", request.toTag());
        assertEquals(9, request.cseq().number());
        assertEquals(Optional.of(70L), request.number("Max-Forwards"));
        assertEquals(Set.of("100rel", "timer"), request.tokens("Supported"));
        assertTrue(request.names("k", "Timer"));
        assertEquals(2, request.addresses("Contact").size());
        assertEquals("Quoted \"\"", request.contact().orElseThrow().displayName());
        assertEquals("0.3", request.contact().orElseThrow().parameters().get("Q"));
    }

    @Test
    void an_answer_carries_what_belongs_to_the_request() {
        var request =
                (SipRequest)
                        read(
                                OPTIONS.replace(
                                        "Max-Forwards: 70",
                                        "Via: SIP/2.0/TCP x;branch=z9hG4bKb\nRecord-Route: <sip:p;lr>"));
        SipResponse answer = request.answer(200).body("text/plain", "grüß").build();
        var again =
                (SipResponse)
                        read(
                                new String(answer.toBytes(), UTF_8)
                                        .replace("\r", "")
                                        .replaceFirst("\n\n", "\n\n"));
        assertEquals(200, again.status());
        assertEquals("OK", again.reason());
        assertEquals(2, again.vias().size());
        assertEquals("<sip:p;lr>", again.header("Record-Route"));
        assertEquals("grüß", again.bodyText());
        assertNull(request.answer(404).build().header("Record-Route"));
    }

    @Test
    void what_a_user_agent_must_refuse_has_its_status() {
        assertEquals(505, refused(OPTIONS.replace("SIP/2.0\nVia", "SIP/7.0\nVia")));
        assertEquals(416, refused(OPTIONS.replace("OPTIONS sip:bob", "OPTIONS http:bob")));
        assertEquals(
                414, refused(OPTIONS.replace("OPTIONS sip:", "OPTIONS sip:" + "x".repeat(9_000))));
        assertEquals(400, refused(OPTIONS.replace("7 OPTIONS", "7 INVITE")));
        assertEquals(400, refused(OPTIONS.replace("7 OPTIONS", "99999999999999999999 OPTIONS")));
        assertEquals(400, refused(OPTIONS + "Content-Length: -1\n"));
        assertEquals(400, refused(OPTIONS + "Content-Length: 1400000000\n"));
        assertEquals(400, refused(OPTIONS + "Content-Length: 99999999999999999999999\n"));
        assertEquals(400, refused(OPTIONS + "l: 0\nContent-Length: 0\n"));
        assertEquals(400, refused(OPTIONS + "X: y\n".repeat(10_000)));
        assertEquals(400, refused(OPTIONS + "Subject: a\u0000b\n"));
        assertEquals(400, refused(OPTIONS.replace("Call-ID: c1@example.com\n", "")));
        assertEquals(400, refused(OPTIONS.replace("Via", "X-Via")));
    }

    @Test
    void nobody_writes_a_line_end_into_a_header() {
        var builder = SipRequest.builder("OPTIONS", SipUri.parse("sip:a@b"));
        assertThrows(IllegalArgumentException.class, () -> builder.add("X", "a\r\nY: b"));
        assertThrows(IllegalArgumentException.class, () -> builder.add("X Y", "a"));
        assertThrows(IllegalArgumentException.class, () -> SipResponse.builder(200, "a\r\nY: b"));
        assertThrows(IllegalArgumentException.class, () -> SipResponse.builder(700));
    }

    @Test
    void a_uri_is_taken_apart_and_put_together() {
        for (String text :
                List.of(
                        "sip:a@b",
                        "sips:b.example:5061",
                        "sip:a:p@[2001:db8::1]:5070;transport=tcp;lr?Replaces=a%40b&Subject=x",
                        "sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*:&it+has=1@example.com",
                        "tel:+49-30-123;phone-context=x")) {
            assertEquals(text, SipUri.parse(text).toString());
        }
        SipUri uri = SipUri.parse("SIP:%61lice:p@[2001:db8::1]:5070;transport=tcp;lr?Subject=x");
        assertEquals("[2001:db8::1]", uri.host());
        assertEquals(5070, uri.port());
        assertEquals("tcp", uri.parameters().get("TRANSPORT"));
        assertEquals("Subject=x", uri.headers());
        assertTrue(uri.sameAddress(SipUri.parse("sip:alice@[2001:DB8::1]:5070")));
        assertEquals("a@b ü", SipUri.unescape(SipUri.escape("a@b ü")));
        for (String text :
                List.of(
                        "a@b",
                        "sip:",
                        "sip:@b",
                        "sip:a@",
                        "sip:a b@c",
                        "sip:a%4@b",
                        "sip:a@b:70000",
                        "sip:a@[::1",
                        "sip:a@b;",
                        "tel:")) {
            assertThrows(MalformedException.class, () -> SipUri.parse(text), text);
        }
    }

    @Test
    void a_challenge_is_taken_apart_and_put_together() {
        AuthFields fields =
                AuthFields.parse(
                        "Digest realm=\"a, \\\"b\\\"\", nonce=\"n==\",algorithm=MD5 , qop=\"auth,auth-int\", stale=TRUE");
        assertEquals("a, \"b\"", fields.get("realm"));
        assertEquals("auth,auth-int", fields.get("qop"));
        assertEquals(fields, AuthFields.parse(fields.write()));
        assertFalse(fields.toString().contains("n=="));
        assertThrows(MalformedException.class, () -> AuthFields.parse("Digest a=b, a=c"));
    }
}
