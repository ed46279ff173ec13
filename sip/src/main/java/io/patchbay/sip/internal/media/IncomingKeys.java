package io.patchbay.sip.internal.media;

/**
 * Keys that the far end pressed (RFC 4733). A key is told with the first of its packets that comes,
 * whichever that is: telephones forget the marker, and any packet may be lost. On the loop.
 */
final class IncomingKeys {

    static final int NONE = -1;

    private static final int EVENTS = OutgoingKeys.KEYS.length();
    private static final int REMEMBERED = 8;

    /** A key that is held for longer goes on under another timestamp (§2.5.1.3). */
    private static final int LONGEST = 0xFFFF;

    private final int[] stamps = new int[REMEMBERED];
    private final int[] events = new int[REMEMBERED];
    private int known;
    private int last;
    private int lastDuration;
    private boolean ended;

    /**
     * Takes a packet.
     *
     * @return the key that it tells of for the first time, else {@link #NONE}
     */
    int take(byte[] packet, int at, int length, int stamp) {
        if (length < 4) {
            return NONE;
        }
        int event = packet[at] & 0xFF;
        boolean end = packet[at + 1] < 0;
        int duration = Bytes.getShort(packet, at + 2);
        if (event >= EVENTS) {
            return NONE;
        }
        for (int i = 0; i < known; i++) {
            if (stamps[i] == stamp && events[i] == event) {
                if (i == last) {
                    lastDuration = Math.max(lastDuration, duration);
                    ended |= end;
                }
                return NONE;
            }
        }
        boolean goesOn = goesOn(event, stamp);
        remember(event, stamp);
        lastDuration = duration;
        ended = end;
        return goesOn ? NONE : OutgoingKeys.KEYS.charAt(event);
    }

    private boolean goesOn(int event, int stamp) {
        return known > 0
                && !ended
                && events[last] == event
                && lastDuration >= LONGEST / 2
                && stamp - stamps[last] == LONGEST;
    }

    private void remember(int event, int stamp) {
        last = known == 0 ? 0 : (last + 1) % REMEMBERED;
        known = Math.min(REMEMBERED, known + 1);
        stamps[last] = stamp;
        events[last] = event;
    }

    /** Another stream begins. */
    void reset() {
        known = 0;
        ended = false;
    }
}
