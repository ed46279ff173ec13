package io.patchbay.api.session;

import java.time.Duration;
import java.util.Objects;

/**
 * How long and how much a session waits and keeps.
 *
 * @param connect for one connect, all its steps together
 * @param drain how long a replaced plug may finish what it does
 * @param callerAudio how much of the caller's sound is kept while no line takes it
 * @param siblingTools how long finished tool calls wait for their siblings, so that one answer
 *     covers all
 * @param responseSilence how long a response may say nothing before it is cancelled
 * @param responseCancel how long a cancelled response may take to end before it is given up
 * @param listenerBacklog events that wait for a slow listener before the oldest are dropped,
 *     counted and reported
 */
public record SessionLimits(
        Duration connect,
        Duration drain,
        Duration callerAudio,
        Duration siblingTools,
        Duration responseSilence,
        Duration responseCancel,
        int listenerBacklog) {

    /** 15 s, 10 s, 10 s, 3 s, 15 s, 5 s and 4096 events. */
    public static final SessionLimits DEFAULT =
            new SessionLimits(
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(3),
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(5),
                    4096);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException for a time that is not positive or a backlog under 16
     */
    public SessionLimits {
        positive(connect, "connect");
        positive(drain, "drain");
        positive(callerAudio, "callerAudio");
        positive(siblingTools, "siblingTools");
        positive(responseSilence, "responseSilence");
        positive(responseCancel, "responseCancel");
        if (listenerBacklog < 16) {
            throw new IllegalArgumentException(
                    "listenerBacklog must be at least 16, not " + listenerBacklog);
        }
    }

    /** The same with another time for a connect. */
    public SessionLimits withConnect(Duration connect) {
        return new SessionLimits(
                connect,
                drain,
                callerAudio,
                siblingTools,
                responseSilence,
                responseCancel,
                listenerBacklog);
    }

    /** The same with other patience for a response. */
    public SessionLimits withResponse(Duration silence, Duration cancel) {
        return new SessionLimits(
                connect, drain, callerAudio, siblingTools, silence, cancel, listenerBacklog);
    }

    private static void positive(Duration value, String name) {
        Objects.requireNonNull(value, name);
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException(name + " must be a positive time, not " + value);
        }
    }
}
