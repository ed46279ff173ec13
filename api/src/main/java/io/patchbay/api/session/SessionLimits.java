package io.patchbay.api.session;

import java.time.Duration;
import java.util.Objects;

/**
 * How long and how much a session waits and keeps.
 *
 * @param connect for one connect, all its steps together
 * @param drain how long a replaced plug may finish what it does
 * @param plugWait how long a session without any transport or provider that it may use waits for
 *     one to be plugged in
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
        Duration plugWait,
        Duration callerAudio,
        Duration siblingTools,
        Duration responseSilence,
        Duration responseCancel,
        int listenerBacklog) {

    /** 15 s, 10 s, 30 s, 10 s, 3 s, 15 s, 5 s and 4096 events. */
    public static final SessionLimits DEFAULT =
            new SessionLimits(
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(30),
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
        Checks.positive(connect, "connect");
        Checks.positive(drain, "drain");
        Checks.positive(plugWait, "plugWait");
        Checks.positive(callerAudio, "callerAudio");
        Checks.positive(siblingTools, "siblingTools");
        Checks.positive(responseSilence, "responseSilence");
        Checks.positive(responseCancel, "responseCancel");
        if (listenerBacklog < 16) {
            throw new IllegalArgumentException(
                    "listenerBacklog must be at least 16, not " + listenerBacklog);
        }
    }

    /** Starts with {@link #DEFAULT}. */
    public static Builder builder() {
        return DEFAULT.toBuilder();
    }

    /** Starts with these. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Collects settings. Not thread-safe. */
    public static final class Builder {
        private Duration connect;
        private Duration drain;
        private Duration plugWait;
        private Duration callerAudio;
        private Duration siblingTools;
        private Duration responseSilence;
        private Duration responseCancel;
        private int listenerBacklog;

        private Builder(SessionLimits from) {
            this.connect = from.connect;
            this.drain = from.drain;
            this.plugWait = from.plugWait;
            this.callerAudio = from.callerAudio;
            this.siblingTools = from.siblingTools;
            this.responseSilence = from.responseSilence;
            this.responseCancel = from.responseCancel;
            this.listenerBacklog = from.listenerBacklog;
        }

        /** For one connect, all its steps together. */
        public Builder connect(Duration time) {
            this.connect = Objects.requireNonNull(time, "time");
            return this;
        }

        /** How long a replaced plug may finish what it does. */
        public Builder drain(Duration time) {
            this.drain = Objects.requireNonNull(time, "time");
            return this;
        }

        /** How long a session without a transport or provider waits for one. */
        public Builder plugWait(Duration time) {
            this.plugWait = Objects.requireNonNull(time, "time");
            return this;
        }

        /** How much of the caller's sound is kept while no line takes it. */
        public Builder callerAudio(Duration time) {
            this.callerAudio = Objects.requireNonNull(time, "time");
            return this;
        }

        /** How long finished tool calls wait for their siblings. */
        public Builder siblingTools(Duration time) {
            this.siblingTools = Objects.requireNonNull(time, "time");
            return this;
        }

        /** How long a response may say nothing before it is cancelled. */
        public Builder responseSilence(Duration time) {
            this.responseSilence = Objects.requireNonNull(time, "time");
            return this;
        }

        /** How long a cancelled response may take to end. */
        public Builder responseCancel(Duration time) {
            this.responseCancel = Objects.requireNonNull(time, "time");
            return this;
        }

        /** Events that wait for a slow listener before the oldest are dropped. */
        public Builder listenerBacklog(int events) {
            this.listenerBacklog = events;
            return this;
        }

        /**
         * What was collected.
         *
         * @throws IllegalArgumentException for a value out of range, named
         */
        public SessionLimits build() {
            return new SessionLimits(
                    connect,
                    drain,
                    plugWait,
                    callerAudio,
                    siblingTools,
                    responseSilence,
                    responseCancel,
                    listenerBacklog);
        }
    }
}
