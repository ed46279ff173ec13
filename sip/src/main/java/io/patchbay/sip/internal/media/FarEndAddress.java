package io.patchbay.sip.internal.media;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * From where sound is taken and to where it is sent: the address that the far end named, or, behind
 * an address translation, the one its packets come from (symmetric RTP, RFC 4961).
 *
 * <p>Another address than the named one is believed only when it has the host of the signalling or
 * the named host, after several packets in a row of one stream, and, once sound has come from
 * somewhere, only for a short while or when that has gone quiet with the same stream going on. The
 * named address always wins. Where the named one is private and the signalling came through a
 * proxy, the sound's host is nobody's that we know: then it may be any, for a short while, after
 * more packets, until a better one comes. Encrypted packets prove by themselves who sends them.
 *
 * <p>Nothing is sent to a named address outside of the signalling's network, until sound comes from
 * it, unless the far end is trusted: a stranger's description must not aim packets at others.
 */
final class FarEndAddress {

    /** Packets in a row before another address is believed. */
    private static final int IN_A_ROW = 3;

    /** Packets in a row before a host that nobody named is believed. */
    private static final int IN_A_ROW_OF_ANYBODY = 10;

    /** So long after a description a host that nobody named may begin. */
    private static final long ANYBODY_NANOS = 30_000_000_000L;

    /** So long after the first sound, or after a new description, another address may win. */
    private static final long WINDOW_NANOS = 5_000_000_000L;

    /** After so long without a packet the same stream may go on from elsewhere. */
    private static final long QUIET_NANOS = 1_000_000_000L;

    private final InetAddress peer;
    private final boolean trusted;
    private @Nullable InetSocketAddress named;
    private @Nullable InetSocketAddress believed;
    private @Nullable InetAddress heardHost;
    private boolean believedAnybody;
    private int believedSsrc;
    private long believedSince;
    private long namedSince;
    private long lastNanos;
    private @Nullable InetSocketAddress candidate;
    private int candidateSsrc;
    private int candidateNext;
    private int candidates;

    FarEndAddress(InetAddress peer, boolean trusted) {
        this.peer = peer;
        this.trusted = trusted;
    }

    /** The far end has named an address, or none. */
    void name(@Nullable InetSocketAddress address, long nanos) {
        if (address == null || address.equals(named)) {
            return;
        }
        if (believed != null && believed.equals(named)) {
            believed = null; // it moves as it says, without a translation in between
        }
        named = address;
        namedSince = nanos;
        believedSince = nanos; // it may be behind another translation now
        candidate = null;
    }

    /**
     * Whether a packet from there might be taken: asked before any work is done for it.
     *
     * @param encrypted whether it would have to prove its sender
     */
    boolean possible(InetSocketAddress from, boolean encrypted, long nanos) {
        if (from.equals(believed) || from.equals(named) || isKnownHost(from)) {
            return true;
        }
        boolean nobody = believed == null || nanos - lastNanos >= QUIET_NANOS;
        return named != null && nobody && (encrypted || translated(nanos));
    }

    private boolean isKnownHost(InetSocketAddress from) {
        InetSocketAddress to = named;
        return to != null
                && (from.getAddress().equals(peer) || from.getAddress().equals(to.getAddress()));
    }

    /** Whether the named address is behind a translation, and that of sound not known. */
    private boolean translated(long nanos) {
        InetSocketAddress to = named;
        return to != null
                && (believed == null || believedAnybody)
                && nanos - namedSince < ANYBODY_NANOS
                && isPrivate(to.getAddress())
                && !isPrivate(peer);
    }

    /** Addresses of RFC 1918, RFC 6598 and RFC 4193, and those of this machine. */
    private static boolean isPrivate(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean shared = bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xC0) == 64;
        boolean unique = bytes.length == 16 && (bytes[0] & 0xFE) == 0xFC;
        return shared
                || unique
                || address.isSiteLocalAddress()
                || address.isLinkLocalAddress()
                || address.isLoopbackAddress();
    }

    /**
     * Whether a packet is taken.
     *
     * @param proven whether its encryption proved its sender
     */
    boolean take(InetSocketAddress from, int ssrc, int sequence, boolean proven, long nanos) {
        if (from.equals(believed)) {
            lastNanos = nanos;
            believedSsrc = ssrc;
            return true;
        }
        if (from.equals(named) || proven) {
            believe(from, ssrc, false, nanos);
            return true;
        }
        boolean anybody = !isKnownHost(from);
        if (anybody ? !translated(nanos) : !believedAnybody && !open(ssrc, nanos)) {
            return false;
        }
        if (anybody && believed != null && nanos - lastNanos < QUIET_NANOS) {
            return false;
        }
        if (!from.equals(candidate) || ssrc != candidateSsrc || sequence != candidateNext) {
            candidate = from;
            candidateSsrc = ssrc;
            candidates = 0;
        }
        candidateNext = sequence + 1 & 0xFFFF;
        if (++candidates < (anybody ? IN_A_ROW_OF_ANYBODY : IN_A_ROW)) {
            return false;
        }
        believe(from, ssrc, anybody, nanos);
        return true;
    }

    private boolean open(int ssrc, long nanos) {
        InetSocketAddress current = believed;
        if (current == null) {
            return true;
        }
        if (nanos - lastNanos >= QUIET_NANOS) {
            return ssrc == believedSsrc || nanos - believedSince < WINDOW_NANOS;
        }
        return false;
    }

    private void believe(InetSocketAddress from, int ssrc, boolean anybody, long nanos) {
        believed = from;
        believedAnybody = anybody;
        heardHost = from.getAddress();
        believedSsrc = ssrc;
        believedSince = nanos;
        lastNanos = nanos;
        candidate = null;
    }

    /** Where sound goes now, or null for nowhere. */
    @Nullable InetSocketAddress target() {
        InetSocketAddress current = believed;
        InetSocketAddress to = named;
        if (current != null || to == null) {
            return current;
        }
        return allows(to.getAddress()) ? to : null;
    }

    /** Whether packets may be sent to a host that was named. */
    boolean allows(InetAddress host) {
        return trusted || near(host) || host.equals(heardHost);
    }

    /** Whether sound has come, and where from. */
    @Nullable InetSocketAddress believed() {
        return believed;
    }

    /** Whether an address belongs to the network of the signalling. */
    private boolean near(InetAddress address) {
        if (address.equals(peer)) {
            return true;
        }
        if (address.isLoopbackAddress() || peer.isLoopbackAddress()) {
            return address.isLoopbackAddress() && peer.isLoopbackAddress();
        }
        byte[] a = address.getAddress();
        byte[] b = peer.getAddress();
        if (a.length != b.length) {
            return false;
        }
        // a carrier's media gateways stand beside its proxies
        int same = a.length == 4 ? 3 : 8;
        for (int i = 0; i < same; i++) {
            if (a[i] != b[i]) {
                return false;
            }
        }
        return true;
    }
}
