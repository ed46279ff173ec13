package io.patchbay.sip.internal.media;

import java.util.Locale;

/** Which ways sound goes, seen from whoever says it (RFC 3264 §5.1). */
enum Direction {
    SENDRECV(true, true),
    SENDONLY(true, false),
    RECVONLY(false, true),
    INACTIVE(false, false);

    private final boolean sends;
    private final boolean receives;

    Direction(boolean sends, boolean receives) {
        this.sends = sends;
        this.receives = receives;
    }

    boolean sends() {
        return sends;
    }

    boolean receives() {
        return receives;
    }

    static Direction of(boolean sends, boolean receives) {
        if (sends) {
            return receives ? SENDRECV : SENDONLY;
        }
        return receives ? RECVONLY : INACTIVE;
    }

    /** The same, seen from the other side. */
    Direction mirrored() {
        return of(receives, sends);
    }

    /** Only what both allow. */
    Direction and(Direction other) {
        return of(sends && other.sends, receives && other.receives);
    }

    /** The attribute's name. */
    String attribute() {
        return name().toLowerCase(Locale.ROOT);
    }
}
