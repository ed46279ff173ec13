package io.patchbay.provider.openai.internal;

import io.patchbay.api.provider.CodecContext;
import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.provider.RealtimeCodec.WireKind;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportListener;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads what the provider sends. Frequent flat events take the short way ({@link FlatEvent}), all
 * others become a tree; both ways tell the same.
 */
final class ServerEventReader {

    private final Profile profile;
    private final CodecContext context;
    private final TransportListener listener;
    private final Handshake handshake;
    private final LineFormats formats;
    private final UnaskedAnswers answers;
    private final SpeechDecoder speech;
    private final FlatEventReader flat;
    private final ConversationEventReader conversation;
    private final ResponseEventReader responses;
    private final @Nullable AnswerCompletion completion;

    ServerEventReader(
            Profile profile,
            CodecContext context,
            Handshake handshake,
            LineFormats formats,
            UnaskedAnswers answers) {
        this.profile = profile;
        this.context = context;
        this.listener = context.listener();
        this.handshake = handshake;
        this.formats = formats;
        this.answers = answers;
        this.completion =
                profile.has(Quirk.INCOMPLETE_ANSWERS) ? new AnswerCompletion(this::tell) : null;
        this.speech = new SpeechDecoder(listener, formats, completion);
        this.flat = new FlatEventReader(listener, speech, completion != null);
        this.conversation = new ConversationEventReader(profile, listener::onEvent, formats);
        this.responses =
                new ResponseEventReader(profile, listener::onEvent, formats, answers, speech);
    }

    /** Whether the model has spoken. */
    boolean heard() {
        return speech.heard();
    }

    void read(ByteBuffer message, WireKind kind) {
        if (kind == WireKind.BINARY) {
            reject(null, "a binary message; this protocol has text messages only");
            return;
        }
        byte[] bytes;
        int offset;
        int length = message.remaining();
        if (message.hasArray()) {
            bytes = message.array();
            offset = message.arrayOffset() + message.position();
        } else {
            bytes = new byte[length];
            offset = 0;
            message.get(message.position(), bytes);
        }
        if (length > Json.MAX_LENGTH) {
            reject(null, "a message of " + length + " bytes; the bound is " + Json.MAX_LENGTH);
            return;
        }
        boolean raw = listener.wantsRaw();
        if (raw || !flat.read(bytes, offset, length)) {
            tree(bytes, offset, length, raw);
        }
    }

    private void tree(byte[] bytes, int offset, int length, boolean raw) {
        JsonNode node;
        try {
            node = Json.parse(bytes, offset, length);
        } catch (JacksonException e) {
            raw(raw, "", bytes, offset, length);
            reject(null, "the message is no JSON within the bounds" + Json.place(e));
            return;
        }
        JsonNode named = node.get("type");
        String type = named != null && named.isString() ? named.stringValue() : null;
        raw(raw, type == null ? "" : type, bytes, offset, length);
        if (!(node instanceof ObjectNode object) || type == null) {
            reject(null, node.isObject() ? "type is missing" : "the message is no JSON object");
            return;
        }
        if (raw && flat.read(bytes, offset, length)) {
            return;
        }
        if (completion != null) {
            completion.take(EventNames.current(type), object);
        } else if (!tell(type, object)) {
            listener.onEvent(new TransportEvent.Extension(type, Json.text(bytes, offset, length)));
        }
    }

    private void tell(ObjectNode object) {
        String type = object.path("type").asString("");
        if (!tell(type, object)) {
            listener.onEvent(new TransportEvent.Extension(type, Json.text(object)));
        }
    }

    /** Tells what an event says; false when nobody knows it. */
    private boolean tell(String type, ObjectNode object) {
        List<String> problems = new ArrayList<>(0);
        Fields event = Fields.of(object, problems);
        String current = EventNames.current(type);
        boolean known =
                isToldAgain(current)
                        || responses.read(current, event)
                        || conversation.read(current, event)
                        || service(current, event);
        if (!problems.isEmpty()) {
            reject(type, String.join("; ", problems));
        }
        return known;
    }

    /** A conversation that goes on tells its items under new names, before the line is ready. */
    private boolean isToldAgain(String type) {
        return type.startsWith("conversation.item.")
                && profile.has(Quirk.RESUMES_BY_CONVERSATION)
                && context.resumption() != null
                && !handshake.isReady();
    }

    private void raw(boolean wanted, String type, byte[] bytes, int offset, int length) {
        if (wanted) {
            listener.onEvent(new TransportEvent.Raw(type, Json.text(bytes, offset, length)));
        }
    }

    private void reject(@Nullable String type, String why) {
        listener.onEvent(new TransportEvent.Rejected(type, why));
    }

    /** The events about the session itself. */
    private boolean service(String type, Fields event) {
        switch (type) {
            case "session.created" -> created(event);
            case "session.updated", "transcription_session.updated" -> updated(event);
            case "error" -> error(event);
            case "rate_limits.updated" -> rateLimits(event);
            case "ping", "heartbeat" -> {
                // says that the service is there, and wants no answer
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private void created(Fields event) {
        Fields session = event.object("session");
        SessionConfig config =
                session == null ? SessionConfig.EMPTY : SessionReader.read(profile, session);
        if (session == null && event.value("session") == null) {
            event.problem("session", "is missing");
        }
        long expires = session == null ? 0 : session.whole("expires_at", 0);
        listener.onEvent(
                new TransportEvent.SessionCreated(
                        session == null ? "" : session.text("id", ""),
                        expires <= 0 ? null : instant(expires),
                        config));
        handshake.created(config);
    }

    private static @Nullable Instant instant(long seconds) {
        return seconds > Instant.MAX.getEpochSecond() ? null : Instant.ofEpochSecond(seconds);
    }

    private void updated(Fields event) {
        Fields session = event.object("session");
        if (session == null) {
            if (event.value("session") == null) {
                event.problem("session", "is missing");
            }
        } else {
            SessionConfig config = SessionReader.read(profile, session);
            formats.confirmed(config);
            listener.onEvent(new TransportEvent.SessionUpdated(config));
        }
        handshake.updated();
    }

    private void error(Fields event) {
        Fields details = event.object("error");
        if (details == null && event.value("error") == null) {
            event.problem("error", "is missing");
        }
        ProviderError error =
                ErrorClassifier.read(
                        details == null ? Fields.of(Json.object(), event.problems()) : details);
        if (error.commandId() != null) {
            formats.refused(error.commandId());
            answers.refused(error.commandId());
        }
        listener.onEvent(new TransportEvent.Error(error));
        handshake.error(error);
        if ("cannot_update_voice".equals(error.code())) {
            context.needsNewLine("the voice is fixed once the model has spoken");
        }
    }

    private void rateLimits(Fields event) {
        List<TransportEvent.RateLimit> limits = new ArrayList<>();
        for (Fields limit : event.objects("rate_limits")) {
            Double reset = limit.numberOrNull("reset_seconds");
            limits.add(
                    new TransportEvent.RateLimit(
                            limit.text("name", ""),
                            limit.whole("limit", 0),
                            limit.whole("remaining", 0),
                            reset == null ? 0 : reset));
        }
        listener.onEvent(new TransportEvent.RateLimits(limits));
    }
}
