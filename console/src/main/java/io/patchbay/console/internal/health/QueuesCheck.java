package io.patchbay.console.internal.health;

import io.patchbay.api.session.SessionLimits;
import io.patchbay.api.session.SessionQueues;
import java.util.ArrayList;
import java.util.List;

/** Whether something waits in sessions for longer than it should. */
record QueuesCheck(SessionTally tally) implements Check {

    /** Of 24 kHz mono with 16 bits, which is the most that providers take. */
    private static final int BYTES_A_SECOND = 48_000;

    private static final long AUDIO_WARN = 2 * BYTES_A_SECOND;
    private static final long AUDIO_CRITICAL =
            BYTES_A_SECOND * (SessionLimits.DEFAULT.callerAudio().toSeconds() - 1);
    private static final int EVENTS_WARN = SessionLimits.DEFAULT.listenerBacklog() / 4;
    private static final int EVENTS_CRITICAL = SessionLimits.DEFAULT.listenerBacklog() / 4 * 3;

    @Override
    public String tag() {
        return "queues";
    }

    @Override
    public String title() {
        return "Patchbay queues";
    }

    @Override
    public List<Finding> look() {
        long audio = 0;
        int events = 0;
        long sessionsOfAudio = 0;
        long sessionsOfEvents = 0;
        for (SessionQueues queues : tally.queues().values()) {
            audio = Math.max(audio, queues.callerAudioBytes());
            events = Math.max(events, queues.listenerEvents());
            sessionsOfAudio += queues.callerAudioBytes() >= AUDIO_WARN ? 1 : 0;
            sessionsOfEvents += queues.listenerEvents() >= EVENTS_WARN ? 1 : 0;
        }
        List<Finding> found = new ArrayList<>();
        if (sessionsOfAudio > 0) {
            found.add(
                    new Finding(
                            audio >= AUDIO_CRITICAL ? Level.CRITICAL : Level.WARN,
                            "Callers' sound waits for a line in %d sessions: up to %d ms."
                                    .formatted(sessionsOfAudio, audio * 1_000 / BYTES_A_SECOND),
                            "They connect anew, or their provider takes sound too slowly. What is"
                                    + " beyond the limit is dropped; look at the lines."));
        }
        if (sessionsOfEvents > 0) {
            found.add(
                    new Finding(
                            events >= EVENTS_CRITICAL ? Level.CRITICAL : Level.WARN,
                            "Events wait for slow listeners in %d sessions: up to %d."
                                    .formatted(sessionsOfEvents, events),
                            "Make the listener hand its work to a thread of its own, before events"
                                    + " are dropped."));
        }
        return found.isEmpty() ? List.of(Finding.ok("Nothing waits.")) : found;
    }
}
