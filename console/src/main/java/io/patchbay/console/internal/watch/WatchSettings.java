package io.patchbay.console.internal.watch;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What may be set of watching and recording.
 *
 * @param events how many of a session's newest events are kept
 * @param sessionBytes how much memory they may take, in bytes
 * @param allBytes how much those of all sessions may take, in bytes
 * @param ended how many sessions are kept for looking at when they have ended
 * @param endedFor how long
 * @param recordings the folder of recordings
 * @param record which sessions are recorded
 * @param mostRecordings how many recordings are kept
 * @param recordingBytes how much they may take, in bytes
 */
record WatchSettings(
        int events,
        int sessionBytes,
        long allBytes,
        int ended,
        Duration endedFor,
        Path recordings,
        Policy record,
        int mostRecordings,
        long recordingBytes) {

    /** Which sessions are recorded. */
    enum Policy {
        /** Those whose page asked for it. */
        TALK,
        /** Every one. */
        ALL,
        /** None, whoever asks. */
        NONE
    }

    /**
     * Reads settings.
     *
     * @param state where a folder is that lasts
     * @throws IllegalArgumentException for a value that cannot be; the message names it
     */
    static WatchSettings of(Map<String, ?> settings, Path state) {
        Object folder = settings.get("recordings");
        return new WatchSettings(
                (int) number(settings, "watch.events", 2_000, 100_000),
                (int) number(settings, "watch.session.kib", 1_024, 65_536) << 10,
                number(settings, "watch.kib", 65_536, 4_194_304) << 10,
                (int) number(settings, "watch.ended", 50, 1_000),
                Duration.ofMinutes(number(settings, "watch.ended.minutes", 30, 1_440)),
                folder == null || folder.toString().isBlank()
                        ? state.resolve("recordings")
                        : state.resolve(folder.toString().strip()),
                policy(settings.get("record")),
                (int) number(settings, "recordings.most", 100, 100_000),
                number(settings, "recordings.mib", 2_048, 1 << 24) << 20);
    }

    private static Policy policy(@Nullable Object said) {
        if (said == null || said.toString().isBlank()) {
            return Policy.TALK;
        }
        try {
            return Policy.valueOf(said.toString().strip().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "record must be talk, all or none, not '" + said + "'", e);
        }
    }

    private static long number(Map<String, ?> settings, String name, long usual, long most) {
        Object said = settings.get(name);
        if (said == null || said.toString().isBlank()) {
            return usual;
        }
        long value;
        try {
            value = Long.parseLong(said.toString().strip());
        } catch (NumberFormatException e) {
            value = -1;
        }
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(
                    name + " must be a number of 1 to " + most + ", not '" + said + "'");
        }
        return value;
    }
}
