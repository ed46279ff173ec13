package io.patchbay.net.http;

import io.patchbay.api.provider.Secret;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signatures of webhooks as the Standard Webhooks specification has them: an HMAC-SHA-256 over
 * {@code id.timestamp.body}, in the header {@code webhook-signature} as {@code v1,BASE64}, possibly
 * several with blanks between. Several secrets can hold at once, so that they can be exchanged.
 * Immutable, for any thread; shows no secret.
 */
public final class WebhookSignature {

    /** Names the message, the same each time it is sent. */
    public static final String ID = "webhook-id";

    /** Seconds since 1970 at which it was sent. */
    public static final String TIMESTAMP = "webhook-timestamp";

    /** The signatures. */
    public static final String SIGNATURE = "webhook-signature";

    private static final String PREFIX = "whsec_";
    private static final String VERSION = "v1,";
    private static final String ALGORITHM = "HmacSHA256";

    /** A message has one signature for each secret that holds; more are not looked at. */
    private static final int MOST_SIGNATURES = 16;

    private static final int LONGEST_ID = 256;

    private final List<SecretKeySpec> keys;

    /** What is to be thought of a message. */
    public enum Verdict {
        /** It comes from somebody who knows a secret, and is new enough. */
        GOOD,
        /** A header is missing, or is not of its form. */
        MALFORMED,
        /** It was sent too long ago. */
        TOO_OLD,
        /** It claims to be sent in the future. */
        TOO_NEW,
        /** No signature is of a secret that holds. */
        WRONG
    }

    private WebhookSignature(List<SecretKeySpec> keys) {
        this.keys = keys;
    }

    /**
     * The signatures of these secrets; the first one signs.
     *
     * @param secrets {@code whsec_} with the key in base64 behind it, or any text, which is the key
     *     itself then
     * @throws IllegalArgumentException when there is none, or one is empty or not of that form; the
     *     message repeats none
     */
    public static WebhookSignature of(Collection<Secret> secrets) {
        List<SecretKeySpec> keys = new ArrayList<>();
        for (Secret secret : secrets) {
            byte[] key = key(secret.reveal().strip());
            if (key.length == 0) {
                throw new IllegalArgumentException("a webhook secret is empty");
            }
            keys.add(new SecretKeySpec(key, ALGORITHM));
        }
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("there is no webhook secret");
        }
        return new WebhookSignature(List.copyOf(keys));
    }

    private static byte[] key(String secret) {
        if (!secret.startsWith(PREFIX)) {
            return secret.getBytes(StandardCharsets.UTF_8);
        }
        try {
            return Base64.getDecoder().decode(secret.substring(PREFIX.length()));
        } catch (IllegalArgumentException e) {
            // without the cause: it may quote the secret
            throw new IllegalArgumentException(
                    "a webhook secret begins with whsec_, but what follows is not base64");
        }
    }

    /**
     * Signs a message.
     *
     * @param timestamp seconds since 1970
     * @return the value of the header
     */
    public String sign(String id, long timestamp, byte[] body) {
        return VERSION
                + Base64.getEncoder()
                        .encodeToString(mac(keys.get(0), id, Long.toString(timestamp), body));
    }

    /**
     * Judges a message. Takes the same time whatever is wrong with a signature.
     *
     * @param body as it came
     * @param tolerance how far its time may be from {@code now}, in both directions
     */
    public Verdict verify(HttpHeaders headers, byte[] body, Instant now, Duration tolerance) {
        String id = headers.first(ID).orElse("");
        String timestamp = headers.first(TIMESTAMP).orElse("");
        String signatures = headers.first(SIGNATURE).orElse("");
        if (id.isEmpty()
                || id.length() > LONGEST_ID
                || signatures.isEmpty()
                || !timestamp.matches("[0-9]{1,15}")) {
            return Verdict.MALFORMED;
        }
        long age = now.getEpochSecond() - Long.parseLong(timestamp);
        if (age > tolerance.toSeconds()) {
            return Verdict.TOO_OLD;
        }
        if (age < -tolerance.toSeconds()) {
            return Verdict.TOO_NEW;
        }
        return isOurs(id, timestamp, body, signatures) ? Verdict.GOOD : Verdict.WRONG;
    }

    private boolean isOurs(String id, String timestamp, byte[] body, String signatures) {
        List<byte[]> shown = new ArrayList<>();
        for (String signature : signatures.split(" ", MOST_SIGNATURES + 1)) {
            if (signature.startsWith(VERSION) && shown.size() < MOST_SIGNATURES) {
                shown.add(signature.substring(VERSION.length()).getBytes(StandardCharsets.UTF_8));
            }
        }
        boolean found = false;
        for (SecretKeySpec key : keys) {
            byte[] right = Base64.getEncoder().encode(mac(key, id, timestamp, body));
            for (byte[] one : shown) {
                found |= MessageDigest.isEqual(right, one);
            }
        }
        return found;
    }

    private static byte[] mac(SecretKeySpec key, String id, String timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(body);
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException(
                    "every Java platform has HmacSHA256, which takes any key", e);
        }
    }

    /** How many secrets hold. */
    @Override
    public String toString() {
        return "WebhookSignature[" + keys.size() + " secrets]";
    }
}
