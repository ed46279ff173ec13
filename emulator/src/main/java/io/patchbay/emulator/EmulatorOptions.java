package io.patchbay.emulator;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * How an {@link Emulator} behaves. {@link #defaults()} gives what stands at each setting.
 *
 * @param port port on 127.0.0.1; 0, the default, picks a free one
 * @param keys API keys that are let in; empty, the default, lets any key in that is not empty
 * @param record where to write all events as JSON lines; none by default
 * @param pace how much faster than real time speech is sent, 10 by default; 0 sends as fast as the
 *     connection takes it
 * @param audioDelta length of one audio delta, 20 ms to 2 s; 200 ms by default
 * @param steering whether a transcription prompt is taken for the transcript itself, which it is by
 *     default; if not it is a hint for the recogniser
 * @param anyModel whether a connection may name any model; by default the name has to be one of a
 *     realtime or audio model, as with the provider
 * @param maxSession after how long a session expires; 60 minutes by default
 * @param idleLimit after how long without anything from the client a session is closed; zero, the
 *     default, never
 * @param maxSessions how many sessions may be open at once; 1000 by default
 * @param retainedAudioBytes how much sound of a conversation is kept for retrieval; the oldest goes
 *     first; 16 MiB by default
 * @param maxBufferedAudioBytes how much uncommitted sound a session may hold; 64 MiB by default
 * @param workers threads for speaking and scripts; 2 by default
 */
public record EmulatorOptions(
        int port,
        Set<String> keys,
        Optional<Path> record,
        double pace,
        Duration audioDelta,
        boolean steering,
        boolean anyModel,
        Duration maxSession,
        Duration idleLimit,
        int maxSessions,
        int retainedAudioBytes,
        int maxBufferedAudioBytes,
        int workers) {

    /** Checks the values and copies the keys. */
    public EmulatorOptions {
        keys = Set.copyOf(keys);
        Objects.requireNonNull(record, "record");
        check(port >= 0 && port <= 65_535, "port must be 0 to 65535");
        check(pace >= 0 && pace <= 1_000, "pace must be 0 to 1000");
        check(
                audioDelta.toMillis() >= 20 && audioDelta.toMillis() <= 2_000,
                "audioDelta must be 20 ms to 2 s");
        check(!maxSession.isNegative() && !maxSession.isZero(), "maxSession must be positive");
        check(!idleLimit.isNegative(), "idleLimit must not be negative");
        check(maxSessions > 0, "maxSessions must be positive");
        check(retainedAudioBytes >= 0, "retainedAudioBytes must not be negative");
        check(maxBufferedAudioBytes > 0, "maxBufferedAudioBytes must be positive");
        check(workers >= 1 && workers <= 64, "workers must be 1 to 64");
        check(keys.stream().noneMatch(String::isBlank), "a key must not be blank");
    }

    /** What every setting is unless it is set. */
    public static EmulatorOptions defaults() {
        return new EmulatorOptions(
                0,
                Set.of(),
                Optional.empty(),
                10,
                Duration.ofMillis(200),
                true,
                false,
                Duration.ofMinutes(60),
                Duration.ZERO,
                1_000,
                16 << 20,
                64 << 20,
                2);
    }

    /** The same with another port. */
    public EmulatorOptions withPort(int number) {
        return new EmulatorOptions(
                number,
                keys,
                record,
                pace,
                audioDelta,
                steering,
                anyModel,
                maxSession,
                idleLimit,
                maxSessions,
                retainedAudioBytes,
                maxBufferedAudioBytes,
                workers);
    }

    /** The same with another set of keys. */
    public EmulatorOptions withKeys(Set<String> allowed) {
        return new EmulatorOptions(
                port,
                allowed,
                record,
                pace,
                audioDelta,
                steering,
                anyModel,
                maxSession,
                idleLimit,
                maxSessions,
                retainedAudioBytes,
                maxBufferedAudioBytes,
                workers);
    }

    /** The same with another recording. */
    public EmulatorOptions withRecord(Path file) {
        return new EmulatorOptions(
                port,
                keys,
                Optional.of(file),
                pace,
                audioDelta,
                steering,
                anyModel,
                maxSession,
                idleLimit,
                maxSessions,
                retainedAudioBytes,
                maxBufferedAudioBytes,
                workers);
    }

    /** The same with another pace. */
    public EmulatorOptions withPace(double times) {
        return new EmulatorOptions(
                port,
                keys,
                record,
                times,
                audioDelta,
                steering,
                anyModel,
                maxSession,
                idleLimit,
                maxSessions,
                retainedAudioBytes,
                maxBufferedAudioBytes,
                workers);
    }

    /** The same with another length of audio deltas. */
    public EmulatorOptions withAudioDelta(Duration length) {
        return new EmulatorOptions(
                port,
                keys,
                record,
                pace,
                length,
                steering,
                anyModel,
                maxSession,
                idleLimit,
                maxSessions,
                retainedAudioBytes,
                maxBufferedAudioBytes,
                workers);
    }

    /** The same with another rule for transcription prompts. */
    public EmulatorOptions withSteering(boolean on) {
        return new EmulatorOptions(
                port,
                keys,
                record,
                pace,
                audioDelta,
                on,
                anyModel,
                maxSession,
                idleLimit,
                maxSessions,
                retainedAudioBytes,
                maxBufferedAudioBytes,
                workers);
    }

    /** The same with another rule for model names. */
    public EmulatorOptions withAnyModel(boolean on) {
        return new EmulatorOptions(
                port,
                keys,
                record,
                pace,
                audioDelta,
                steering,
                on,
                maxSession,
                idleLimit,
                maxSessions,
                retainedAudioBytes,
                maxBufferedAudioBytes,
                workers);
    }

    /** The same with another longest session. */
    public EmulatorOptions withMaxSession(Duration length) {
        return new EmulatorOptions(
                port,
                keys,
                record,
                pace,
                audioDelta,
                steering,
                anyModel,
                length,
                idleLimit,
                maxSessions,
                retainedAudioBytes,
                maxBufferedAudioBytes,
                workers);
    }

    /** The same with another idle limit. */
    public EmulatorOptions withIdleLimit(Duration length) {
        return new EmulatorOptions(
                port,
                keys,
                record,
                pace,
                audioDelta,
                steering,
                anyModel,
                maxSession,
                length,
                maxSessions,
                retainedAudioBytes,
                maxBufferedAudioBytes,
                workers);
    }

    /** The same with another number of sessions. */
    public EmulatorOptions withMaxSessions(int count) {
        return new EmulatorOptions(
                port,
                keys,
                record,
                pace,
                audioDelta,
                steering,
                anyModel,
                maxSession,
                idleLimit,
                count,
                retainedAudioBytes,
                maxBufferedAudioBytes,
                workers);
    }

    /** The same with another bound of kept sound. */
    public EmulatorOptions withRetainedAudioBytes(int bytes) {
        return new EmulatorOptions(
                port,
                keys,
                record,
                pace,
                audioDelta,
                steering,
                anyModel,
                maxSession,
                idleLimit,
                maxSessions,
                bytes,
                maxBufferedAudioBytes,
                workers);
    }

    /** Without the keys. */
    @Override
    public String toString() {
        return "EmulatorOptions[port=" + port + ", pace=" + pace + ", " + keys.size() + " keys]";
    }

    private static void check(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
