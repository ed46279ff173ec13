package org.example.acme;

import io.patchbay.api.history.ContentPart;
import io.patchbay.api.history.Item;
import io.patchbay.api.history.Role;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.tool.ToolDefinition;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes how a session is to be, and what is said in it. The parts of {@code configure}:
 *
 * <pre>
 * "tools":[{"name":"…","description":"…","parameters":{}}]
 * "history":[{"role":"assistant","text":"…"},
 *            {"call":"…","name":"…","arguments":"…"},
 *            {"call":"…","output":"…"}]             with the first one only
 * </pre>
 */
final class AcmeSetup {

    private AcmeSetup() {}

    /** The message that brings a change, or the beginning. */
    static ObjectNode configure(SessionConfig change) {
        ObjectNode message = AcmeJson.object("configure");
        if (change.get(ConfigField.INSTRUCTIONS).isPresent()) {
            message.put("instructions", change.value(ConfigField.INSTRUCTIONS).orElse(""));
        }
        change.value(ConfigField.VOICE).ifPresent(voice -> message.put("voice", voice.id()));
        if (change.get(ConfigField.TOOLS).isPresent()) {
            ArrayNode tools = message.putArray("tools");
            for (ToolDefinition tool : change.value(ConfigField.TOOLS).orElse(List.of())) {
                if (!(tool instanceof ToolDefinition.Function function)) {
                    throw AcmeCodec.refused("runs no tools by itself: " + tool.name());
                }
                tools.addObject()
                        .put("name", function.name())
                        .put("description", function.description())
                        .set("parameters", AcmeJson.parse(function.parameters()));
            }
        }
        return message;
    }

    /** Adds what was said before, on another line; items that the dialect lacks are left out. */
    static void history(ObjectNode configure, List<Item> items) {
        if (items.isEmpty()) {
            return;
        }
        ArrayNode history = configure.putArray("history");
        for (Item item : items) {
            if (item instanceof Item.Message said) {
                history.addObject().put("role", role(said)).put("text", said.inWriting().text());
            } else if (item instanceof Item.FunctionCall call) {
                history.addObject()
                        .put("call", call.callId())
                        .put("name", call.name())
                        .put("arguments", call.arguments());
            } else if (item instanceof Item.FunctionCallOutput output) {
                history.addObject().put("call", output.callId()).put("output", output.output());
            }
        }
    }

    /** The message that adds an item to a conversation that runs. */
    static ObjectNode said(Item item) {
        if (item instanceof Item.FunctionCallOutput output) {
            return AcmeJson.object("result")
                    .put("call", output.callId())
                    .put("output", output.output());
        }
        if (!(item instanceof Item.Message said) || said.role() == Role.ASSISTANT) {
            throw AcmeCodec.refused("takes what the model said at the opening only");
        }
        for (ContentPart part : said.content()) {
            if (part instanceof ContentPart.InputImage) {
                throw AcmeCodec.refused("has no word for pictures");
            }
        }
        return AcmeJson.object("text").put("role", role(said)).put("text", said.inWriting().text());
    }

    private static String role(Item.Message said) {
        return said.role().name().toLowerCase(Locale.ROOT);
    }
}
