package io.patchbay.sip.internal.media;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A key of SRTP as it stands in {@code a=crypto} (RFC 4568). Shown nowhere but there. */
final class SdesKey {

    /** The two suites that everybody has (RFC 4568 §6.2). */
    enum Suite {
        AES_CM_128_HMAC_SHA1_80(10),
        AES_CM_128_HMAC_SHA1_32(4);

        private final int tagBytes;

        Suite(int tagBytes) {
            this.tagBytes = tagBytes;
        }

        /** Bytes of a packet's authentication tag; those of RTCP are always 10. */
        int tagBytes() {
            return tagBytes;
        }
    }

    static final int KEY_BYTES = 16;
    static final int SALT_BYTES = 14;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final int tag;
    private final Suite suite;
    private final byte[] secret;

    SdesKey(int tag, Suite suite, byte[] secret) {
        if (secret.length != KEY_BYTES + SALT_BYTES) {
            throw new IllegalArgumentException("a key and its salt are 30 bytes");
        }
        this.tag = tag;
        this.suite = suite;
        this.secret = secret.clone();
    }

    /** A fresh one. */
    static SdesKey random(int tag, Suite suite) {
        byte[] secret = new byte[KEY_BYTES + SALT_BYTES];
        RANDOM.nextBytes(secret);
        return new SdesKey(tag, suite, secret);
    }

    /**
     * Reads the value of {@code a=crypto}; null for what we do not have: other suites, several
     * keys, identifiers of keys, parameters of the session.
     */
    static @Nullable SdesKey read(String value) {
        String[] parts = value.strip().split("[ \\t]+");
        if (parts.length != 3 || !parts[0].matches("[0-9]{1,9}")) {
            return null;
        }
        Suite suite = null;
        for (Suite known : Suite.values()) {
            if (known.name().equals(parts[1].toUpperCase(Locale.ROOT))) {
                suite = known;
            }
        }
        if (suite == null || !parts[2].startsWith("inline:") || parts[2].indexOf(';') >= 0) {
            return null;
        }
        String[] key = parts[2].substring("inline:".length()).split("\\|");
        if (key.length > 2 || key.length == 2 && key[1].indexOf(':') >= 0) {
            return null;
        }
        try {
            byte[] secret = Base64.getDecoder().decode(key[0]);
            return secret.length == KEY_BYTES + SALT_BYTES
                    ? new SdesKey(Integer.parseInt(parts[0]), suite, secret)
                    : null;
        } catch (IllegalArgumentException e) {
            return null; // no Base64: a line that is not understood is as none
        }
    }

    int tag() {
        return tag;
    }

    Suite suite() {
        return suite;
    }

    /** The same key under the number that the other side gave its own. */
    SdesKey withTag(int other) {
        return new SdesKey(other, suite, secret);
    }

    /** Key and salt. */
    byte[] secret() {
        return secret.clone();
    }

    boolean sameSecret(@Nullable SdesKey other) {
        return other != null
                && suite == other.suite
                && java.security.MessageDigest.isEqual(secret, other.secret);
    }

    /** The value of {@code a=crypto}. */
    String write() {
        return tag + " " + suite + " inline:" + Base64.getEncoder().encodeToString(secret);
    }

    /** The suite alone. */
    @Override
    public String toString() {
        return "SdesKey[" + suite + "]";
    }
}
