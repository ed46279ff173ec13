package io.patchbay.provider.gemini.internal;

import io.patchbay.api.history.ContentPart;
import io.patchbay.api.history.Item;
import io.patchbay.api.history.Role;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes items as {@code clientContent.turns}. There are two roles, {@code user} and {@code model};
 * what an operator says goes as the user's. Calls and their outputs are told in words: the Live API
 * takes no function parts there (seen by pydantic-ai, {@code realtime/google.py}).
 */
final class ContentWriter {

    private static final Pattern DATA =
            Pattern.compile("data:(image/[A-Za-z0-9.+-]+);base64,([A-Za-z0-9+/=_-]+)");

    private ContentWriter() {}

    /**
     * A history, as the one message that tells it, without the pictures that are {@link
     * #elsewhere}; null when there is nothing to tell.
     */
    static @Nullable ObjectNode history(List<Item> items) {
        Map<String, String> names = new HashMap<>();
        ObjectNode message = Json.object();
        ArrayNode turns =
                message.putObject("clientContent").put("turnComplete", true).putArray("turns");
        for (Item item : items) {
            add(turns, item, names, true);
        }
        return turns.isEmpty() ? null : message;
    }

    /** How many pictures of a history are {@link #elsewhere}. */
    static long untold(List<Item> items) {
        return items.stream()
                .flatMap(item -> item instanceof Item.Message said ? said.content().stream() : null)
                .filter(ContentWriter::elsewhere)
                .count();
    }

    /** Whether this is a picture that lies where the service does not look. */
    private static boolean elsewhere(ContentPart part) {
        return part instanceof ContentPart.InputImage image && !DATA.matcher(image.url()).matches();
    }

    /**
     * One item, to be answered when an answer is asked for.
     *
     * @param names what functions the calls were of, by call
     * @throws IllegalArgumentException when it cannot be told; the message says why
     */
    static ObjectNode item(Item item, Map<String, String> names) {
        ObjectNode message = Json.object();
        ArrayNode turns =
                message.putObject("clientContent").put("turnComplete", false).putArray("turns");
        add(turns, item, names, false);
        if (turns.isEmpty()) {
            throw new IllegalArgumentException(
                    "Gemini is told messages, calls and outputs; this holds nothing of the kind");
        }
        return message;
    }

    private static void add(
            ArrayNode turns, Item item, Map<String, String> names, boolean leniently) {
        if (item instanceof Item.Message said) {
            boolean model = said.role() == Role.ASSISTANT;
            ArrayNode parts = null;
            for (ContentPart part : said.inWriting().content()) {
                ObjectNode written = leniently && elsewhere(part) ? null : part(part);
                if (written != null) {
                    parts = parts == null ? parts(turns, model) : parts;
                    parts.add(written);
                }
            }
        } else if (item instanceof Item.FunctionCall call) {
            names.put(call.callId(), call.name());
            text(
                    turns,
                    true,
                    "[Tool " + call.callId() + ": " + call.name() + "(" + call.arguments() + ")]");
        } else if (item instanceof Item.FunctionCallOutput output) {
            String name = names.getOrDefault(output.callId(), "");
            text(
                    turns,
                    false,
                    "[Tool "
                            + output.callId()
                            + (name.isEmpty() ? "" : ": " + name)
                            + " returned: "
                            + output.output()
                            + "]");
        }
    }

    private static void text(ArrayNode turns, boolean model, String words) {
        parts(turns, model).addObject().put("text", words);
    }

    /** The parts of the last turn, when it is of the same role; of a new one else. */
    private static ArrayNode parts(ArrayNode turns, boolean model) {
        String role = model ? "model" : "user";
        if (!turns.isEmpty()
                && turns.get(turns.size() - 1) instanceof ObjectNode last
                && role.equals(Json.text(last, "role"))
                && last.get("parts") instanceof ArrayNode parts) {
            return parts;
        }
        return turns.addObject().put("role", role).putArray("parts");
    }

    private static @Nullable ObjectNode part(ContentPart part) {
        if (part instanceof ContentPart.InputText typed) {
            return typed.text().isEmpty() ? null : Json.object().put("text", typed.text());
        }
        if (part instanceof ContentPart.OutputText written) {
            return written.text().isEmpty() ? null : Json.object().put("text", written.text());
        }
        if (part instanceof ContentPart.InputImage image) {
            return picture(image);
        }
        return null;
    }

    private static ObjectNode picture(ContentPart.InputImage image) {
        Matcher data = DATA.matcher(image.url());
        if (!data.matches()) {
            throw new IllegalArgumentException(
                    "Gemini takes a picture as a data URI, data:image/jpeg;base64,…; it reads no"
                            + " other address");
        }
        ObjectNode part = Json.object();
        part.putObject("inlineData").put("mimeType", data.group(1)).put("data", data.group(2));
        return part;
    }
}
