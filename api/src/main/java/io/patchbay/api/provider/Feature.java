package io.patchbay.api.provider;

/** What one provider can and another cannot. */
public enum Feature {
    /** Caller's sound goes to the model. */
    AUDIO_INPUT,
    /** The model answers in sound. */
    AUDIO_OUTPUT,
    /** The model can answer in text only. */
    TEXT_OUTPUT,
    /** Typed messages. */
    TEXT_INPUT,
    /** Pictures. */
    IMAGE_INPUT,
    /** The server notices when the caller begins and ends to speak. */
    SERVER_TURN_DETECTION,
    /** That detection can be switched off, and turns ended by the client. */
    MANUAL_TURNS,
    /** The client tells when the caller begins and ends to speak, in place of the server. */
    SPEECH_ACTIVITY,
    /** The server can be told not to cancel by itself when the caller speaks. */
    CLIENT_INTERRUPTION,
    /** The server can be told not to answer by itself. */
    CLIENT_RESPONSES,
    /** The caller's words come back as text. */
    INPUT_TRANSCRIPTION,
    /** A response can be cancelled. */
    CANCEL,
    /** What the caller did not hear can be cut from the model's memory. */
    TRUNCATE,
    /** Items can be put into, and taken out of, the conversation at any place. */
    HISTORY_EDITS,
    /** A conversation can be told once, when the line opens ({@link CodecContext#history}). */
    HISTORY_SEED,
    /** Tools can be called. */
    FUNCTION_TOOLS,
    /** Several tools can be called at once. */
    PARALLEL_TOOLS,
    /** The model answers a tool's output without being asked. */
    AUTOMATIC_TOOL_REPLY,
    /** The model goes on talking while a tool runs, and is told how to take its output. */
    BACKGROUND_TOOLS,
    /** The provider runs tools of MCP servers by itself. */
    HOSTED_MCP,
    /** Responses beside the conversation. */
    OUT_OF_BAND_RESPONSES,
    /** Instructions, tools and the like for one response. */
    PER_RESPONSE_OVERRIDES,
    /** Given words are spoken as they are. */
    SAY,
    /** Keys pressed on a telephone. */
    DTMF
}
