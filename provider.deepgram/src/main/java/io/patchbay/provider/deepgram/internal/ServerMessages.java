package io.patchbay.provider.deepgram.internal;

import io.patchbay.api.provider.CodecContext;
import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.transport.TransportEvent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Takes what the service says. It says {@code Welcome} first, then wants the settings, and is ready
 * when it has applied them.
 *
 * <p>Measurements ({@code LatencyReport}), thoughts ({@code AgentThinking}), functions that the
 * service runs by itself and what they come to, and its own record ({@code History}) are passed on
 * as they came.
 */
final class ServerMessages {

    private final CodecContext context;
    private final Conversation conversation;
    private final InForce inForce;
    private final Runnable sendSettings;
    private final Runnable onReady;
    private boolean welcomed;
    private boolean ready;
    private boolean over;

    ServerMessages(
            CodecContext context,
            Conversation conversation,
            InForce inForce,
            Runnable sendSettings,
            Runnable onReady) {
        this.context = context;
        this.conversation = conversation;
        this.inForce = inForce;
        this.sendSettings = sendSettings;
        this.onReady = onReady;
    }

    /** Sound of the model, valid during the call. */
    void sound(ByteBuffer bytes) {
        conversation.sound(bytes);
    }

    /** Takes a message; what is wrong with it is told, never thrown. */
    void message(String json) {
        String type = null;
        try {
            ObjectNode message = Json.object("the message", json);
            type = Json.text(message, "type");
            raw(type, json);
            if (!read(type, message)) {
                tell(new TransportEvent.Extension(type, json));
            }
        } catch (IllegalArgumentException e) {
            if (type == null) {
                raw("", json);
            }
            tell(new TransportEvent.Rejected(type, String.valueOf(e.getMessage())));
        }
    }

    private void raw(String type, String json) {
        if (context.listener().wantsRaw()) {
            tell(new TransportEvent.Raw(type, json));
        }
    }

    /** False for what is passed on as it came. */
    private boolean read(String type, ObjectNode message) {
        switch (type) {
            case "Welcome" -> welcome(Json.text(message, "request_id", ""));
            case "SettingsApplied" -> applied();
            case "ThinkUpdated", "PromptUpdated" -> updated(inForce.confirmThinking());
            case "SpeakUpdated" -> updated(inForce.confirmSpeaking());
            case "ListenUpdated" -> updated(inForce.confirmed());
            case "Warning" ->
                    tell(
                            new TransportEvent.Notice(
                                    Json.text(message, "code", "Warning"),
                                    Json.text(message, "description")));
            case "Error" -> error(message);
            case "InjectionRefused" -> refused(Json.text(message, "message", "it was refused"));
            default -> {
                return said(type, message);
            }
        }
        return true;
    }

    private boolean said(String type, ObjectNode message) {
        switch (type) {
            case "ConversationText" ->
                    text(Json.text(message, "role"), Json.text(message, "content"));
            case "UserStartedSpeaking" -> conversation.callerSpeaks();
            case "AgentStartedSpeaking" -> conversation.agentBegins();
            case "AgentAudioDone" -> conversation.agentDone();
            case "FunctionCallRequest" -> {
                return functions(message);
            }
            case "FunctionCallCancelled" -> cancelled(message);
            case "AgentThinking" -> {
                conversation.agentThinks();
                return false;
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private void welcome(String requestId) {
        tell(new TransportEvent.SessionCreated(requestId, null, SessionConfig.EMPTY));
        if (!welcomed) {
            welcomed = true;
            conversation.named(requestId);
            sendSettings.run();
        }
    }

    private void applied() {
        updated(inForce.confirmed());
        if (!ready && !over) {
            ready = true;
            onReady.run();
            context.ready();
        }
    }

    private void updated(SessionConfig config) {
        tell(new TransportEvent.SessionUpdated(config));
    }

    private void text(String role, String words) {
        switch (role) {
            case "user" -> conversation.callerSaid(words);
            case "assistant" -> conversation.agentSaid(words);
            default -> throw new IllegalArgumentException("'role' is neither user nor assistant");
        }
    }

    /** A function of the session. */
    private record Wanted(String id, String name, String arguments) {}

    /** False when none of the functions is to be run here. */
    private boolean functions(ObjectNode message) {
        List<Wanted> wanted = new ArrayList<>(1);
        for (ObjectNode function : all(message)) {
            JsonNode here = function.get("client_side");
            if (here == null || here.asBoolean(true)) {
                wanted.add(
                        new Wanted(
                                Json.text(function, "id"),
                                Json.text(function, "name"),
                                Json.text(function, "arguments")));
            }
        }
        wanted.forEach(call -> conversation.call(call.id(), call.name(), call.arguments()));
        if (!wanted.isEmpty()) {
            conversation.callsDone();
        }
        return !wanted.isEmpty();
    }

    private void cancelled(ObjectNode message) {
        for (ObjectNode function : all(message)) {
            tell(new TransportEvent.ToolCallCancelled(Json.text(function, "id")));
        }
    }

    private static List<ObjectNode> all(ObjectNode message) {
        if (!(message.get("functions") instanceof ArrayNode array)) {
            throw new IllegalArgumentException("'functions' is missing, or no list");
        }
        List<ObjectNode> all = new ArrayList<>(array.size());
        for (JsonNode function : array) {
            if (!(function instanceof ObjectNode object)) {
                throw new IllegalArgumentException("'functions' holds something else than objects");
            }
            all.add(object);
        }
        return all;
    }

    private void refused(String why) {
        @Nullable String commandId = conversation.injected().refused();
        tell(new TransportEvent.Error(Complaints.refused(why, commandId)));
    }

    private void error(ObjectNode message) {
        ProviderError error =
                Complaints.of(
                        Json.text(message, "code", "Error"),
                        Json.text(message, "description", "the service does not say what"),
                        ready);
        tell(new TransportEvent.Error(error));
        if (!over) {
            over = true;
            context.failed(error);
        }
    }

    private void tell(TransportEvent event) {
        context.listener().onEvent(event);
    }
}
