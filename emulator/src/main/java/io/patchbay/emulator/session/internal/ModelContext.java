package io.patchbay.emulator.session.internal;

import io.patchbay.emulator.model.internal.ModelInput;
import io.patchbay.emulator.model.internal.Tokens;
import io.patchbay.emulator.protocol.internal.Json;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** How the model reads a list of items. */
final class ModelContext {
    private ModelContext() {}

    /** The newest message of the user, the one that may still have to be understood; or nothing. */
    static List<Item> newestUserMessage(List<Item> items) {
        for (int i = items.size() - 1; i >= 0; i--) {
            if (items.get(i).isMessage("user")) {
                return List.of(items.get(i));
            }
        }
        return List.of();
    }

    /**
     * The last thing that the model was told.
     *
     * @param onlyNew whether what came before the model's own last words does not count
     */
    static ModelInput lastInput(List<Item> items, boolean onlyNew) {
        List<String> outputs = new ArrayList<>();
        for (int i = items.size() - 1; i >= 0; i--) {
            Item item = items.get(i);
            if ("function_call_output".equals(item.type()) || "mcp_call".equals(item.type())) {
                outputs.add(0, Json.string(item.json(), "output", mcpError(item.json())));
                continue;
            }
            if (!"message".equals(item.type())) {
                continue;
            }
            if (!outputs.isEmpty()) {
                break;
            }
            if (item.isMessage("user")) {
                return ofUser(item);
            }
            if (item.isMessage("system") && asksForApology(item)) {
                return new ModelInput(ModelInput.Kind.APOLOGY, words(item));
            }
            if (item.isMessage("assistant") && onlyNew) {
                break;
            }
        }
        return outputs.isEmpty()
                ? new ModelInput(ModelInput.Kind.NOTHING, "")
                : new ModelInput(ModelInput.Kind.TOOL_OUTPUT, String.join(" ", outputs));
    }

    private static boolean asksForApology(Item item) {
        return words(item).contains("sorry");
    }

    private static String words(Item item) {
        List<String> words = new ArrayList<>();
        for (JsonNode part : item.json().path("content")) {
            words.add(Json.string(part, "text", ""));
        }
        return String.join(" ", words);
    }

    private static String mcpError(JsonNode call) {
        return Json.string(call.path("error"), "message", "");
    }

    private static ModelInput ofUser(Item item) {
        List<String> texts = new ArrayList<>();
        ModelInput.Kind kind = ModelInput.Kind.NOTHING;
        for (int i = 0; i < item.parts(); i++) {
            JsonNode part = item.json().path("content").path(i);
            switch (Json.string(part, "type", "")) {
                case "input_text" -> {
                    texts.add(Json.string(part, "text", ""));
                    kind = ModelInput.Kind.TEXT;
                }
                case "input_audio" -> {
                    Hearing hearing = item.hearing(i);
                    ModelInput heard = hearing == null ? null : hearing.result();
                    if (heard != null && !heard.text().isEmpty()) {
                        texts.add(heard.text());
                    }
                    if (heard != null && kind != ModelInput.Kind.TEXT) {
                        kind = heard.kind();
                    }
                }
                default -> {
                    if (kind == ModelInput.Kind.NOTHING) {
                        kind = ModelInput.Kind.IMAGE;
                    }
                }
            }
        }
        return new ModelInput(kind, String.join(" ", texts));
    }

    /** What reading all this costs. */
    static Tokens tokens(ResponseRequest request) {
        Tokens tokens = Tokens.ofText(request.instructions());
        JsonNode tools = request.field("tools");
        if (!tools.isEmpty()) {
            tokens = tokens.plus(Tokens.ofText(Json.text(tools)));
        }
        for (Item item : request.input()) {
            tokens = tokens.plus(tokens(item));
        }
        return tokens;
    }

    private static Tokens tokens(Item item) {
        Tokens tokens = Tokens.NONE;
        for (String field : List.of("arguments", "output", "name")) {
            tokens = tokens.plus(Tokens.ofText(Json.string(item.json(), field, "")));
        }
        for (JsonNode part : item.json().path("content")) {
            tokens = tokens.plus(Tokens.ofText(Json.string(part, "text", "")));
            if (part.has("image_url")) {
                tokens = tokens.plus(Tokens.ofImage("low".equals(Json.string(part, "detail", ""))));
            }
        }
        return tokens.plus(Tokens.ofInputAudio(item.audioMillis()));
    }
}
