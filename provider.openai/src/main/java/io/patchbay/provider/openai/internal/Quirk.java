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
    SESSION_KEY,
    /** What stands beside {@code type} of a function stands in an object {@code function}. */
    NESTED_TOOLS,
    /** Only the choice of a tool by its name stands in such an object. */
    NESTED_TOOL_CHOICE,
    /** Every piece of caller's sound is a WAV file of its own. */
    WAV_APPENDS,
    /** The formats are what they are: a session that names them is told that it must not. */
    FORMATS_UNSAID,
    /** The caller is always transcribed: that can be said otherwise, but not switched off. */
    ALWAYS_TRANSCRIBES,
    /** Every configuration repeats the fields that the service must not miss. */
    STANDING_FIELDS,
    /** The items of a client say that they are {@code realtime.item}. */
    ITEM_OBJECTS,
    /**
     * Answers come without ids, without items, or without an end; {@link AnswerCompletion} puts in
     * what is missing.
     */
    INCOMPLETE_ANSWERS,
    /** Sound is asked for together with its text, as in the beta. */
    TEXT_BESIDE_SOUND,
    /**
     * One answer's limit of tokens is called {@code max_output_tokens}, whatever the session calls
     * it.
     */
    SHORT_TOKEN_LIMIT,
    /**
     * Given words are an item {@code force_message}, which is spoken without a request for an
     * answer; that answer does not say what it is of.
     */
    FORCE_MESSAGE,
    /** Given words are the {@code pre_generated_assistant_message} of a request for an answer. */
    PREPARED_MESSAGE,
    /** Of transcription, the language is a {@code language_hint} and keywords {@code keyterms}. */
    TRANSCRIPTION_HINTS,
    /** A committed turn is answered without a request. */
    ANSWERS_COMMIT,
    /**
     * A conversation is kept when that is asked for, and goes on at an address that names it as
     * {@code conversation_id}.
     */
    RESUMES_BY_CONVERSATION
}
