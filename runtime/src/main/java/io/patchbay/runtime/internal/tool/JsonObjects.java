package io.patchbay.runtime.internal.tool;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Checks that a model's arguments are what every tool may rely on. */
final class JsonObjects {

    private static final JsonFactory JSON = new JsonFactory();

    private JsonObjects() {}

    /**
     * The arguments, if they are a JSON object; {@code {}} for none at all.
     *
     * @throws BadArgumentsException when they are something else
     */
    static String check(String tool, String arguments) {
        if (arguments.isBlank()) {
            return "{}";
        }
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), arguments)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                parser.skipChildren();
                if (parser.nextToken() == null) {
                    return arguments;
                }
            }
        } catch (JacksonException e) {
            throw notAnObject(tool);
        }
        throw notAnObject(tool);
    }

    private static BadArgumentsException notAnObject(String tool) {
        return new BadArgumentsException(
                "The arguments for the tool '"
                        + tool
                        + "' are not a JSON object; call it again with valid JSON.");
    }
}
