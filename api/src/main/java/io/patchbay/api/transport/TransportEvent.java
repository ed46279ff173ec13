package io.patchbay.api.transport;

import io.patchbay.api.history.ContentPart;
import io.patchbay.api.history.Item;
import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.provider.ResumptionHandle;
import io.patchbay.api.session.Response;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a link tells a session, in the words of no particular provider. Sound is not among them
 * ({@link TransportListener#onAudio}). New kinds may be added in a minor version: whoever looks at
 * kinds keeps a branch for the ones it does not know.
 */
public sealed interface TransportEvent {

    /**
     * The link's state changed; {@code reason} is there when it became {@link
     * TransportState#DISCONNECTED}.
     */
    record StateChanged(TransportState state, @Nullable CloseReason reason)
            implements TransportEvent {}

    /**
     * The provider has opened a session.
     *
     * @param expiresAt when it will end it, or null when it does not say
     */
    record SessionCreated(String sessionId, @Nullable Instant expiresAt, SessionConfig config)
            implements TransportEvent {}

    /** The provider has taken a change; {@code config} is all that is in force now. */
    record SessionUpdated(SessionConfig config) implements TransportEvent {}

    /** The conversation has a name. */
    record ConversationCreated(String conversationId) implements TransportEvent {}

    /** An item entered the conversation, perhaps not whole yet. */
    record ItemAdded(Item item, Placement placement) implements TransportEvent {}

    /** An item of the conversation is whole. */
    record ItemDone(Item item, Placement placement) implements TransportEvent {}

    /** An item as the provider keeps it, after {@link Command.RetrieveItem}. */
    record ItemRetrieved(Item item) implements TransportEvent {}

    /** The model's memory of an item was cut. */
    record ItemTruncated(String itemId, int contentIndex, long audioEndMillis)
            implements TransportEvent {}

    /** An item left the conversation. */
    record ItemDeleted(String itemId) implements TransportEvent {}

    /** More of the transcript of what the caller said. */
    record InputTranscriptDelta(String itemId, int contentIndex, String delta)
            implements TransportEvent {}

    /** A stretch of the transcript with its speaker, {@code start} and {@code end} in seconds. */
    record InputTranscriptSegment(
            String itemId,
            int contentIndex,
            String id,
            String text,
            @Nullable String speaker,
            double start,
            double end)
            implements TransportEvent {}

    /** The transcript of what the caller said is whole. */
    record InputTranscriptDone(
            String itemId, int contentIndex, String transcript, @Nullable Usage usage)
            implements TransportEvent {}

    /** What the caller said could not be transcribed. */
    record InputTranscriptFailed(String itemId, int contentIndex, ProviderError error)
            implements TransportEvent {}

    /** The caller began to speak; milliseconds of the session's sound, padding included. */
    record SpeechStarted(@Nullable String itemId, long audioStartMillis)
            implements TransportEvent {}

    /** The caller stopped speaking; milliseconds of the session's sound, silence included. */
    record SpeechStopped(@Nullable String itemId, long audioEndMillis) implements TransportEvent {}

    /** Caller's sound became an item. */
    record InputCommitted(String itemId, Placement placement) implements TransportEvent {}

    /** Uncommitted caller's sound was forgotten. */
    record InputCleared() implements TransportEvent {}

    /** The caller said nothing for as long as the server waits. */
    record InputTimeout(String itemId, long audioStartMillis, long audioEndMillis)
            implements TransportEvent {}

    /** The caller pressed a key: {@code 0-9 * # A-D}. */
    record DtmfReceived(String key) implements TransportEvent {}

    /** The provider's output buffer began to play, ran dry, or was cleared. */
    record OutputBuffer(State state, @Nullable String responseId) implements TransportEvent {
        /** What happened to the buffer. */
        public enum State {
            /** It plays. */
            STARTED,
            /** It ran dry by itself. */
            STOPPED,
            /** It was emptied. */
            CLEARED
        }
    }

    /** A response began. */
    record ResponseStarted(Response response) implements TransportEvent {}

    /** A response is over: completed, cancelled, incomplete or failed. */
    record ResponseDone(Response response) implements TransportEvent {}

    /** A response began an item. */
    record OutputItemAdded(String responseId, int outputIndex, Item item)
            implements TransportEvent {}

    /** A response finished an item. */
    record OutputItemDone(String responseId, int outputIndex, Item item)
            implements TransportEvent {}

    /** A response began a part of an item; its words and sound follow. */
    record ContentPartAdded(String responseId, String itemId, int contentIndex, ContentPart part)
            implements TransportEvent {}

    /** A response finished a part of an item; sound is left out. */
    record ContentPartDone(String responseId, String itemId, int contentIndex, ContentPart part)
            implements TransportEvent {}

    /** More written words of the model. */
    record TextDelta(String responseId, String itemId, int contentIndex, String delta)
            implements TransportEvent {}

    /** The written words are whole. */
    record TextDone(String responseId, String itemId, int contentIndex, String text)
            implements TransportEvent {}

    /** More of the transcript of what the model says. */
    record TranscriptDelta(String responseId, String itemId, int contentIndex, String delta)
            implements TransportEvent {}

    /** The transcript of what the model says is whole. */
    record TranscriptDone(String responseId, String itemId, int contentIndex, String transcript)
            implements TransportEvent {}

    /** The model's sound for a part is generated, not yet played. */
    record AudioDone(String responseId, String itemId, int contentIndex)
            implements TransportEvent {}

    /** More of the arguments of a function call. */
    record ArgumentsDelta(String responseId, String itemId, @Nullable String callId, String delta)
            implements TransportEvent {}

    /**
     * The arguments of a function call are whole; the call itself comes as {@link OutputItemDone}.
     */
    record ArgumentsDone(
            String responseId,
            String itemId,
            @Nullable String callId,
            @Nullable String name,
            String arguments)
            implements TransportEvent {}

    /** The provider takes back a call it made. */
    record ToolCallCancelled(String callId) implements TransportEvent {}

    /** How far the provider is with an MCP tool that it runs by itself. */
    record McpCallProgress(String itemId, Progress progress) implements TransportEvent {}

    /** How far the provider is with listing an MCP server's tools. */
    record McpListProgress(String itemId, Progress progress) implements TransportEvent {}

    /** A step of provider's work. */
    enum Progress {
        /** Begun. */
        IN_PROGRESS,
        /** Done. */
        COMPLETED,
        /** Given up. */
        FAILED
    }

    /** What the account may still use. */
    record RateLimits(List<RateLimit> limits) implements TransportEvent {
        /** Copies the list. */
        public RateLimits {
            limits = List.copyOf(limits);
        }
    }

    /** One limit: {@code remaining} of {@code limit}, full again after {@code resetSeconds}. */
    record RateLimit(String name, long limit, long remaining, double resetSeconds) {}

    /** Usage that no response carries. */
    record UsageReported(Usage usage) implements TransportEvent {}

    /** The provider will end this line soon. */
    record GoAway(Duration timeLeft) implements TransportEvent {}

    /**
     * Something was asked for that only another line can give ({@link
     * io.patchbay.api.provider.CodecContext#needsNewLine}).
     *
     * @param reason what, in a line for a person
     */
    record NewLineNeeded(String reason) implements TransportEvent {}

    /** With which the conversation can be resumed from now on. */
    record Resumption(ResumptionHandle handle) implements TransportEvent {}

    /**
     * Something that an operator should know and that changes nothing: the transport went on.
     *
     * @param code short and stable, e.g. {@code session-unconfirmed}
     * @param text one line for a person
     */
    record Notice(String code, String text) implements TransportEvent {}

    /** The provider complains. */
    record Error(ProviderError error) implements TransportEvent {}

    /**
     * A message that could not be understood, whole or in part. What was understood of it came as
     * other events.
     *
     * @param type its type as far as it is known
     * @param why what is wrong with it, naming the field
     */
    record Rejected(@Nullable String type, String why) implements TransportEvent {}

    /**
     * A message as it came, before anything was made of it. Only built when {@link
     * TransportListener#wantsRaw()}.
     *
     * @param type its type, or an empty text
     */
    record Raw(String type, String json) implements TransportEvent {
        /** Type and size only: content is not for logs. */
        @Override
        public String toString() {
            return "Raw[" + type + ", " + json.length() + " characters]";
        }
    }

    /**
     * A message as it went onto the wire. Only built when {@link TransportListener#wantsRaw()}, by
     * transports that carry messages.
     */
    record RawSent(String json) implements TransportEvent {
        /** The size only: content is not for logs, and configurations hold keys of MCP servers. */
        @Override
        public String toString() {
            return "RawSent[" + json.length() + " characters]";
        }
    }

    /**
     * Something that this version has no word for.
     *
     * @param json the message as it came
     */
    record Extension(String type, String json) implements TransportEvent {}
}
