package io.patchbay.net.relay;

import io.patchbay.api.provider.Credential;
import io.patchbay.api.provider.CredentialSupplier;
import io.patchbay.api.provider.Secret;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Mints the tokens that a relay at the edge asks for: compact JWTs (RFC 7519, RFC 7515) signed by
 * HMAC with SHA-256 and a secret that this side and the relay share. The provider's key stays with
 * the relay.
 *
 * <p>A token opens a call and is not looked at afterwards, so it lives for a minute; how long the
 * call may last is a claim of its own. As a {@link CredentialSupplier} this mints anew at every
 * connect and reconnect: a call that is lost after an hour comes back.
 *
 * <p>The claims are {@code iss} ({@value #ISSUER}), {@code iat}, {@code nbf}, {@code exp} and
 * {@code jti} always, and where set {@code aud}, {@code model}, {@code max} (seconds), {@code sub}
 * and {@code origin}.
 *
 * <p>Immutable, for any thread, never blocks; shows no secret.
 */
public final class RelayTokens implements CredentialSupplier {

    /** Who mints: the claim {@code iss}. */
    public static final String ISSUER = "patchbay";

    /** How long a token opens calls unless something else is set. */
    public static final Duration LIFETIME = Duration.ofSeconds(60);

    /** A token that opens calls for longer than this is refused. */
    public static final Duration LONGEST_LIFETIME = Duration.ofSeconds(300);

    /** No call through a relay is allowed to be longer. */
    public static final Duration LONGEST_CALL = Duration.ofHours(24);

    /** As many bytes as the hash has: RFC 7518, section 3.2. */
    private static final int LEAST_SECRET = 32;

    private static final int JTI_BYTES = 16;
    private static final String ALGORITHM = "HmacSHA256";
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final String HEADER = base64("{\"alg\":\"HS256\",\"typ\":\"JWT\"}");

    private final SecureRandom random = new SecureRandom();
    private final Secret secret;
    private final Duration lifetime;
    private final @Nullable String audience;
    private final @Nullable String model;
    private final @Nullable Duration longestCall;
    private final @Nullable String subject;
    private final @Nullable String origin;
    private final Clock clock;

    private RelayTokens(Builder from) {
        secret = from.secret;
        lifetime = from.lifetime;
        audience = from.audience;
        model = from.model;
        longestCall = from.longestCall;
        subject = from.subject;
        origin = from.origin;
        clock = from.clock;
    }

    /**
     * Tokens that hold for a minute and limit nothing.
     *
     * @throws IllegalArgumentException see {@link #builder}
     */
    public static RelayTokens of(Secret secret) {
        return builder(secret).build();
    }

    /**
     * Starts from tokens that hold for a minute and limit nothing.
     *
     * @param secret what this side and the relay share: at least 32 bytes, in UTF-8; {@link
     *     #newSecret} makes one. It is kept, not copied: once it is wiped, nothing is minted any
     *     more
     * @throws IllegalArgumentException when it is too short; the message does not repeat it
     */
    public static Builder builder(Secret secret) {
        Objects.requireNonNull(secret, "secret");
        int length = secret.reveal().getBytes(StandardCharsets.UTF_8).length;
        if (length < LEAST_SECRET) {
            throw new IllegalArgumentException(
                    "the relay's secret has "
                            + length
                            + " bytes; take one of at least "
                            + LEAST_SECRET
                            + " random bytes");
        }
        return new Builder(secret);
    }

    /** A good secret: 32 random bytes, as 43 letters, digits, hyphens and underscores. */
    public static Secret newSecret() {
        byte[] bytes = new byte[LEAST_SECRET];
        new SecureRandom().nextBytes(bytes);
        return Secret.of(BASE64.encodeToString(bytes));
    }

    /** These settings, for others that differ a little: another end user, say. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /**
     * A new token.
     *
     * @throws IllegalStateException when the secret was wiped
     */
    public String mint() {
        return mint(clock.instant().getEpochSecond());
    }

    /**
     * A new token as a credential that says when it ends. Each call mints; the scope does not
     * matter. Fails when the secret was wiped.
     */
    @Override
    public CompletionStage<Credential> get(Scope scope) {
        try {
            long now = clock.instant().getEpochSecond();
            return CompletableFuture.completedFuture(
                    new Credential(
                            Credential.Kind.BEARER_TOKEN,
                            Secret.of(mint(now)),
                            Instant.ofEpochSecond(now + lifetime.toSeconds())));
        } catch (IllegalStateException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private String mint(long now) {
        String signed = HEADER + "." + base64(claims(now));
        return signed + "." + BASE64.encodeToString(mac(signed));
    }

    private String claims(long now) {
        byte[] id = new byte[JTI_BYTES];
        random.nextBytes(id);
        StringBuilder json = new StringBuilder(256).append('{');
        text(json, "iss", ISSUER);
        text(json, "aud", audience);
        number(json, "iat", now);
        number(json, "nbf", now);
        number(json, "exp", now + lifetime.toSeconds());
        text(json, "jti", BASE64.encodeToString(id));
        text(json, "model", model);
        if (longestCall != null) {
            number(json, "max", longestCall.toSeconds());
        }
        text(json, "sub", subject);
        text(json, "origin", origin);
        return json.append('}').toString();
    }

    private static void text(StringBuilder json, String name, @Nullable String value) {
        if (value == null) {
            return;
        }
        name(json, name).append('"');
        // RFC 8259, section 7; ClaimText lets no control character in
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\');
            }
            json.append(c);
        }
        json.append('"');
    }

    private static void number(StringBuilder json, String name, long value) {
        name(json, name).append(value);
    }

    private static StringBuilder name(StringBuilder json, String name) {
        return json.append(json.length() > 1 ? ",\"" : "\"").append(name).append("\":");
    }

    private static String base64(String text) {
        return BASE64.encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private byte[] mac(String signed) {
        try {
            byte[] key = secret.reveal().getBytes(StandardCharsets.UTF_8);
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException(
                    "every Java platform has HmacSHA256, which takes any key", e);
        }
    }

    /** What tokens allow; neither the secret nor the end user. */
    @Override
    public String toString() {
        return "RelayTokens["
                + lifetime.toSeconds()
                + " s"
                + (audience == null ? "" : ", audience " + audience)
                + (model == null ? "" : ", model " + model)
                + (longestCall == null ? "" : ", calls of " + longestCall.toSeconds() + " s")
                + (origin == null ? "" : ", origin " + origin)
                + "]";
    }

    /** Collects what tokens say. Not thread-safe. */
    public static final class Builder {

        private final Secret secret;
        private Duration lifetime = LIFETIME;
        private @Nullable String audience;
        private @Nullable String model;
        private @Nullable Duration longestCall;
        private @Nullable String subject;
        private @Nullable String origin;
        private Clock clock = Clock.systemUTC();

        private Builder(Secret secret) {
            this.secret = secret;
        }

        private Builder(RelayTokens from) {
            this(from.secret);
            lifetime = from.lifetime;
            audience = from.audience;
            model = from.model;
            longestCall = from.longestCall;
            subject = from.subject;
            origin = from.origin;
            clock = from.clock;
        }

        /**
         * How long a token opens calls, in whole seconds; default {@link RelayTokens#LIFETIME}. It
         * must outlast the difference between the clocks and the way to the relay; the call itself
         * may last longer.
         *
         * @throws IllegalArgumentException unless it is 1 s to {@link RelayTokens#LONGEST_LIFETIME}
         */
        public Builder lifetime(Duration lifetime) {
            this.lifetime = seconds("the lifetime of a token", lifetime, LONGEST_LIFETIME);
            return this;
        }

        /**
         * The relay that the token is for, by its host name; null (the default) for any relay that
         * has the secret.
         *
         * @throws IllegalArgumentException when the text cannot be a claim
         */
        public Builder audience(@Nullable String host) {
            this.audience = ClaimText.of("the audience", host);
            return this;
        }

        /**
         * The one model that the call may use; null (the default) for those that the relay allows.
         *
         * @throws IllegalArgumentException when the text cannot be a claim
         */
        public Builder model(@Nullable String name) {
            this.model = ClaimText.of("the model", name);
            return this;
        }

        /**
         * How long the call may last, in whole seconds; null (the default) for what the relay
         * allows.
         *
         * @throws IllegalArgumentException unless it is 1 s to {@link RelayTokens#LONGEST_CALL}
         */
        public Builder longestCall(@Nullable Duration longest) {
            this.longestCall =
                    longest == null ? null : seconds("the longest call", longest, LONGEST_CALL);
            return this;
        }

        /**
         * The end user, whom the relay names to the provider as safety identifier; null (the
         * default) for nobody. A name made up for the purpose: no address, no telephone number.
         *
         * @throws IllegalArgumentException when the text cannot be a claim
         */
        public Builder subject(@Nullable String endUser) {
            this.subject = ClaimText.of("the subject", endUser);
            return this;
        }

        /**
         * The origin of the page that may use the token, such as {@code https://example.com}; null
         * (the default) for any that the relay allows.
         *
         * @throws IllegalArgumentException when it is no origin of the web
         */
        public Builder origin(@Nullable String origin) {
            this.origin = ClaimText.origin(origin);
            return this;
        }

        /** What time it is; default this machine's clock. */
        public Builder clock(Clock clock) {
            this.clock = Objects.requireNonNull(clock, "clock");
            return this;
        }

        /** What was collected. */
        public RelayTokens build() {
            return new RelayTokens(this);
        }

        private static Duration seconds(String what, Duration time, Duration most) {
            if (time.compareTo(Duration.ofSeconds(1)) < 0
                    || time.compareTo(most) > 0
                    || time.getNano() != 0) {
                throw new IllegalArgumentException(
                        what
                                + " is 1 to "
                                + most.toSeconds()
                                + " whole seconds, not "
                                + time.toMillis() / 1_000.0);
            }
            return time;
        }
    }
}
