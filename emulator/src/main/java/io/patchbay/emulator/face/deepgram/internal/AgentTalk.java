package io.patchbay.emulator.face.deepgram.internal;

import static io.patchbay.emulator.face.deepgram.internal.AgentVoice.message;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.emulator.face.internal.FaceLine;
import io.patchbay.emulator.face.internal.Interpreter;
import io.patchbay.emulator.protocol.internal.Json;
import io.patchbay.emulator.protocol.internal.ProtocolException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One connection with the service, until it has settings; from then on they rule. */
final class AgentTalk implements Interpreter {
    /** The service asks for a sign of life every 8 s; how long it waits it does not say. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final int AFTER_ERROR = 1011;

    private final FaceLine line;
    private @Nullable AgentSession session;
    private SerialLoop.@Nullable Timer patience;
    private boolean heard;
    private boolean over;

    AgentTalk(FaceLine line) {
        this.line = line;
    }

    @Override
    public void opened() {
        line.text(message("Welcome").put("request_id", UUID.randomUUID().toString()));
        patience = line.loop().schedule(this::look, PATIENCE);
    }

    private void look() {
        if (heard) {
            heard = false;
            patience = line.loop().schedule(this::look, PATIENCE);
        } else {
            fail("CLIENT_MESSAGE_TIMEOUT", "We waited too long for a websocket message.");
        }
    }

    @Override
    public void text(ByteBuffer frame) {
        heard = true;
        if (over) {
            return;
        }
        byte[] bytes = new byte[frame.remaining()];
        frame.duplicate().get(bytes);
        try {
            JsonNode message = Json.parse(bytes);
            AgentShapes.MESSAGE.check(message, "");
            take(Json.string(message, "type", ""), message);
        } catch (JacksonException e) {
            fail("UNPARSABLE_CLIENT_MESSAGE", "The message is no JSON.");
        } catch (ProtocolException e) {
            fail("UNPARSABLE_CLIENT_MESSAGE", String.valueOf(e.getMessage()));
        }
    }

    private void take(String type, JsonNode message) {
        AgentSession current = session;
        if (type.equals("Settings")) {
            if (current != null) {
                fail("SETTINGS_ALREADY_APPLIED", "The settings were applied already.");
            } else {
                settings(message);
            }
        } else if (current == null) {
            early();
        } else {
            current.take(type, message);
        }
    }

    private void settings(JsonNode message) {
        AgentState state;
        try {
            state = new AgentState(message);
        } catch (IllegalArgumentException e) {
            fail("INVALID_SETTINGS", String.valueOf(e.getMessage()));
            return;
        }
        AgentSession begun = new AgentSession(line, state, this::fail);
        session = begun;
        line.begin(state.model());
        line.sentencesFirst();
        begun.apply();
    }

    private void early() {
        fail(
                "NON_SETTINGS_MESSAGE_BEFORE_SETTINGS",
                "A message was sent before a Settings message.");
    }

    @Override
    public void binary(ByteBuffer frame) {
        heard = true;
        AgentSession current = session;
        if (over) {
            return;
        }
        if (current == null) {
            early();
        } else {
            current.sound(frame);
        }
    }

    @Override
    public void event(ObjectNode event) {
        AgentSession current = session;
        if (current != null && !over) {
            current.event(Json.string(event, "type", ""), event);
        }
    }

    private void fail(String code, String description) {
        if (!over) {
            over = true;
            line.countError();
            line.text(message("Error").put("description", description).put("code", code));
            line.close(AFTER_ERROR, code);
        }
    }

    @Override
    public void closing(int code, String reason) {
        if (code == 4000) {
            fail("INTERNAL_SERVER_ERROR", reason);
        } else {
            over = true;
            line.close(code, reason);
        }
    }

    @Override
    public void closed() {
        over = true;
        if (patience != null) {
            patience.cancel();
        }
    }
}
