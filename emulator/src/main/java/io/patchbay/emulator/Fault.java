package io.patchbay.emulator;

import java.time.Duration;

/** Something that goes wrong on purpose, so that a client's handling of it can be tried. */
public sealed interface Fault {

    /**
     * The next response of the session fails.
     *
     * @param code error code in {@code status_details.error}, such as {@code server_error}
     * @param message what its message says
     */
    record FailResponse(String code, String message) implements Fault {}

    /**
     * The next response of the session stops as {@code incomplete} for {@code content_filter}.
     *
     * @param afterWords how many words it says before that
     */
    record FilterContent(int afterWords) implements Fault {}

    /**
     * The session ends with an error, as when an account has no quota left: an error event, then
     * close code 4000 with the reason {@code <type>.<code>}.
     *
     * @param type error type, such as {@code insufficient_quota}
     * @param code error code, such as {@code insufficient_quota}
     * @param message what the event says
     */
    record FatalError(String type, String code, String message) implements Fault {}

    /**
     * The next transcription of the session fails.
     *
     * @param code error code of the event
     * @param message what its message says
     */
    record FailTranscription(String code, String message) implements Fault {}

    /**
     * The next mcp call of the session fails as a tool execution error.
     *
     * @param message what the error says
     */
    record FailMcpCall(String message) implements Fault {}

    /**
     * No requests are left: the next response fails with {@code rate_limit_exceeded}, and {@code
     * rate_limits.updated} says so.
     *
     * @param reset when there are requests again, as the event says
     */
    record RateLimit(Duration reset) implements Fault {}

    /**
     * The connection drops without a closing handshake.
     *
     * @param afterAudioDeltas how many audio deltas the session sends before that; 0 drops at once
     */
    record Drop(int afterAudioDeltas) implements Fault {}

    /**
     * Nothing is sent for a while; what would have been sent follows afterwards.
     *
     * @param length how long
     */
    record Stall(Duration length) implements Fault {}

    /**
     * Sends a text frame as it is: malformed, unknown, whatever.
     *
     * @param frame its text
     */
    record Raw(String frame) implements Fault {}

    /**
     * The provider says that it will end the connection, and does. Where its wire has no word for
     * that, the session just expires then.
     *
     * @param timeLeft until it ends
     */
    record GoAway(Duration timeLeft) implements Fault {}

    /** The session has reached its longest duration now. */
    record Expire() implements Fault {}

    /**
     * The session is closed by the server.
     *
     * @param code close code, 1000 to 1003, 1007 to 1014 or 3000 to 4999
     * @param reason close reason, up to 123 bytes
     */
    record Close(int code, String reason) implements Fault {}

    /**
     * The next WebSocket handshake is refused.
     *
     * @param status HTTP status, 400 to 599
     * @param code error code of the JSON body
     */
    record RefuseConnection(int status, String code) implements Fault {}
}
