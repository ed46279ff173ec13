package io.patchbay.console.internal.health;

import io.patchbay.api.session.SessionCounters;
import java.util.ArrayList;
import java.util.List;

/** Whether sessions lose something now: within the last minute. */
record SessionsCheck(Lately lately) implements Check {

    /** 20 s of sound: some frames after each interruption are usual. */
    private static final int LATE_FRAMES = 1_000;

    @Override
    public String tag() {
        return "sessions";
    }

    @Override
    public String title() {
        return "Patchbay sessions";
    }

    @Override
    public List<Finding> look() {
        SessionCounters grown = lately.grown();
        List<Finding> found = new ArrayList<>();
        if (grown.callerBytesDropped() > 0) {
            found.add(
                    Finding.warn(
                            "%d bytes of callers' sound were dropped within the last minute."
                                    .formatted(grown.callerBytesDropped()),
                            "No line took it in time: look at the lines, and at the sessions that"
                                    + " count drops (Watch)."));
        }
        if (grown.listenerFailures() > 0) {
            found.add(
                    Finding.warn(
                            ("Something that listens to sessions threw %d exceptions within the"
                                            + " last minute.")
                                    .formatted(grown.listenerFailures()),
                            "Mend that listener: the session's events name the exception. Sessions"
                                    + " go on without harm."));
        }
        if (grown.listenerDrops() > 0) {
            found.add(
                    Finding.warn(
                            ("%d events were not delivered within the last minute, because a"
                                            + " listener is too slow.")
                                    .formatted(grown.listenerDrops()),
                            "Make it hand its work to a thread of its own."));
        }
        if (grown.lateFrames() >= LATE_FRAMES) {
            found.add(
                    Finding.warn(
                            ("%d frames of answers came after these were interrupted, within the"
                                            + " last minute.")
                                    .formatted(grown.lateFrames()),
                            "They are not played. A provider that goes on so long after a cancel"
                                    + " costs tokens: look at its plug's version and settings."));
        }
        return found.isEmpty()
                ? List.of(Finding.ok("Nothing was lost within the last minute."))
                : found;
    }
}
