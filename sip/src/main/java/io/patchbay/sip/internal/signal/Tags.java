package io.patchbay.sip.internal.signal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

/** Tags and branches that nobody guesses (RFC 3261 §19.3). On the door's loop. */
final class Tags {

    private static final char[] HEX = "0123456789abcdef".toCharArray();
    private static final int RANDOM_BYTES = 10;
    private static final int STOCK = 64 * RANDOM_BYTES;

    private final SecureRandom random = new SecureRandom();
    private final byte[] secret = new byte[16];
    private final byte[] stock = new byte[STOCK];
    private final MessageDigest digest;
    private int used = STOCK;

    Tags() {
        random.nextBytes(secret);
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    /** 80 random bits. */
    String random() {
        if (used == STOCK) {
            random.nextBytes(stock);
            used = 0;
        }
        String text = hex(stock, used, RANDOM_BYTES);
        used += RANDOM_BYTES;
        return text;
    }

    /** The tag of answers for which nothing is kept: always the same for one request (§8.2.7). */
    String stateless(SipHeaders request) {
        digest.update(secret);
        digest.update(bytes(request.first("Call-ID")));
        digest.update(bytes(request.first("From")));
        return hex(digest.digest(), 0, RANDOM_BYTES);
    }

    private static byte[] bytes(@org.jspecify.annotations.Nullable String text) {
        return (text + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static String hex(byte[] bytes, int from, int count) {
        var text = new StringBuilder(2 * count);
        for (int i = from; i < from + count; i++) {
            text.append(HEX[bytes[i] >> 4 & 15]).append(HEX[bytes[i] & 15]);
        }
        return text.toString();
    }
}
