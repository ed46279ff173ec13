package io.patchbay.sip.internal;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How long a session lasts without being refreshed, and who refreshes it (RFC 4028).
 *
 * @param seconds the interval
 * @param refresher {@code uac}, {@code uas} or, in a request that leaves it open, empty
 */
record SessionInterval(long seconds, String refresher) {

    /** The least that anybody may ask for (§4). */
    static final long LEAST_SECONDS = 90;

    private static final long MOST_SECONDS = 1L << 31;

    /** Of a {@code Session-Expires}, or null when it is malformed. */
    static @Nullable SessionInterval parse(String value) {
        String[] parts = value.split(";", -1);
        String refresher = "";
        for (int i = 1; i < parts.length; i++) {
            String[] parameter = parts[i].split("=", 2);
            if (parameter.length == 2 && parameter[0].strip().equalsIgnoreCase("refresher")) {
                refresher = parameter[1].strip().toLowerCase(Locale.ROOT);
            }
        }
        long seconds = seconds(parts[0]);
        boolean known = refresher.isEmpty() || refresher.equals("uac") || refresher.equals("uas");
        return seconds <= 0 || !known ? null : new SessionInterval(seconds, refresher);
    }

    /** Of a {@code Min-SE}, whose parameters mean nothing; -1 when it is malformed. */
    static long seconds(String value) {
        String number = value.split(";", 2)[0].strip();
        if (!number.matches("[0-9]{1,10}")) {
            return -1;
        }
        return Math.min(Long.parseLong(number), MOST_SECONDS);
    }

    /**
     * What we, asked, agree to.
     *
     * @param asked of the request, or null
     * @param least its {@code Min-SE}, or 0
     * @param farSupports whether the far end knows session timers
     * @param ours what we would like
     * @return null for a session that nobody refreshes
     */
    static @Nullable SessionInterval agreed(
            @Nullable SessionInterval asked, long least, boolean farSupports, long ours) {
        if (!farSupports) {
            // we could refresh alone; a far end that knows nothing of it is watched by its sound
            return null;
        }
        long wanted = asked == null ? ours : Math.min(asked.seconds, ours);
        long seconds = Math.max(wanted, Math.max(least, LEAST_SECONDS));
        String who = asked == null || asked.refresher.isEmpty() ? "uas" : asked.refresher;
        return new SessionInterval(seconds, who);
    }

    /** When the one who refreshes does so, in seconds. */
    long refreshAfter() {
        return Math.max(1, seconds / 2);
    }

    /** When the other gives up, in seconds (§10). */
    long endAfter() {
        return Math.max(1, seconds - Math.min(32, seconds / 3));
    }

    /** As it stands in a header field. */
    String header() {
        return refresher.isEmpty() ? Long.toString(seconds) : seconds + ";refresher=" + refresher;
    }
}
