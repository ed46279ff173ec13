package io.patchbay.sip.internal.media;

import java.util.Arrays;

/**
 * Packets of one stream, in their order, until their time has come. Says what is to be heard next;
 * keeps as little as the way's jitter needs and gives back in silence what it has too much.
 *
 * <p>Sequence numbers and timestamps are those of the stream, extended so that they do not wrap. On
 * the loop; once warm it allocates nothing.
 */
final class JitterBuffer {

    /** What is to be heard next. */
    enum Next {
        /** The packet that {@link #payload()} and its neighbours tell of. */
        PACKET,
        /** Something that was said and is missing: make it up. */
        LOST,
        /** Nothing was said. */
        NOTHING
    }

    private static final int SLOTS = 64;
    private static final int NO_SOUND = -1;
    private static final long FRAME_MICROS = 20_000;
    private static final long FIRST_TARGET = 40_000;

    /** So much later than it should be is worth a gap in silence. */
    private static final long SLACK_MICROS = 15_000;

    /** What is missing for longer is not made up, nor waited for. */
    private static final long LONGEST_GAP = 500_000;

    /** After so long without a packet the far end pauses, and the next one begins anew. */
    private static final long PAUSE_MICROS = 100_000;

    private final byte[][] payloads = new byte[SLOTS][];
    private final int[] lengths = new int[SLOTS];
    private final int[] types = new int[SLOTS];
    private final long[] sequences = new long[SLOTS];
    private final long[] stamps = new long[SLOTS];
    private final ArrivalTimes arrivals = new ArrivalTimes();
    private final long mostMicros;
    private final int clock;

    private int count;
    private boolean playing;
    private boolean heardAny;

    /** What came last was no sound, so that none is missing. */
    private boolean silent;

    private long next;
    private long due;
    private long starved;
    private int current;
    private long late;
    private long duplicates;
    private long trimmed;

    /**
     * For one stream.
     *
     * @param clock ticks of its timestamps a second
     */
    JitterBuffer(int clock, int mostMillis) {
        this.clock = clock;
        this.mostMicros = mostMillis * 1_000L;
        Arrays.fill(payloads, new byte[0]);
        Arrays.fill(sequences, -1);
    }

    /** A packet of the stream that is no sound (keys) has come: nothing is missing there. */
    void skip(long sequence, long stamp) {
        int slot = (int) (sequence % SLOTS);
        boolean late = heardAny && sequence < next;
        if (!late
                && sequences[slot] < 0
                && (count == 0 || sequence - sequences[oldest()] < SLOTS)) {
            lengths[slot] = 0;
            types[slot] = NO_SOUND;
            sequences[slot] = sequence;
            stamps[slot] = stamp;
            count++;
        }
    }

    /** Takes a packet, whose payload is copied; false when it is late or came before. */
    boolean put(
            long sequence, long stamp, int type, byte[] payload, int at, int length, long micros) {
        arrivals.arrived(micros, micros(stamp));
        if (heardAny && sequence < next) {
            late++;
            return false;
        }
        int slot = (int) (sequence % SLOTS);
        if (sequences[slot] == sequence) {
            duplicates++;
            return false;
        }
        int oldest = oldest();
        if (oldest >= 0 && sequence - sequences[oldest] >= SLOTS) {
            // far more than may wait: what is oldest goes, and it begins anew
            forgetBefore(sequence - SLOTS + 1);
            playing = false;
        }
        if (sequences[slot] >= 0) {
            late++; // far older than what waits
            return false;
        }
        if (payloads[slot].length < length) {
            payloads[slot] = new byte[Math.max(length, 172)];
        }
        System.arraycopy(payload, at, payloads[slot], 0, length);
        lengths[slot] = length;
        types[slot] = type;
        sequences[slot] = sequence;
        stamps[slot] = stamp;
        count++;
        return true;
    }

    private void forgetBefore(long sequence) {
        for (int slot = 0; slot < SLOTS; slot++) {
            if (sequences[slot] >= 0 && sequences[slot] < sequence) {
                sequences[slot] = -1;
                count--;
            }
        }
    }

    /** Forgets all, as at the beginning. */
    void reset() {
        Arrays.fill(sequences, -1);
        count = 0;
        playing = false;
        heardAny = false;
        starved = 0;
        arrivals.reset();
    }

    /**
     * What is to be heard for the next frame, or for the time of the packet.
     *
     * @param quiet whether what was heard last was hardly to be heard, so that time may be taken
     *     out or put in
     */
    Next next(long micros, boolean quiet) {
        if (!playing && !begin(micros)) {
            return Next.NOTHING;
        }
        int slot = afterNoSound();
        if (slot < 0) {
            return starve();
        }
        credit(stamps[slot]);
        long gap = micros(stamps[slot] - due);
        boolean lost = sequences[slot] > next;
        if (gap > LONGEST_GAP) {
            due = stamps[slot];
        } else if (gap > 0) {
            if (!lost && micros - ideal(stamps[slot]) >= target()) {
                due = stamps[slot]; // a pause of the far end: the delay is made up for in it
            } else {
                due = Math.min(stamps[slot], due + ticks(FRAME_MICROS));
                return lost ? Next.LOST : Next.NOTHING;
            }
        }
        if (quiet && target() - (micros - ideal(stamps[slot])) > FRAME_MICROS + SLACK_MICROS) {
            return Next.NOTHING; // less waits than the jitter needs
        }
        current = slot;
        take(slot);
        silent = false;
        return Next.PACKET;
    }

    /** The oldest packet of sound; what is none before it has had its time. */
    private int afterNoSound() {
        int slot = oldest();
        while (slot >= 0 && types[slot] == NO_SOUND) {
            take(slot);
            silent = true;
            slot = oldest();
        }
        return slot;
    }

    private void take(int slot) {
        heardAny = true;
        next = sequences[slot] + 1;
        sequences[slot] = -1;
        count--;
    }

    /** Whether enough waits to begin, and where. */
    private boolean begin(long micros) {
        int slot = afterNoSound();
        long wanted = heardAny ? target() : Math.min(FIRST_TARGET, mostMicros);
        if (slot < 0 || micros - ideal(stamps[slot]) < wanted) {
            return false;
        }
        // what had to wait for us (a loop that was busy, a class that was loaded) must not
        // make all that follows late
        long most = wanted + (heardAny ? mostMicros : FRAME_MICROS);
        while (count > 1 && micros - ideal(stamps[slot]) > most) {
            sequences[slot] = -1;
            count--;
            trimmed += FRAME_MICROS;
            slot = oldest();
        }
        if (!heardAny) {
            arrivals.forgetLate();
        }
        next = sequences[slot];
        due = stamps[slot];
        starved = 0;
        playing = true;
        return true;
    }

    /** Nothing waits: what comes next may be late, lost, or never have been said. */
    private Next starve() {
        starved += FRAME_MICROS;
        if (starved > PAUSE_MICROS) {
            playing = false;
            return Next.NOTHING;
        }
        return silent ? Next.NOTHING : Next.LOST;
    }

    /** Time that was made up while nothing waited counts for what turns out to be missing. */
    private void credit(long stamp) {
        if (starved > 0) {
            long gap = Math.max(0, micros(stamp - due));
            due += ticks(Math.min(gap, starved));
            starved = 0;
        }
    }

    /** Says how much sound the packet had. */
    void played(long playedMicros) {
        due = stamps[current] + ticks(playedMicros);
    }

    /**
     * Whether the packet that is being heard may be left out: more waits than is needed and it is
     * quiet, or far more than is allowed.
     */
    boolean spare(long micros, boolean quiet) {
        long excess = micros - ideal(stamps[current]) - target();
        boolean spare =
                count > 0
                        && (quiet && excess > SLACK_MICROS + FRAME_MICROS
                                || micros - ideal(stamps[current]) > mostMicros + FRAME_MICROS);
        if (spare) {
            trimmed += FRAME_MICROS;
        }
        return spare;
    }

    byte[] payload() {
        return payloads[current];
    }

    int length() {
        return lengths[current];
    }

    int type() {
        return types[current];
    }

    private int oldest() {
        if (count == 0) {
            return -1;
        }
        int found = -1;
        for (int slot = 0; slot < SLOTS; slot++) {
            if (sequences[slot] >= 0 && (found < 0 || sequences[slot] < sequences[found])) {
                found = slot;
            }
        }
        return found;
    }

    private long ideal(long stamp) {
        return arrivals.ideal(micros(stamp));
    }

    /** What sound should wait between its quickest arrival and being heard. */
    long target() {
        return Math.max(FRAME_MICROS, Math.min(mostMicros, FRAME_MICROS + arrivals.spread()));
    }

    /** How much later than on the quickest way sound is heard now, in microseconds. */
    long delay(long micros) {
        return playing ? Math.max(0, micros - ideal(due)) : 0;
    }

    /** Packets that came after their time. */
    long late() {
        return late;
    }

    long duplicates() {
        return duplicates;
    }

    /** Microseconds that were left out to make up for a delay. */
    long trimmed() {
        return trimmed;
    }

    private long micros(long ticks) {
        return ticks * 1_000_000 / clock;
    }

    private long ticks(long micros) {
        return micros * clock / 1_000_000;
    }
}
