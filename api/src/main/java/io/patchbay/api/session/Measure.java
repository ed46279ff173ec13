package io.patchbay.api.session;

/**
 * What a session measures while it is listened to (RULES 30). Both ends of a span are read from the
 * clock of the session's loop, so that nothing is compared across clocks.
 */
public enum Measure {
    /**
     * From the arrival of the caller's last speech frame to the first frame of the answer that
     * leaves the pacer. Where the provider does not say at which frame speech ended, from its
     * notice that it had.
     */
    RESPONSE_LATENCY,
    /**
     * From the request for a response, or from the notice that the caller had stopped where the
     * server answers by itself, to the arrival of the first sound.
     */
    TIME_TO_FIRST_AUDIO,
    /**
     * From the arrival of the first frame of speech over a playing answer to the moment after which
     * no frame of that answer is sent.
     */
    BARGE_IN_LATENCY,
    /** A tool at work, without the wait for anybody's consent. */
    TOOL_LATENCY,
    /** From the loss of a line to the next one. */
    RECONNECT_GAP,
    /** How much later a caller hears an answer because a guardrail judges it first. */
    HOLD_BACK
}
