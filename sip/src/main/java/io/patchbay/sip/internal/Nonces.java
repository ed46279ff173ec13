package io.patchbay.sip.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Nonces that carry their own proof, so that a challenge costs no memory: time, chance and a
 * signature over both and the source. Only counts of nonces that somebody answered correctly are
 * kept, to recognise what is sent a second time. Not thread-safe.
 */
final class Nonces {

    /** What a nonce that came back is worth. */
    enum Worth {
        /** It is ours, in time, and its count is new. */
        GOOD,
        /** It is ours, and too old or used up: a new one will do. */
        STALE,
        /** It is none of ours. */
        FORGED
    }

    static final long LIFE_SECONDS = 300;
    private static final int KEPT = 10_000;
    private static final int TIME_AND_CHANCE = 16;

    private final SecureRandom random = new SecureRandom();
    private final SecretKeySpec key;
    private final Map<String, Long> counts =
            new LinkedHashMap<>(64, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
                    return size() > KEPT;
                }
            };

    /** With a key that nobody else has. */
    Nonces() {
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        key = new SecretKeySpec(secret, "HmacSHA256");
    }

    /** A new one, good for requests of that source. */
    String issue(String source, long nowNanos) {
        byte[] head = new byte[TIME_AND_CHANCE];
        random.nextBytes(head);
        ByteBuffer.wrap(head).putLong(nowNanos);
        ByteBuffer whole = ByteBuffer.allocate(TIME_AND_CHANCE + 32);
        whole.put(head).put(signature(head, source));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(whole.array());
    }

    /** Whether it is ours and may be used with that count. */
    Worth check(String nonce, long count, String source, long nowNanos) {
        byte[] whole;
        try {
            whole = Base64.getUrlDecoder().decode(nonce);
        } catch (IllegalArgumentException e) {
            return Worth.FORGED;
        }
        if (whole.length != TIME_AND_CHANCE + 32) {
            return Worth.FORGED;
        }
        byte[] head = new byte[TIME_AND_CHANCE];
        byte[] signature = new byte[32];
        ByteBuffer.wrap(whole).get(head).get(signature);
        if (!MessageDigest.isEqual(signature, signature(head, source))) {
            return Worth.FORGED;
        }
        long age = nowNanos - ByteBuffer.wrap(head).getLong();
        if (age > TimeUnit.SECONDS.toNanos(LIFE_SECONDS)
                || count <= counts.getOrDefault(nonce, 0L)) {
            return Worth.STALE;
        }
        return Worth.GOOD;
    }

    /** Remembers that the count was used, by somebody who knew the password. */
    void used(String nonce, long count) {
        counts.put(nonce, count);
    }

    private byte[] signature(byte[] head, String source) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update(head);
            return mac.doFinal(source.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no HmacSHA256", e);
        }
    }
}
