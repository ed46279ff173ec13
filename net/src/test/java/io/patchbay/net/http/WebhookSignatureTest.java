package io.patchbay.net.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.patchbay.api.provider.Secret;
import io.patchbay.net.http.WebhookSignature.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Signed webhooks. */
class WebhookSignatureTest {

    /** The example of the Standard Webhooks specification's own libraries. */
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);
    private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private static final long TIME = 1_614_265_330;
    private static final String SIGNED = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    private static final Duration TOLERANCE = Duration.ofSeconds(300);
    private static final Instant NOW = Instant.ofEpochSecond(TIME);

    private static WebhookSignature of(String... secrets) {
        return WebhookSignature.of(List.of(secrets).stream().map(Secret::of).toList());
    }

    private static HttpHeaders headers(String signature) {
        return HttpHeaders.of(
                "Webhook-Id", ID,
                "Webhook-Timestamp", Long.toString(TIME),
                "Webhook-Signature", signature);
    }

    private static Verdict judge(WebhookSignature by, HttpHeaders headers, Instant now) {
        return by.verify(headers, BODY, now, TOLERANCE);
    }

    @Test
    void the_published_example_is_signed_and_verified() {
        assertEquals(SIGNED, of(SECRET).sign(ID, TIME, BODY));
        assertEquals(Verdict.GOOD, judge(of(SECRET), headers(SIGNED), NOW));
    }

    @Test
    void a_secret_without_prefix_is_the_key_itself() {
        WebhookSignature raw = of("plain words");
        String signature = raw.sign(ID, TIME, BODY);
        assertEquals(Verdict.GOOD, judge(raw, headers(signature), NOW));
        assertEquals(Verdict.WRONG, judge(of(SECRET), headers(signature), NOW));
    }

    @Test
    void one_of_several_signatures_and_one_of_several_secrets_suffice() {
        String several = "v1,bm9wZQ== v1a,x v2,y " + SIGNED;
        assertEquals(Verdict.GOOD, judge(of("old", SECRET), headers(several), NOW));
        assertEquals(Verdict.GOOD, judge(of(SECRET, "new"), headers(several), NOW));
        assertEquals(Verdict.WRONG, judge(of("old", "new"), headers(several), NOW));
        String flood = "v1,bm9wZQ== ".repeat(100) + SIGNED;
        assertEquals(Verdict.WRONG, judge(of(SECRET), headers(flood), NOW), "bounded");
    }

    @Test
    void the_window_is_closed_in_both_directions() {
        assertEquals(Verdict.GOOD, judge(of(SECRET), headers(SIGNED), NOW.plusSeconds(300)));
        assertEquals(Verdict.TOO_OLD, judge(of(SECRET), headers(SIGNED), NOW.plusSeconds(301)));
        assertEquals(Verdict.GOOD, judge(of(SECRET), headers(SIGNED), NOW.minusSeconds(300)));
        assertEquals(Verdict.TOO_NEW, judge(of(SECRET), headers(SIGNED), NOW.minusSeconds(301)));
    }

    @Test
    void another_body_id_or_time_does_not_hold() {
        WebhookSignature ours = of(SECRET);
        assertEquals(Verdict.WRONG, ours.verify(headers(SIGNED), new byte[] {1}, NOW, TOLERANCE));
        HttpHeaders otherId =
                HttpHeaders.of(
                        "webhook-id",
                        "msg_2",
                        "webhook-timestamp",
                        Long.toString(TIME),
                        "webhook-signature",
                        SIGNED);
        assertEquals(Verdict.WRONG, judge(ours, otherId, NOW));
        HttpHeaders otherTime =
                HttpHeaders.of(
                        "webhook-id", ID,
                        "webhook-timestamp", Long.toString(TIME + 1),
                        "webhook-signature", SIGNED);
        assertEquals(Verdict.WRONG, judge(ours, otherTime, NOW));
    }

    @Test
    void missing_and_malformed_headers_are_told_apart_from_wrong_ones() {
        WebhookSignature ours = of(SECRET);
        assertEquals(Verdict.MALFORMED, judge(ours, HttpHeaders.none(), NOW));
        for (String time : List.of("", "soon", "-1", "1e9", "9999999999999999999")) {
            HttpHeaders headers =
                    HttpHeaders.of(
                            "webhook-id", ID,
                            "webhook-timestamp", time,
                            "webhook-signature", SIGNED);
            assertEquals(Verdict.MALFORMED, judge(ours, headers, NOW), time);
        }
        assertEquals(Verdict.MALFORMED, judge(ours, headers(""), NOW));
        assertEquals(Verdict.WRONG, judge(ours, headers("v1,"), NOW));
    }

    @Test
    void wrong_secrets_are_refused_without_being_repeated() {
        for (String secret : List.of("whsec_", "whsec_no base64 at all")) {
            String said = assertThrows(IllegalArgumentException.class, () -> of(secret)).toString();
            assertFalse(said.contains("base64 at all"), said);
        }
        assertThrows(IllegalArgumentException.class, () -> of());
        assertFalse(of(SECRET).toString().contains("MfKQ"));
    }
}
