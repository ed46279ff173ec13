package io.patchbay.sip.internal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A hash of digest authentication (RFC 7616 §3.4, RFC 8760), best first. */
enum DigestAlgorithm {
    SHA_256("SHA-256"),
    MD5("MD5");

    private final String token;

    DigestAlgorithm(String token) {
        this.token = token;
    }

    /** As headers and the JDK name it. */
    String token() {
        return token;
    }

    /** Of that name, MD5 for none; null for one that is not known. */
    static @Nullable DigestAlgorithm of(@Nullable String token) {
        if (token == null) {
            return MD5;
        }
        for (DigestAlgorithm each : values()) {
            if (each.token.equals(token.toUpperCase(Locale.ROOT))) {
                return each;
            }
        }
        return null;
    }

    /**
     * The proof that somebody knows the password.
     *
     * @param count the nonce count as it is sent, or null without quality of protection (RFC 2069)
     */
    String proof(
            String user,
            String realm,
            String password,
            String method,
            String uri,
            String nonce,
            @Nullable String count,
            @Nullable String clientNonce) {
        String who = hash(user + ':' + realm + ':' + password);
        String what = hash(method + ':' + uri);
        String between = count == null ? nonce : nonce + ':' + count + ':' + clientNonce + ":auth";
        return hash(who + ':' + between + ':' + what);
    }

    private String hash(String text) {
        try {
            byte[] hash =
                    MessageDigest.getInstance(token).digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no " + token, e);
        }
    }
}
