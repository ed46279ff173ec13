package io.patchbay.sip.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.provider.Secret;
import io.patchbay.sip.SipDoor;
import io.patchbay.sip.SipInvitation;
import io.patchbay.sip.internal.DigestGate.Challenged;
import io.patchbay.sip.internal.DigestGate.Granted;
import io.patchbay.sip.internal.DigestGate.Throttled;
import io.patchbay.sip.internal.DigestGate.Verdict;
import io.patchbay.sip.internal.Peer.Message;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Digest from both sides; the proofs of RFC 7616 §3.9.1 and RFC 2617 §3.5 as they stand there. */
class DigestTest extends DoorTest {

    private static final String URI = "sip:agent@127.0.0.1";
    private static final long START = 5_000_000_000L;

    private final DigestGate gate = new DigestGate();

    private static @Nullable Secret password(String user) {
        return user.equals("anna") ? Secret.of("secret") : null;
    }

    private Verdict judge(List<String> authorization, String source, long now) {
        return gate.judge(
                "office", DigestTest::password, "INVITE", URI, authorization, source, now);
    }

    private static List<String> proofs(DigestAnswers answers) {
        return answers.proofs("INVITE", URI).stream().map(DigestAnswers.Proof::value).toList();
    }

    private DigestAnswers challenged(String password, String source, long now) {
        Challenged first = assertInstanceOf(Challenged.class, judge(List.of(), source, now));
        DigestAnswers answers = new DigestAnswers("anna", Secret.of(password));
        assertTrue(answers.take(first.challenges(), false));
        return answers;
    }

    @Test
    void proofs_are_those_of_the_standards() {
        assertEquals(
                "6629fae49393a05397450978507c4ef1",
                DigestAlgorithm.MD5.proof(
                        "Mufasa",
                        "testrealm@host.com",
                        "Circle Of Life",
                        "GET",
                        "/dir/index.html",
                        "dcd98b7102dd2f0e8b11d0f600bfb0c093",
                        "00000001",
                        "0a4f113b"));
        assertEquals(
                "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
                DigestAlgorithm.SHA_256.proof(
                        "Mufasa",
                        "http-auth@example.org",
                        "Circle of Life",
                        "GET",
                        "/dir/index.html",
                        "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
                        "00000001",
                        "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"));
        assertNull(DigestAlgorithm.of("SHA-512-256"));
        assertEquals(DigestAlgorithm.MD5, DigestAlgorithm.of(null));
    }

    @Test
    void who_knows_the_password_gets_in_and_again_with_the_next_count() {
        DigestAnswers answers = challenged("secret", "a", START);
        List<String> first = proofs(answers);
        assertEquals(new Granted("anna"), judge(first, "a", START));
        assertEquals(new Granted("anna"), judge(proofs(answers), "a", START));
        Challenged replayed = assertInstanceOf(Challenged.class, judge(first, "a", START));
        assertTrue(replayed.challenges().get(0).contains("stale=true"));
    }

    @Test
    void a_nonce_is_good_for_its_source_and_its_time() {
        DigestAnswers answers = challenged("secret", "a", START);
        Challenged elsewhere =
                assertInstanceOf(Challenged.class, judge(proofs(answers), "b", START));
        assertTrue(!elsewhere.challenges().get(0).contains("stale"));
        long late = START + TimeUnit.SECONDS.toNanos(Nonces.LIFE_SECONDS + 1);
        Challenged stale = assertInstanceOf(Challenged.class, judge(proofs(answers), "a", late));
        assertTrue(stale.challenges().get(0).contains("stale=true"));
        assertTrue(answers.take(stale.challenges(), false));
        assertEquals(new Granted("anna"), judge(proofs(answers), "a", late));
    }

    @Test
    void who_guesses_is_not_looked_at_any_more() {
        for (int i = 0; i < DigestGate.FAILURES; i++) {
            assertInstanceOf(
                    Challenged.class, judge(proofs(challenged("wrong", "a", START)), "a", START));
        }
        assertInstanceOf(Throttled.class, judge(List.of(), "a", START));
        assertEquals(
                new Granted("anna"), judge(proofs(challenged("secret", "b", START)), "b", START));
        long later = START + TimeUnit.MINUTES.toNanos(1);
        assertEquals(
                new Granted("anna"), judge(proofs(challenged("secret", "a", later)), "a", later));
    }

    @Test
    void what_is_no_proof_is_challenged() {
        for (String each :
                List.of(
                        "Basic YTpi",
                        "Digest",
                        "Digest realm=\"office\"",
                        "Digest realm=\"office\", nonce=\"AAAA\", nc=00000001, qop=auth,"
                                + " cnonce=\"c\", uri=\""
                                + URI
                                + "\", username=\"anna\", response=\"00\"",
                        "Digest realm=\"office\", qop=auth, nc=zz")) {
            assertInstanceOf(Challenged.class, judge(List.of(each), "c" + each, START));
        }
    }

    @Test
    void a_caller_proves_who_he_is() throws Exception {
        SipDoor door = door(each -> each.realm("office").passwords(DigestTest::password));
        PeerCall far = new PeerCall(peer(door));
        far.send("INVITE", ScriptedSounds.description("first"));
        Message challenge = far.answer(401, "INVITE");
        far.ackRefusal();
        far.remoteTag = "";
        DigestAnswers answers = new DigestAnswers("anna", Secret.of("secret"));
        assertTrue(answers.take(challenge.headers("WWW-Authenticate"), false));
        assertTrue(invitations.isEmpty());
        far.send(
                "INVITE",
                "Authorization: " + answers.proofs("INVITE", far.target).get(0).value(),
                ScriptedSounds.description("first"));
        SipInvitation invitation = invitation();
        assertEquals("anna", invitation.user());
        assertNull(invitation.headers().get("Authorization"));
        assertEquals(1, door.counters().unauthorised());
        invitation.refuse(486, "busy", null);
        far.answer(486, "INVITE");
    }
}
