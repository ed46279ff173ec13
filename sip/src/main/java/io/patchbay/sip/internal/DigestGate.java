package io.patchbay.sip.internal;

import io.patchbay.api.provider.Secret;
import io.patchbay.sip.internal.signal.AuthFields;
import io.patchbay.sip.internal.signal.MalformedException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who calls us, by digest (RFC 3261 §22, RFC 7616). Costs a stranger nothing of our memory, and who
 * guesses is slowed down by source. Not thread-safe.
 */
final class DigestGate {

    /** What came of a request. */
    sealed interface Verdict permits Granted, Challenged, Throttled {}

    /** The user has proved who he is. */
    record Granted(String user) implements Verdict {}

    /** He shall try (again), with one of these {@code WWW-Authenticate}. */
    record Challenged(List<String> challenges) implements Verdict {}

    /** That source was wrong too often; not even looked at. */
    record Throttled() implements Verdict {}

    /** Wrong proofs of one source within a minute before nothing of it is looked at. */
    static final int FAILURES = 10;

    private static final int SOURCES = 10_000;
    private static final long WINDOW = TimeUnit.MINUTES.toNanos(1);

    private static final class Failures {
        private long since;
        private int count;
    }

    private final Nonces nonces = new Nonces();
    private final Map<String, Failures> failures =
            new LinkedHashMap<>(64, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
                    return size() > SOURCES;
                }
            };

    /**
     * Judges a request.
     *
     * @param authorization its {@code Authorization} fields
     * @param source the address it came from, without port
     */
    Verdict judge(
            String realm,
            Function<String, @Nullable Secret> passwords,
            String method,
            String requestUri,
            List<String> authorization,
            String source,
            long nowNanos) {
        if (throttled(source, nowNanos)) {
            return new Throttled();
        }
        for (String each : authorization) {
            Map<String, String> fields = fields(each);
            if (fields == null || !realm.equals(fields.get("realm"))) {
                continue;
            }
            Nonces.Worth worth =
                    worth(fields, method, requestUri, realm, passwords, source, nowNanos);
            if (worth == Nonces.Worth.GOOD) {
                return new Granted(Objects.requireNonNull(fields.get("username")));
            }
            if (worth == Nonces.Worth.FORGED) {
                failed(source, nowNanos);
            }
            return challenge(realm, source, worth == Nonces.Worth.STALE, nowNanos);
        }
        return challenge(realm, source, false, nowNanos);
    }

    private static @Nullable Map<String, String> fields(String text) {
        try {
            AuthFields parsed = AuthFields.parse(text);
            return parsed.isDigest() ? parsed.fields() : null;
        } catch (MalformedException e) {
            return null;
        }
    }

    private Nonces.Worth worth(
            Map<String, String> fields,
            String method,
            String requestUri,
            String realm,
            Function<String, @Nullable Secret> passwords,
            String source,
            long nowNanos) {
        Map<String, String> all = new HashMap<>(fields);
        String user = all.getOrDefault("username", "");
        String nonce = all.getOrDefault("nonce", "");
        String uri = all.getOrDefault("uri", "");
        String given = all.getOrDefault("response", "");
        DigestAlgorithm algorithm = DigestAlgorithm.of(fields.get("algorithm"));
        String count = fields.get("nc");
        String clientNonce = fields.get("cnonce");
        if (algorithm == null
                || !"auth".equalsIgnoreCase(fields.get("qop"))
                || count == null
                || clientNonce == null
                || !count.matches("[0-9a-fA-F]{8}")
                || !samePerson(uri, requestUri)) {
            return Nonces.Worth.FORGED;
        }
        long number = Long.parseLong(count, 16);
        Nonces.Worth worth = nonces.check(nonce, number, source, nowNanos);
        if (worth == Nonces.Worth.FORGED) {
            return worth;
        }
        Secret password = passwords.apply(user);
        // who is not known takes as long as who is
        String known = password == null ? "nobody has this password" : password.reveal();
        String expected =
                algorithm.proof(user, realm, known, method, uri, nonce, count, clientNonce);
        boolean right =
                MessageDigest.isEqual(
                        expected.getBytes(StandardCharsets.UTF_8),
                        given.getBytes(StandardCharsets.UTF_8));
        if (!right || password == null) {
            return Nonces.Worth.FORGED;
        }
        if (worth == Nonces.Worth.GOOD) {
            nonces.used(nonce, number);
        }
        return worth;
    }

    /** A proxy on the way may change host and parameters of the Request-URI, not whom it names. */
    private static boolean samePerson(String uri, String requestUri) {
        return person(uri).equals(person(requestUri));
    }

    private static String person(String uri) {
        int at = uri.indexOf('@');
        int colon = uri.indexOf(':');
        return at < 0 ? "" : uri.substring(colon + 1, Math.max(at, colon + 1));
    }

    private Challenged challenge(String realm, String source, boolean stale, long nowNanos) {
        List<String> challenges = new ArrayList<>();
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            Map<String, String> fields = new LinkedHashMap<>();
            fields.put("realm", realm);
            fields.put("nonce", nonces.issue(source, nowNanos));
            fields.put("algorithm", algorithm.token());
            fields.put("qop", "auth");
            if (stale) {
                fields.put("stale", "true");
            }
            challenges.add(new AuthFields("Digest", fields).write());
        }
        return new Challenged(challenges);
    }

    private boolean throttled(String source, long nowNanos) {
        Failures of = failures.get(source);
        return of != null && nowNanos - of.since < WINDOW && of.count >= FAILURES;
    }

    private void failed(String source, long nowNanos) {
        Failures of = failures.computeIfAbsent(source, key -> new Failures());
        if (of.count == 0 || nowNanos - of.since >= WINDOW) {
            of.since = nowNanos;
            of.count = 0;
        }
        of.count++;
    }
}
