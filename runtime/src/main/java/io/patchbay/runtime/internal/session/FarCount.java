package io.patchbay.runtime.internal.session;

/**
 * A provider's count of milliseconds on a line where packets flow from before the session's first
 * frame on, told on our clock. When it began nobody says, but it cannot have begun so late that
 * something was told of before it came: the earliest beginning that the news so far allow is taken,
 * which is late by no more than the quickest of them was on its way. On the loop.
 */
final class FarCount {
    private long latestBegin = Long.MAX_VALUE;

    /** At {@code now} the provider had so much at least. */
    void told(long millis, long now) {
        latestBegin = Math.min(latestBegin, now - millis * 1_000_000);
    }

    /** When the provider had so much; something as late has been {@link #told}. */
    long when(long millis) {
        return latestBegin + millis * 1_000_000;
    }
}
