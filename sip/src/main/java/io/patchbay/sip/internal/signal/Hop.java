package io.patchbay.sip.internal.signal;

import io.patchbay.sip.SipSettings.Carrier;
import java.net.InetSocketAddress;
import java.util.Objects;

/**
 * Where a message goes, or came from.
 *
 * @param carrier what carries it
 * @param address resolved
 * @param host the name that a certificate must have, for TLS
 */
public record Hop(Carrier carrier, InetSocketAddress address, String host) {
    /** Checks for null. */
    public Hop {
        Objects.requireNonNull(carrier, "carrier");
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(host, "host");
    }
}
