package io.patchbay.console.internal.talk;

import io.patchbay.api.tool.ToolDefinition;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a model is told of an agent.
 *
 * @param instructions what the agent is told to be
 * @param tools what it may call
 */
record Described(String instructions, List<ToolDefinition.Function> tools) {

    private static final JsonMapper JSON = JsonMapper.shared();

    /** Of whom nothing is known. */
    static final Described NOTHING = new Described("", List.of());

    Described {
        tools = List.copyOf(tools);
    }

    /** From the session's configuration as OpenAI has it; nothing from what is none. */
    static Described read(String configuration) {
        JsonNode session;
        try {
            session = JSON.readTree(configuration);
        } catch (JacksonException e) {
            return NOTHING;
        }
        List<ToolDefinition.Function> tools = new ArrayList<>();
        for (JsonNode tool : session.path("tools")) {
            if (tool.path("type").asString("").equals("function")) {
                tools.add(
                        new ToolDefinition.Function(
                                tool.path("name").asString(""),
                                tool.path("description").asString(""),
                                tool.path("parameters").toString()));
            }
        }
        return new Described(session.path("instructions").asString(""), tools);
    }
}
