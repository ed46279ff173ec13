package io.patchbay.emulator.face.dialect.internal;

import io.patchbay.emulator.face.internal.FaceLine;
import io.patchbay.emulator.face.internal.Interpreter;
import io.patchbay.emulator.face.internal.Retelling;
import io.patchbay.emulator.protocol.internal.ClientEvents;
import io.patchbay.emulator.protocol.internal.Ids;
import io.patchbay.emulator.protocol.internal.Json;
import io.patchbay.emulator.protocol.internal.ProtocolException;
import io.patchbay.emulator.protocol.internal.Shape;
import io.patchbay.emulator.protocol.internal.Shapes;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One connection in a dialect. */
final class DialectTalk implements Interpreter {
    /** Begins ids of events that the client gave none. */
    private static final String OURS = "update_";

    private final Dialect dialect;
    private final FaceLine line;
    private final String model;
    private final Shape events;
    private final DialectSession session;
    private final DialectSound sound;

    /** Answers to what the client did not ask for. */
    private int unasked;

    private final KeptConversations kept;
    private final Optional<List<String>> earlier;
    private String conversationId;
    private boolean keeps;

    /**
     * A talk to come.
     *
     * @param kept what connections before left
     * @param conversation the id of the one to go on with
     */
    DialectTalk(
            Dialect dialect,
            FaceLine line,
            String model,
            KeptConversations kept,
            Optional<String> conversation) {
        this.kept = kept;
        this.earlier = conversation.flatMap(kept::find);
        this.conversationId = earlier.isPresent() ? conversation.orElse("") : "";
        this.dialect = dialect;
        this.line = line;
        this.model = model;
        this.sound = new DialectSound(dialect);
        this.session = new DialectSession(dialect, sound);
        Map<String, Shape> known = new LinkedHashMap<>();
        known.put("session.update", ClientShapes.event().require("session", session.shape()));
        known.putAll(dialect.events());
        this.events = Shapes.tagged("type", known);
    }

    @Override
    public void opened() {
        line.begin(model);
        dialect.opening()
                .ifPresent(
                        settings -> {
                            unasked++;
                            line.send(update(settings));
                        });
        earlier.ifPresent(items -> Retelling.tell(line, items));
    }

    @Override
    public void text(ByteBuffer frame) {
        byte[] bytes = new byte[frame.remaining()];
        frame.duplicate().get(bytes);
        JsonNode event;
        try {
            event = Json.parse(bytes);
        } catch (JacksonException e) {
            refuse(ProtocolException.invalid("invalid_event", "The frame is no JSON.", null), null);
            return;
        }
        try {
            if (!(event instanceof ObjectNode object)) {
                throw ProtocolException.invalid(
                        "invalid_event", "An event is a JSON object with a 'type'.", null);
            }
            events.check(object, "");
            take(object, Json.string(object, "type", ""));
        } catch (ProtocolException e) {
            refuse(e, ClientEvents.idOf(event));
        }
    }

    @Override
    public void binary(ByteBuffer frame) {
        refuse(
                ProtocolException.invalid("invalid_event", "Events are text frames of JSON.", null),
                null);
    }

    private void take(ObjectNode event, String type) {
        if (dialect.ignored().contains(type)) {
            return;
        }
        event.remove("client_timestamp");
        switch (type) {
            case "session.update" -> {
                String id = Json.string(event, "event_id", "");
                if (id.isEmpty()) {
                    id = Ids.next(OURS);
                    event.put("event_id", id);
                }
                keeps |= event.at("/session/resumption/enabled").asBoolean(false);
                event.set("session", session.update(id, (ObjectNode) event.path("session")));
                line.send(event);
            }
            case "session.finish" -> {
                line.text(event("session.finished"));
                line.close(1000, "");
            }
            case "input_audio_buffer.append" ->
                    line.append(sound.fromClient(decode(Json.string(event, "audio", ""))));
            case "conversation.item.create" -> {
                if (dialect.resumes() && isForced(event.path("item"))) {
                    say(event.path("item"));
                    return;
                }
                if (dialect.beta()) {
                    BetaNames.itemToGa(event.path("item"));
                }
                line.send(event);
            }
            case "response.create" -> {
                if (event.path("response") instanceof ObjectNode response) {
                    event.set("response", session.response(response));
                }
                line.send(event);
            }
            default -> line.send(event);
        }
    }

    private static boolean isForced(JsonNode item) {
        return "force_message".equals(Json.string(item, "type", ""));
    }

    /** Given words, which are spoken as they are. */
    private void say(JsonNode item) {
        StringBuilder words = new StringBuilder();
        item.path("content").forEach(part -> words.append(Json.string(part, "text", "")));
        ObjectNode create = Json.object().put("type", "response.create");
        ObjectNode response = create.putObject("response").put("instructions", "\"" + words + "\"");
        response.putArray("input");
        response.putArray("tools");
        line.send(create);
    }

    /** A conversation keeps its name over its connections. */
    private void nameConversation(ObjectNode event) {
        if (event.path("conversation") instanceof ObjectNode conversation) {
            if (conversationId.isEmpty()) {
                conversationId = Json.string(conversation, "id", "");
            } else {
                conversation.put("id", conversationId);
            }
        }
    }

    private static byte[] decode(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw ProtocolException.invalidValue("Invalid 'audio': no base64.", "audio");
        }
    }

    private void refuse(ProtocolException error, @Nullable String eventId) {
        line.countError();
        ObjectNode event = event("error");
        event.set("error", error.toJson().put("event_id", eventId));
        line.text(event);
    }

    private static ObjectNode event(String type) {
        return Json.object().put("type", type).put("event_id", Ids.next("event_"));
    }

    private static ObjectNode update(ObjectNode settings) {
        ObjectNode event = Json.object().put("type", "session.update");
        event.set("session", settings.deepCopy());
        return event;
    }

    @Override
    public void event(ObjectNode event) {
        String type = Json.string(event, "type", "");
        switch (type) {
            case "session.created" -> event.set("session", session.show(event.path("session")));
            case "session.updated" -> {
                if (unasked > 0) {
                    unasked--;
                    return;
                }
                session.updated();
                event.set("session", session.show(event.path("session")));
            }
            case "conversation.created" -> nameConversation(event);
            case "error" -> {
                String id = Json.string(event.path("error"), "event_id", "");
                session.refused(id);
                if (id.startsWith(OURS)) {
                    ((ObjectNode) event.path("error")).putNull("event_id");
                }
            }
            case "response.output_audio.delta" -> {
                byte[] heard = Base64.getDecoder().decode(Json.string(event, "delta", ""));
                if (!sound.passesOut()) {
                    event.put("delta", Base64.getEncoder().encodeToString(sound.toClient(heard)));
                }
            }
            default -> {
                // nothing but names
            }
        }
        if (dialect.beta() && !BetaNames.toBeta(event)) {
            return;
        }
        if (!dialect.unspoken().contains(Json.string(event, "type", ""))) {
            line.text(event);
        }
    }

    @Override
    public void closed() {
        if (keeps && line.begun()) {
            kept.keep(conversationId, line.conversation());
        }
    }

    @Override
    public void closing(int code, String reason) {
        line.close(code, reason);
    }
}
