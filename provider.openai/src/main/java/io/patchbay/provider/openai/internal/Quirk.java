package io.patchbay.provider.openai.internal;

/** What one service wants done differently, and no other component of its {@link Profile} says. */
enum Quirk {
    /**
     * The session is not configured before the service has said {@code session.created}; others
     * take the configuration at once and spare a round trip.
     */
    WAITS_FOR_CREATED,
    /**
     * The rate of caller's sound stands beside its format, as {@code input_audio_sampling_rate}.
     */
    RATE_BESIDE_FORMAT,
    /** A voice of the service's own is an object with a kind: {@code azure-standard}. */
    AZURE_VOICES,
    /** A client makes up a key for its session, and the query names it as {@code key}. */
    SESSION_KEY
}
