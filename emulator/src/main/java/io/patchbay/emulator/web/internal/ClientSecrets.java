package io.patchbay.emulator.web.internal;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** The client secrets that were given out and are still good. Thread-safe. */
public final class ClientSecrets {
    static final String PREFIX = "ek_";
    private static final int MAX = 10_000;

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Secret> secrets = new LinkedHashMap<>();

    /** None yet; expiry goes by {@code clock}. */
    public ClientSecrets(Clock clock) {
        this.clock = clock;
    }

    /**
     * A secret.
     *
     * @param value what opens sessions with it
     * @param expiresAt unix seconds
     * @param session settings that sessions begin with
     */
    record Secret(String value, long expiresAt, ObjectNode session) {
        @Override
        public String toString() {
            return "Secret[expiresAt=" + expiresAt + "]";
        }
    }

    /** Makes a secret. */
    synchronized Secret issue(long seconds, ObjectNode session) {
        byte[] bytes = new byte[24];
        random.nextBytes(bytes);
        String value = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Secret secret = new Secret(value, clock.instant().getEpochSecond() + seconds, session);
        secrets.values().removeIf(this::expired);
        if (secrets.size() >= MAX) {
            Iterator<Secret> oldest = secrets.values().iterator();
            oldest.next();
            oldest.remove();
        }
        secrets.put(value, secret);
        return secret;
    }

    /** The secret of this value, unless it has expired. */
    synchronized Optional<Secret> find(String value) {
        Secret secret = secrets.get(value);
        return secret == null || expired(secret) ? Optional.empty() : Optional.of(secret);
    }

    private boolean expired(Secret secret) {
        return clock.instant().getEpochSecond() >= secret.expiresAt();
    }
}
