package io.patchbay.sip.internal.media;

/**
 * Extends sequence numbers and timestamps of the packets that come, and counts what is missing (RFC
 * 3550 Appendix A). On the loop.
 */
final class IncomingStream {

    /** What a packet is in the stream. */
    enum Place {
        /** It goes on. */
        NEXT,
        /** Another stream begins with it. */
        NEW,
        /** It belongs to nothing that is known; the next one decides. */
        STRAY
    }

    /** Farther apart than this are no neighbours. */
    private static final int FAR = 1_000;

    private boolean any;
    private int ssrc;
    private long sequence;
    private long stamp;
    private long at;
    private long first;
    private long received;
    private long lostBefore;
    private long jitter16;
    private long transit;
    private boolean hasTransit;
    private boolean stray;
    private int straySsrc;
    private int strayNext;
    private long expectedPrior;
    private long receivedPrior;

    /** Takes a packet's header. */
    Place take(RtpHeader header) {
        if (any && header.ssrc() == ssrc) {
            int step = (short) (header.sequence() - (int) sequence);
            if (Math.abs(step) < FAR) {
                long extended = sequence + step;
                stamp = stampOf(header);
                if (step > 0) {
                    sequence = extended;
                }
                at = extended;
                received++;
                stray = false;
                return Place.NEXT;
            }
        }
        if (any && !second(header)) {
            return Place.STRAY;
        }
        begin(header);
        return Place.NEW;
    }

    private long stampOf(RtpHeader header) {
        return stamp + (header.stamp() - (int) stamp);
    }

    /** Two packets in a row of the same new stream are one. */
    private boolean second(RtpHeader header) {
        boolean follows = stray && straySsrc == header.ssrc() && strayNext == header.sequence();
        stray = true;
        straySsrc = header.ssrc();
        strayNext = header.sequence() + 1 & 0xFFFF;
        return follows;
    }

    private void begin(RtpHeader header) {
        lostBefore = lost();
        any = true;
        stray = false;
        ssrc = header.ssrc();
        // room below, for packets that come before the first
        sequence = 0x10000L + header.sequence();
        stamp = (1L << 33) + (header.stamp() & 0xFFFFFFFFL);
        at = sequence;
        first = sequence;
        received = 1;
        expectedPrior = 0;
        receivedPrior = 0;
        hasTransit = false;
    }

    /** The extended number of the packet that was taken last. */
    long sequence() {
        return at;
    }

    /** Its extended timestamp. */
    long stamp() {
        return stamp;
    }

    boolean any() {
        return any;
    }

    int ssrc() {
        return ssrc;
    }

    /** The arrival of sound, for {@link #jitterMicros}. */
    void arrived(long micros, int clock) {
        long here = micros - stamp * 1_000_000 / clock;
        if (hasTransit) {
            jitter16 += Math.abs(here - transit) - (jitter16 + 8) / 16;
        }
        transit = here;
        hasTransit = true;
    }

    /** The spread of arrivals (RFC 3550 §6.4.1). */
    long jitterMicros() {
        return jitter16 / 16;
    }

    /** Packets that never came. */
    long lost() {
        return lostBefore + (any ? Math.max(0, sequence - first + 1 - received) : 0);
    }

    /** The highest number, as a report wants it. */
    int highest() {
        return (int) (sequence - 0x10000L);
    }

    /** What was lost since the last time, of 256. */
    int lostFraction() {
        long expected = sequence - first + 1;
        long expectedNow = expected - expectedPrior;
        long lostNow = expectedNow - (received - receivedPrior);
        expectedPrior = expected;
        receivedPrior = received;
        return expectedNow <= 0 || lostNow <= 0
                ? 0
                : (int) Math.min(255, (lostNow << 8) / expectedNow);
    }
}
