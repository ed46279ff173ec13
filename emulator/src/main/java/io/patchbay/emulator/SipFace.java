package io.patchbay.emulator;

import io.patchbay.api.provider.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;

/**
 * How an {@link Emulator} takes telephone calls, as the provider does: a call to its SIP port is
 * announced by a signed webhook and waits until somebody accepts it.
 *
 * @param port UDP and TCP port on 127.0.0.1; 0 picks one that is free for both
 * @param webhook where calls are announced
 * @param secret with which announcements are signed: {@code whsec_} and base64, or any text
 * @param acceptWithin how long a call waits for its accept; then the caller hears 480
 */
public record SipFace(int port, URI webhook, Secret secret, Duration acceptWithin) {

    /** How long a call waits unless something else is said. */
    public static final Duration ACCEPT_WITHIN = Duration.ofSeconds(30);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException naming the one that is wrong
     */
    public SipFace {
        Objects.requireNonNull(secret, "secret");
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port must be 0 to 65535, not " + port);
        }
        String scheme = String.valueOf(webhook.getScheme());
        if (webhook.getHost() == null || !scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException(
                    "webhook must be an address that begins with http: or https:");
        }
        if (acceptWithin.isZero() || acceptWithin.isNegative()) {
            throw new IllegalArgumentException(
                    "acceptWithin must be positive, not " + acceptWithin);
        }
    }

    /** With {@link #ACCEPT_WITHIN}. */
    public static SipFace of(int port, URI webhook, Secret secret) {
        return new SipFace(port, webhook, secret, ACCEPT_WITHIN);
    }
}
