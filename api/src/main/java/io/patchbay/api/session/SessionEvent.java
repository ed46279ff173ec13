package io.patchbay.api.session;

import io.patchbay.api.audio.PlayedPosition;
import io.patchbay.api.history.Item;
import io.patchbay.api.history.Role;
import io.patchbay.api.plug.Swap;
import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.TransferResult;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happens in a session, for programs. New kinds may be added in a minor version: whoever looks
 * at kinds keeps a branch for the ones it does not know.
 */
public sealed interface SessionEvent {

    /** When and where it happened. */
    Stamp stamp();

    /**
     * When and where something happened.
     *
     * @param nanos the session's monotonic clock
     * @param generation which connection of the session, from 1; 0 before the first
     * @param leg the caller leg it is about, or null
     */
    record Stamp(long nanos, long generation, @Nullable String leg) {}

    /** The session's state changed; {@code reason} is there when a line or the session ended. */
    record StateChanged(Stamp stamp, SessionState state, @Nullable CloseReason reason)
            implements SessionEvent {}

    /** A line stands. */
    record Connected(Stamp stamp, LineChoice line, @Nullable String sessionId)
            implements SessionEvent {}

    /**
     * The line to the model is gone and nobody here asked for it. The reason holds the far end's
     * code and words; {@link CloseReason#retryable()} says whether a new line may work.
     */
    record Disconnected(Stamp stamp, CloseReason reason) implements SessionEvent {}

    /**
     * A lost line is being made again.
     *
     * @param attempt from 1
     * @param delay until it begins
     * @param cause why the line was lost, or why the last attempt failed
     */
    record Reconnecting(Stamp stamp, int attempt, Duration delay, CloseReason cause)
            implements SessionEvent {}

    /**
     * A lost or moved line is back.
     *
     * @param line which way it goes now; the warning {@code fell-back} says when it is not the
     *     preferred one
     * @param lost what the new line does not know, or knows in another form, each in a line for a
     *     person; empty when it knows all as it was
     */
    record Reconnected(Stamp stamp, LineChoice line, Restoration restored, List<String> lost)
            implements SessionEvent {}

    /** How much of a conversation a new line knows (RULES 22). */
    enum Restoration {
        /** All: it is the same provider session. */
        ATTACHED,
        /** All: the provider resumed it. */
        RESUMED,
        /** What could be sent again. */
        REPLAYED,
        /** Nothing. */
        FRESH
    }

    /** The provider will end the line soon. */
    record LineExpiring(Stamp stamp, Duration timeLeft) implements SessionEvent {}

    /** The configuration in force changed, as the provider confirms it. */
    record ConfigChanged(Stamp stamp, SessionConfig config) implements SessionEvent {}

    /** The agent begins to answer. */
    record AgentStarted(Stamp stamp, String agent, String responseId) implements SessionEvent {}

    /** The agent's answer is generated; {@code text} is what it said or wrote, possibly empty. */
    record AgentEnded(Stamp stamp, String agent, String responseId, String text)
            implements SessionEvent {}

    /**
     * Another agent takes over; {@code from} is null when there was none. Inline listeners still
     * see the former one as {@link RealtimeSession#agent()}.
     */
    record AgentHandoff(Stamp stamp, @Nullable String from, String to) implements SessionEvent {}

    /** A tool begins to run. */
    record ToolStarted(Stamp stamp, String agent, String tool, String callId, String arguments)
            implements SessionEvent {}

    /** A tool call has its output. */
    record ToolEnded(
            Stamp stamp,
            String agent,
            String tool,
            String callId,
            String output,
            ToolOutcome outcome,
            Duration took)
            implements SessionEvent {}

    /** How a tool call ended. */
    enum ToolOutcome {
        /** With a result. */
        RESULT,
        /** With a result that asks for no answer. */
        BACKGROUND,
        /** The arguments did not fit. */
        BAD_ARGUMENTS,
        /** It threw or reported a failure. */
        FAILED,
        /** It took too long. */
        TIMED_OUT,
        /** It was cancelled: interruption, close, swap. */
        CANCELLED,
        /** Nobody offers a tool of that name. */
        UNKNOWN,
        /** Somebody said no: a person, a guardrail, or nobody in time. */
        REJECTED
    }

    /**
     * A call of a tool waits for somebody's consent; {@link RealtimeSession#decide} gives it, also
     * from within the listener that hears of this.
     */
    record ToolApprovalRequested(Stamp stamp, PendingApproval approval) implements SessionEvent {}

    /** A consent was given, refused, or is no longer needed. */
    record ToolApprovalDecided(Stamp stamp, PendingApproval approval, Decision decision)
            implements SessionEvent {
        /** What was decided. */
        public enum Decision {
            /** It may run. */
            APPROVED,
            /** It may not. */
            REJECTED,
            /** Nobody decided in time. */
            EXPIRED,
            /** The call is gone: with its conversation, or taken back by the provider. */
            WITHDRAWN
        }
    }

    /** The MCP tools that the agent may use changed. */
    record McpToolsChanged(Stamp stamp, List<String> names) implements SessionEvent {}

    /** The provider finished an MCP tool. */
    record McpCallCompleted(Stamp stamp, Item.McpCall call) implements SessionEvent {}

    /** The model's first sound of an answer arrived. */
    record AudioStarted(Stamp stamp, String responseId, String itemId) implements SessionEvent {}

    /** The model's sound of an answer is generated, not yet played. */
    record AudioStopped(Stamp stamp, String responseId, String itemId) implements SessionEvent {}

    /** The primary leg begins to play an answer. */
    record PlaybackStarted(Stamp stamp, @Nullable String itemId) implements SessionEvent {}

    /** The primary leg has played all there is. */
    record PlaybackEnded(Stamp stamp, @Nullable String itemId) implements SessionEvent {}

    /**
     * The agent was silenced; players drop what they hold. {@code heard} is null when nothing was
     * audible yet.
     */
    record AudioInterrupted(Stamp stamp, @Nullable PlayedPosition heard, InterruptionCause cause)
            implements SessionEvent {}

    /**
     * The caller speaks, and it is not certain yet whether that interrupts: playback pauses where
     * it is, and an application that plays for itself does so, too. What follows is {@link
     * AudioResumed} or {@link AudioInterrupted}.
     */
    record AudioPaused(Stamp stamp, @Nullable PlayedPosition heard) implements SessionEvent {}

    /** It was no interruption: playback goes on where it paused. */
    record AudioResumed(Stamp stamp) implements SessionEvent {}

    /** Why an agent was silenced. */
    enum InterruptionCause {
        /** The caller spoke. */
        SPEECH,
        /** The application asked for it. */
        APPLICATION,
        /** A guardrail tripped. */
        GUARDRAIL,
        /** The line was lost or moved. */
        LINE,
        /** A tool had something urgent ({@link io.patchbay.api.tool.ToolResult#urgent}). */
        TOOL
    }

    /** The caller began to speak. */
    record SpeechStarted(Stamp stamp) implements SessionEvent {}

    /** The caller stopped speaking. */
    record SpeechStopped(Stamp stamp) implements SessionEvent {}

    /** More words: the caller's as they are understood, the agent's as they are generated. */
    record TranscriptDelta(Stamp stamp, Role role, String itemId, String delta)
            implements SessionEvent {}

    /** All words of an item. */
    record TranscriptDone(Stamp stamp, Role role, String itemId, String transcript)
            implements SessionEvent {}

    /** An item entered the history. */
    record HistoryAdded(Stamp stamp, Item item) implements SessionEvent {}

    /** An item of the history changed. */
    record HistoryUpdated(Stamp stamp, Item item) implements SessionEvent {}

    /** An item left the conversation. */
    record HistoryRemoved(Stamp stamp, String itemId) implements SessionEvent {}

    /**
     * The oldest items were forgotten on this side ({@link Retention}); the provider still has
     * them.
     */
    record HistoryForgotten(Stamp stamp, List<String> itemIds) implements SessionEvent {
        /** Copies the list. */
        public HistoryForgotten {
            itemIds = List.copyOf(itemIds);
        }
    }

    /** A response is over. */
    record ResponseEnded(
            Stamp stamp, String agent, Response response, @Nullable Duration timeToFirstAudio)
            implements SessionEvent {}

    /**
     * Something took its time.
     *
     * @param subject the response, tool call or item it is about, or null
     */
    record Measured(Stamp stamp, Measure measure, Duration value, @Nullable String subject)
            implements SessionEvent {}

    /**
     * Usage grew.
     *
     * @param agent who answered, or spoke with the caller whose words were transcribed; empty in a
     *     session without one
     * @param responseId the response it belongs to, or null
     * @param added what came
     * @param total the session's
     * @param cost what came costs, where the session has prices
     * @param totalCost the session's cost so far, where it has prices
     */
    record UsageUpdated(
            Stamp stamp,
            String agent,
            @Nullable String responseId,
            Usage added,
            Usage total,
            @Nullable Money cost,
            @Nullable Money totalCost)
            implements SessionEvent {}

    /**
     * A guardrail tripped, at most once for an answer or a turn of the caller.
     *
     * @param agent who gave the answer, or whom the caller spoke to; empty without an agent
     * @param guardrail its name
     * @param itemId the words, or null where nothing names them
     * @param info why, as its verdict says
     */
    record GuardrailTripped(
            Stamp stamp, String agent, String guardrail, @Nullable String itemId, String info)
            implements SessionEvent {}

    /**
     * Speech that was held until its words were judged begins to play; once for a response.
     *
     * @param heldFor how long the first of it was held: what the hold-back costs
     */
    record SpeechReleased(Stamp stamp, String responseId, Duration heldFor)
            implements SessionEvent {}

    /** A caller leg joined and its sound flows. */
    record LegUp(Stamp stamp, String kind, boolean primary) implements SessionEvent {}

    /** A caller leg left. */
    record LegDown(Stamp stamp, String kind, CloseReason reason) implements SessionEvent {}

    /** The primary leg left, and the one of the stamp took its place. */
    record PrimaryLegChanged(Stamp stamp, String kind) implements SessionEvent {}

    /**
     * A call that this side places made a step.
     *
     * @param reason why it did not come about, or null
     */
    record DialProgress(Stamp stamp, DialStep step, @Nullable CloseReason reason)
            implements SessionEvent {}

    /** How far a call is that this side places. */
    enum DialStep {
        /** It is on its way. */
        DIALING,
        /** It rings at the far end. */
        RINGING,
        /** Somebody answered, and sound flows. */
        ANSWERED,
        /** It did not come about. */
        FAILED
    }

    /**
     * It is known, or given up to be known, who answered a call that this side placed.
     *
     * @param after since the answer
     */
    record AnswerClassified(Stamp stamp, AnswerClassifier.Verdict verdict, Duration after)
            implements SessionEvent {}

    /** The caller is being handed to somebody else. */
    record TransferStarted(Stamp stamp, java.net.URI target) implements SessionEvent {}

    /** A transfer came about, or did not, and the call goes on. */
    record TransferEnded(Stamp stamp, java.net.URI target, TransferResult result)
            implements SessionEvent {}

    /** We put the caller on hold, or took him back. */
    record CallHeld(Stamp stamp, boolean on) implements SessionEvent {}

    /** Telephone keys were collected: how many, and why no more. */
    record DigitsCollected(Stamp stamp, int count, Digits.End end) implements SessionEvent {}

    /**
     * A caller pressed a telephone key.
     *
     * @param key the key, or empty while keys are collected that nobody is to see
     */
    record DtmfReceived(Stamp stamp, String key) implements SessionEvent {}

    /** A caller put us on hold, or took us back. */
    record HoldChanged(Stamp stamp, boolean on) implements SessionEvent {}

    /** The caller was silent and is reminded: reminder {@code number} of {@code of}. */
    record IdlePrompted(Stamp stamp, int number, int of) implements SessionEvent {}

    /** The session will end by its own manners; zero {@code timeLeft} says that it ends now. */
    record CallEnding(Stamp stamp, EndingCause cause, Duration timeLeft) implements SessionEvent {}

    /** Why a session ends by itself. */
    enum EndingCause {
        /** The caller was silent, and reminders did not help. */
        IDLE,
        /** The call has lasted as long as it may. */
        MAX_DURATION,
        /** The agent or the application hangs up ({@link Call#hangUp}). */
        HANG_UP
    }

    /** A plug was exchanged under the session, or could not be. */
    record Swapped(Stamp stamp, Swap swap) implements SessionEvent {}

    /** Something is not as it was asked for, and the session goes on. */
    record Warning(Stamp stamp, String code, String message) implements SessionEvent {}

    /** Something failed, and the session goes on as far as it can. */
    record Error(Stamp stamp, ErrorSource source, String message, @Nullable ProviderError provider)
            implements SessionEvent {}

    /** Where an error comes from. */
    enum ErrorSource {
        /** The provider, or the line to it. */
        LINE,
        /** A response that failed. */
        RESPONSE,
        /** A tool. */
        TOOL,
        /** A guardrail. */
        GUARDRAIL,
        /** An agent's instructions or handoff. */
        AGENT,
        /** A listener of the application. */
        LISTENER,
        /** A caller leg. */
        LEG
    }

    /** Something that this version has no word for. */
    record Extension(Stamp stamp, String type, String json) implements SessionEvent {}
}
