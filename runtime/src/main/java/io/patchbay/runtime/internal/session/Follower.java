package io.patchbay.runtime.internal.session;

import io.patchbay.api.history.Item;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.session.Response;
import io.patchbay.api.session.SessionEvent.InterruptionCause;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.TransportEvent;
import org.jspecify.annotations.Nullable;

/**
 * A part of a session that follows what happens in it: guardrails, manners, measurements. Called on
 * the loop, after the engine has done its own; does not block. What nobody overrides costs nothing
 * but a call, and none of these comes per audio frame.
 */
interface Follower {

    /** A line stands, and commands can be sent. */
    default void lineOpened(Line line) {}

    /** The line is gone, and with it all that ran on it; the session may get another. */
    default void lineGone() {}

    /** The line said something; {@link #words} and the like follow where they apply. */
    default void event(TransportEvent event) {}

    /** Another agent speaks from now on; {@code before} is null at the beginning. */
    default void agentChanged(@Nullable AgentBinding before, AgentBinding now) {}

    /**
     * A request for a response goes onto the line now, as a command of ours or of the application.
     */
    default void responseAsked(Command command) {}

    /** A request that went out was refused, failed or given up; it may go out again. */
    default void requestOver(String commandId) {}

    /** A response never ended, and is waited for no longer. */
    default void responseGivenUp(String responseId) {}

    /** A response began. */
    default void responseStarted(Responses.Active response) {}

    /**
     * More words of a response, spoken or written.
     *
     * @param response null when it is not known to run
     */
    default void words(
            Responses.@Nullable Active response,
            String itemId,
            int contentIndex,
            boolean spoken,
            String delta) {}

    /**
     * The first sound of a response arrived.
     *
     * @param nanos since it was asked for, or since the caller stopped where nobody asked
     */
    default void firstAudio(Responses.Active response, long nanos) {}

    /** A response is over: completed, cancelled, incomplete or failed. */
    default void responseEnded(Responses.Active response, Response result) {}

    /** The caller began to speak. */
    default void speechStarted() {}

    /** The caller stopped speaking. */
    default void speechStopped() {}

    /** What the caller said is known. */
    default void callerSaid(String itemId, String transcript) {}

    /** Playback stops where it is, because the caller may be interrupting. */
    default void playbackPaused() {}

    /** It was no interruption, and playback goes on. */
    default void playbackResumed() {}

    /** The agent was silenced. */
    default void interrupted(InterruptionCause cause) {}

    /** The primary leg begins to play. */
    default void playbackStarted(@Nullable String itemId) {}

    /** The primary leg has played all there is. */
    default void playbackEnded(@Nullable String itemId) {}

    /** There is another caller's call, or none any more. */
    default void callChanged() {}

    /** A caller leg's sound flows. */
    default void mediaUp(boolean primary) {}

    /** The primary caller put us on hold, or took us back. */
    default void held(boolean on) {}

    /** We let the primary caller wait, or took him back. */
    default void waiting(boolean on) {}

    /** A caller pressed a telephone key. */
    default void keyPressed(String key) {}

    /** A tool call began to run, or waits for consent. */
    default void toolStarted(Item.FunctionCall call) {}

    /** A tool call has come to its end. */
    default void toolEnded(Item.FunctionCall call) {}

    /** What is plugged in of a kind changed: look-ups may give something else now. */
    default void plugsChanged(PlugKind kind) {}

    /** The plug of an agent is taken from under those who use it; nothing of it may go on. */
    default void agentRevoked(AgentHold hold) {}

    /** The session is over. */
    default void closed(CloseReason reason) {}
}
