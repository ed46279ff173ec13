package io.patchbay.sip;

import io.patchbay.api.provider.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whom to call, and how.
 *
 * @param address {@code sip:}, {@code sips:} or, with an outbound proxy, {@code tel:}
 * @param from who calls, as the far end shall see it, e.g. {@code sip:+4930123@example.org}; null
 *     for an address of the door
 * @param user for digest authentication, or null
 * @param password for it, or null
 * @param headers further header fields of the INVITE
 * @param limit how long it may ring
 */
public record SipTarget(
        URI address,
        @Nullable URI from,
        @Nullable String user,
        @Nullable Secret password,
        Map<String, String> headers,
        Duration limit) {

    /** Copies the headers. */
    public SipTarget {
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(headers, "headers");
        Objects.requireNonNull(limit, "limit");
        headers = Map.copyOf(headers);
    }

    /** Nobody in particular calls; it rings for a minute. */
    public static SipTarget of(URI address) {
        return new SipTarget(address, null, null, null, Map.of(), Duration.ofMinutes(1));
    }

    /** The address alone. */
    @Override
    public String toString() {
        return "SipTarget[" + address + "]";
    }
}
