package io.patchbay.bench.internal.load;

import java.util.Arrays;

/** What the server counted since it was last asked to forget. On the server's one thread. */
final class Stats {

    private static final int ROUND_TRIPS = 100_000;

    private long appends;
    private long appendCharacters;
    private long connections;
    private final long[] roundTrips = new long[ROUND_TRIPS];
    private int calls;

    void append(int characters) {
        appends++;
        appendCharacters += characters;
    }

    void connected() {
        connections++;
    }

    void gone() {
        connections--;
    }

    void roundTrip(long nanos) {
        roundTrips[calls++ % ROUND_TRIPS] = nanos;
    }

    /** Forgets everything but the open connections. */
    void reset() {
        appends = 0;
        appendCharacters = 0;
        calls = 0;
    }

    /** All of it as an event. */
    String event() {
        long[] sorted = Arrays.copyOf(roundTrips, Math.min(calls, ROUND_TRIPS));
        Arrays.sort(sorted);
        return "{\"type\":\"bench.stats\",\"connections\":"
                + connections
                + ",\"appends\":"
                + appends
                + ",\"append_characters\":"
                + appendCharacters
                + ",\"calls\":"
                + calls
                + ",\"call_p50_us\":"
                + at(sorted, 0.5)
                + ",\"call_p99_us\":"
                + at(sorted, 0.99)
                + "}";
    }

    private static double at(long[] sorted, double share) {
        return sorted.length == 0
                ? 0
                : sorted[(int) Math.min(sorted.length - 1L, (long) (sorted.length * share))] / 1e3;
    }
}
