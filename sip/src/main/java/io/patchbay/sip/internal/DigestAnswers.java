package io.patchbay.sip.internal;

import io.patchbay.api.provider.Secret;
import io.patchbay.sip.internal.signal.AuthFields;
import io.patchbay.sip.internal.signal.MalformedException;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Proves who we are to whoever asks (RFC 3261 §22, RFC 7616, RFC 8760), with one name and password.
 * Remembers challenges by their realm, so that later requests carry the proof from the start. Not
 * thread-safe.
 */
final class DigestAnswers {

    /** Times that one realm may ask again in one go, each with a new nonce. */
    private static final int PATIENCE = 3;

    private static final class Challenge {
        private final String realm;
        private final String nonce;
        private final @Nullable String opaque;
        private final DigestAlgorithm algorithm;
        private final boolean algorithmNamed;
        private final boolean counted;
        private final boolean proxy;
        private int count;

        Challenge(Map<String, String> fields, DigestAlgorithm algorithm, boolean proxy) {
            this.realm = fields.getOrDefault("realm", "");
            this.nonce = fields.getOrDefault("nonce", "");
            this.opaque = fields.get("opaque");
            this.algorithm = algorithm;
            this.algorithmNamed = fields.containsKey("algorithm");
            this.counted = fields.containsKey("qop");
            this.proxy = proxy;
        }
    }

    /** A header field that proves it. */
    record Proof(String name, String value) {}

    private final SecureRandom random = new SecureRandom();
    private final String user;
    private final Secret password;
    private final Map<String, Challenge> challenges = new HashMap<>();
    private int asked;

    DigestAnswers(String user, Secret password) {
        this.user = user;
        this.password = password;
    }

    /**
     * Takes the challenges of a 401 or 407.
     *
     * @return whether it makes sense to send the request again, with {@link #proofs}
     */
    boolean take(List<String> fields, boolean proxy) {
        for (String each : fields) {
            Map<String, String> challenge = fields(each);
            DigestAlgorithm algorithm =
                    challenge == null ? null : DigestAlgorithm.of(challenge.get("algorithm"));
            if (challenge == null
                    || algorithm == null
                    || !challenge.containsKey("nonce")
                    || !takesPlainProof(challenge.get("qop"))) {
                continue; // the first that we understand counts (RFC 8760 §2.4)
            }
            Challenge taken = new Challenge(challenge, algorithm, proxy);
            Challenge earlier = challenges.put((proxy ? "p:" : "w:") + taken.realm, taken);
            boolean refused =
                    earlier != null
                            && earlier.count > 0
                            && !"true".equalsIgnoreCase(challenge.get("stale"));
            // a nonce of an earlier request may have expired without a word; once more, not twice
            return ++asked <= (refused ? 1 : PATIENCE);
        }
        return false;
    }

    private static @Nullable Map<String, String> fields(String text) {
        try {
            AuthFields parsed = AuthFields.parse(text);
            return parsed.isDigest() ? parsed.fields() : null;
        } catch (MalformedException e) {
            return null;
        }
    }

    private static boolean takesPlainProof(@Nullable String qop) {
        if (qop == null) {
            return true;
        }
        for (String each : qop.split(",", -1)) {
            if (each.strip().equalsIgnoreCase("auth")) {
                return true;
            }
        }
        return false;
    }

    /** A request got through: the next may be asked again. */
    void accepted() {
        asked = 0;
    }

    /** Another server is asked, which has nonces of its own. */
    void elsewhere() {
        challenges.clear();
        asked = 0;
    }

    /** What to put onto a request. */
    List<Proof> proofs(String method, String uri) {
        return challenges.values().stream().map(each -> proof(each, method, uri)).toList();
    }

    private Proof proof(Challenge challenge, String method, String uri) {
        String count = challenge.counted ? "%08x".formatted(++challenge.count) : null;
        challenge.count = Math.max(1, challenge.count);
        byte[] chance = new byte[12];
        random.nextBytes(chance);
        String clientNonce = challenge.counted ? HexFormat.of().formatHex(chance) : null;
        String proof =
                challenge.algorithm.proof(
                        user,
                        challenge.realm,
                        password.reveal(),
                        method,
                        uri,
                        challenge.nonce,
                        count,
                        clientNonce);
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("username", user);
        fields.put("realm", challenge.realm);
        fields.put("nonce", challenge.nonce);
        fields.put("uri", uri);
        fields.put("response", proof);
        if (challenge.algorithmNamed) {
            fields.put("algorithm", challenge.algorithm.token());
        }
        if (challenge.opaque != null) {
            fields.put("opaque", challenge.opaque);
        }
        if (count != null && clientNonce != null) {
            fields.put("qop", "auth");
            fields.put("nc", count);
            fields.put("cnonce", clientNonce);
        }
        String value = new AuthFields("Digest", fields).write();
        return new Proof(challenge.proxy ? "Proxy-Authorization" : "Authorization", value);
    }
}
