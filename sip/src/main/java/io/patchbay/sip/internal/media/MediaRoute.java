package io.patchbay.sip.internal.media;

import java.net.InetAddress;
import java.util.Objects;

/**
 * Between whom the sound of a call runs.
 *
 * @param bound the address of ours that the sockets are bound to; may be the wildcard
 * @param advertised the one that the far end is told; an address, no name
 * @param peer where its signalling comes from, or goes to
 * @param secure whether signalling is encrypted, so that keys may be in it
 * @param trusted whether the far end's word is taken on where sound is sent: we called it, it
 *     proved who it is, or its network was named. Else sound goes to the network of {@code peer}
 *     alone, and to where sound comes from
 */
public record MediaRoute(
        InetAddress bound,
        InetAddress advertised,
        InetAddress peer,
        boolean secure,
        boolean trusted) {
    /** Checks for null. */
    public MediaRoute {
        Objects.requireNonNull(bound, "bound");
        Objects.requireNonNull(advertised, "advertised");
        Objects.requireNonNull(peer, "peer");
    }
}
