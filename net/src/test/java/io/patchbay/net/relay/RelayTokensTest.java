package io.patchbay.net.relay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.provider.Credential;
import io.patchbay.api.provider.CredentialSupplier;
import io.patchbay.api.provider.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens for a relay at the edge. */
class RelayTokensTest {

    private static final String SHARED = "an example secret of 32 bytes, ä";
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00.900Z");
    private static final long NOW = NOON.getEpochSecond();
    private static final CredentialSupplier.Scope SCOPE =
            new CredentialSupplier.Scope("openai", "openai", "cloudflare");

    private static RelayTokens.Builder tokens() {
        return RelayTokens.builder(Secret.of(SHARED)).clock(Clock.fixed(NOON, ZoneOffset.UTC));
    }

    /** RFC 7515, section 5.2, by hand; gives the claims as they were signed. */
    private static String verified(String token, String secret) throws GeneralSecurityException {
        assertTrue(token.matches("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]{43}"), token);
        String[] parts = token.split("\\.", -1);
        Base64.Decoder base64 = Base64.getUrlDecoder();
        String header = new String(base64.decode(parts[0]), StandardCharsets.UTF_8);
        assertEquals("{\"alg\":\"HS256\",\"typ\":\"JWT\"}", header);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        mac.update(parts[0].getBytes(StandardCharsets.US_ASCII));
        mac.update((byte) '.');
        assertArrayEquals(
                mac.doFinal(parts[1].getBytes(StandardCharsets.US_ASCII)), base64.decode(parts[2]));
        return new String(base64.decode(parts[1]), StandardCharsets.UTF_8);
    }

    /** The claims with the one that is random taken out. */
    private static String claims(RelayTokens tokens) throws GeneralSecurityException {
        String claims = verified(tokens.mint(), SHARED);
        Matcher id = Pattern.compile("\"jti\":\"[A-Za-z0-9_-]{22}\"").matcher(claims);
        assertTrue(id.find(), claims);
        return id.replaceFirst("jti");
    }

    private static void assertSays(String words, Exception e) {
        assertTrue(e.toString().contains(words), e::toString);
    }

    @Test
    void a_token_says_who_minted_it_and_when_and_no_more() throws GeneralSecurityException {
        assertEquals(
                "{\"iss\":\"patchbay\",\"iat\":%d,\"nbf\":%d,\"exp\":%d,jti}"
                        .formatted(NOW, NOW, NOW + 60),
                claims(tokens().build()));
    }

    @Test
    void all_that_is_set_is_claimed() throws GeneralSecurityException {
        RelayTokens all =
                tokens().audience("relay.example.com")
                        .lifetime(Duration.ofSeconds(300))
                        .model("gpt-realtime")
                        .longestCall(Duration.ofMinutes(30))
                        .subject("user-7")
                        .origin("https://example.com")
                        .build();
        assertEquals(
                ("{\"iss\":\"patchbay\",\"aud\":\"relay.example.com\",\"iat\":%d,\"nbf\":%d,\"exp\":%d,jti,"
                                + "\"model\":\"gpt-realtime\",\"max\":1800,\"sub\":\"user-7\","
                                + "\"origin\":\"https://example.com\"}")
                        .formatted(NOW, NOW, NOW + 300),
                claims(all));
    }

    @Test
    void odd_names_arrive_as_they_are() throws GeneralSecurityException {
        String odd = "a\"b\\c/\u2028 d,\"sub\":\"root\"}ä€😀";
        String claims = claims(tokens().subject(odd).build());
        assertTrue(
                claims.endsWith(",\"sub\":\"a\\\"b\\\\c/\u2028 d,\\\"sub\\\":\\\"root\\\"}ä€😀\"}"),
                claims);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "  ", "line\nbreak", "nul\0", "del\u007f", "c1\u0085", "half \ud83d"})
    void what_no_header_carries_is_no_name(String text) {
        Exception e =
                assertThrows(IllegalArgumentException.class, () -> tokens().subject(text).build());
        assertSays("the subject ", e);
        assertThrows(IllegalArgumentException.class, () -> tokens().model(text));
        assertThrows(IllegalArgumentException.class, () -> tokens().audience(text));
        assertThrows(IllegalArgumentException.class, () -> tokens().origin(text));
    }

    @Test
    void names_have_a_bound() throws GeneralSecurityException {
        assertTrue(claims(tokens().subject("x".repeat(256)).build()).contains("x".repeat(256)));
        assertThrows(IllegalArgumentException.class, () -> tokens().subject("x".repeat(257)));
    }

    @ParameterizedTest
    @CsvSource({
        "https://example.com, https://example.com",
        "HTTPS://Example.COM, https://example.com",
        "https://example.com:443, https://example.com",
        "http://localhost:80, http://localhost",
        "http://127.0.0.1:8080, http://127.0.0.1:8080",
        "https://example.com:80, https://example.com:80"
    })
    void origins_are_spelled_as_browsers_do(String given, String claimed)
            throws GeneralSecurityException {
        String claims = claims(tokens().origin(given).build());
        assertTrue(claims.endsWith(",\"origin\":\"" + claimed + "\"}"), claims);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "example.com",
                "https://example.com/",
                "https://example.com/page",
                "https://example.com?q",
                "https://me@example.com",
                "wss://example.com",
                "https://",
                "https://*.example.com",
                "null",
                "https://exa mple.com"
            })
    void what_is_more_or_less_than_an_origin_is_refused(String text) {
        Exception e = assertThrows(IllegalArgumentException.class, () -> tokens().origin(text));
        assertSays("https://example.com", e);
    }

    @Test
    void lifetimes_are_1_to_300_seconds_and_calls_up_to_a_day() {
        for (Duration wrong :
                new Duration[] {
                    Duration.ZERO,
                    Duration.ofSeconds(-1),
                    Duration.ofSeconds(301),
                    Duration.ofMillis(1_500)
                }) {
            Exception e =
                    assertThrows(IllegalArgumentException.class, () -> tokens().lifetime(wrong));
            assertSays("1 to 300 whole seconds", e);
        }
        assertThrows(
                IllegalArgumentException.class, () -> tokens().longestCall(Duration.ofDays(2)));
        assertThrows(IllegalArgumentException.class, () -> tokens().longestCall(Duration.ZERO));
    }

    @Test
    void a_secret_of_fewer_than_32_bytes_is_refused_with_a_remedy() {
        Exception e =
                assertThrows(
                        IllegalArgumentException.class,
                        () ->
                                RelayTokens.of(
                                        Secret.of(
                                                "tiger-tiger-tiger-tiger-31-bytes".substring(1))));
        assertSays("31 bytes", e);
        assertSays("take one of at least 32 random bytes", e);
        assertFalse(e.toString().contains("iger"), e::toString);
    }

    @Test
    void a_new_secret_is_good_enough_and_never_the_same() throws GeneralSecurityException {
        Secret secret = RelayTokens.newSecret();
        assertTrue(secret.reveal().matches("[A-Za-z0-9_-]{43}"));
        verified(RelayTokens.of(secret).mint(), secret.reveal());
        assertNotEquals(secret.reveal(), RelayTokens.newSecret().reveal());
    }

    @Test
    void every_connect_gets_a_token_of_its_own_that_says_when_it_ends()
            throws GeneralSecurityException {
        MovedClock clock = new MovedClock();
        RelayTokens tokens = tokens().clock(clock).build();
        Credential first = tokens.get(SCOPE).toCompletableFuture().join();
        assertEquals(Credential.Kind.BEARER_TOKEN, first.kind());
        assertEquals(Instant.ofEpochSecond(NOW + 60), first.expiresAt());
        clock.now = NOON.plus(Duration.ofHours(1));
        Credential second = tokens.get(SCOPE).toCompletableFuture().join();
        assertEquals(Instant.ofEpochSecond(NOW + 3_660), second.expiresAt());
        String claims = verified(second.secret().reveal(), SHARED);
        assertTrue(claims.contains("\"exp\":" + (NOW + 3_660)), claims);
    }

    @Test
    void after_its_secret_was_wiped_nothing_is_minted() {
        Secret secret = Secret.of(SHARED);
        RelayTokens tokens = RelayTokens.of(secret);
        secret.wipe();
        assertThrows(IllegalStateException.class, tokens::mint);
        Exception e =
                assertThrows(
                        CompletionException.class,
                        () -> tokens.get(SCOPE).toCompletableFuture().join());
        assertTrue(e.getCause() instanceof IllegalStateException, e::toString);
        assertThrows(IllegalStateException.class, () -> RelayTokens.of(secret));
    }

    @Test
    void many_threads_mint_at_once() {
        RelayTokens tokens = tokens().subject("user-7").build();
        Set<String> minted =
                IntStream.range(0, 2_000)
                        .parallel()
                        .mapToObj(i -> tokens.mint())
                        .peek(RelayTokensTest::mustVerify)
                        .collect(Collectors.toSet());
        assertEquals(2_000, minted.size());
    }

    private static void mustVerify(String token) {
        try {
            verified(token, SHARED);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void others_that_differ_a_little_keep_the_rest() throws GeneralSecurityException {
        RelayTokens all =
                tokens().audience("a")
                        .lifetime(Duration.ofSeconds(5))
                        .model("m")
                        .longestCall(Duration.ofSeconds(9))
                        .subject("s")
                        .origin("http://o")
                        .build();
        assertEquals(claims(all), claims(all.toBuilder().build()));
        assertFalse(claims(all.toBuilder().subject(null).build()).contains("sub"));
    }

    @Test
    void neither_secret_nor_end_user_show() {
        RelayTokens tokens =
                tokens().audience("relay.example.com").model("m").subject("user-7").build();
        assertEquals("RelayTokens[60 s, audience relay.example.com, model m]", tokens.toString());
    }

    private static final class MovedClock extends Clock {
        private Instant now = NOON;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }
    }
}
