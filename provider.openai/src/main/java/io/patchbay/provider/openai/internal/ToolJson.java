package io.patchbay.provider.openai.internal;

import io.patchbay.api.provider.Secret;
import io.patchbay.api.session.ToolChoice;
import io.patchbay.api.tool.HostedMcpTool;
import io.patchbay.api.tool.McpApproval;
import io.patchbay.api.tool.McpToolFilter;
import io.patchbay.api.tool.ToolDefinition;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Tools and the choice among them, in the protocol's words. */
final class ToolJson {

    private ToolJson() {}

    /**
     * Writes tools.
     *
     * @param nested whether what describes a function stands in an object of its own
     */
    static ArrayNode write(List<ToolDefinition> tools, boolean nested) {
        ArrayNode array = Json.NODES.arrayNode();
        for (ToolDefinition tool : tools) {
            array.add(
                    tool instanceof HostedMcpTool mcp
                            ? mcp(mcp)
                            : function((ToolDefinition.Function) tool, nested));
        }
        return array;
    }

    private static ObjectNode function(ToolDefinition.Function tool, boolean nested) {
        ObjectNode node = Json.object().put("type", "function");
        ObjectNode described = nested ? node.putObject("function") : node;
        described.put("name", tool.name()).put("description", tool.description());
        described.set(
                "parameters",
                Json.object("parameters of the tool " + tool.name(), tool.parameters()));
        return node;
    }

    private static ObjectNode mcp(HostedMcpTool tool) {
        ObjectNode node = Json.object().put("type", "mcp").put("server_label", tool.serverLabel());
        put(node, "server_url", tool.serverUrl() == null ? null : tool.serverUrl().toString());
        put(node, "connector_id", tool.connectorId());
        put(node, "server_description", tool.serverDescription());
        put(
                node,
                "authorization",
                tool.authorization() == null ? null : tool.authorization().reveal());
        if (!tool.headers().isEmpty()) {
            ObjectNode headers = node.putObject("headers");
            tool.headers().forEach((name, value) -> headers.put(name, value.reveal()));
        }
        if (tool.allowedTools() != null) {
            ObjectNode filter = filter(tool.allowedTools());
            // the short form where it says it all: older servers know no other one
            node.set(
                    "allowed_tools",
                    filter.size() == 1 && filter.has("tool_names")
                            ? filter.get("tool_names")
                            : filter);
        }
        if (tool.requireApproval() != null) {
            node.set("require_approval", approval(tool.requireApproval()));
        }
        return node;
    }

    private static ObjectNode filter(McpToolFilter filter) {
        ObjectNode node = Json.object();
        if (filter.toolNames() != null) {
            ArrayNode names = node.putArray("tool_names");
            filter.toolNames().forEach(names::add);
        }
        if (filter.readOnly() != null) {
            node.put("read_only", filter.readOnly());
        }
        return node;
    }

    private static JsonNode approval(McpApproval approval) {
        if (!(approval instanceof McpApproval.ByTool byTool)) {
            return Json.NODES.stringNode(
                    approval instanceof McpApproval.Never ? "never" : "always");
        }
        ObjectNode node = Json.object();
        if (byTool.always() != null) {
            node.set("always", filter(byTool.always()));
        }
        if (byTool.never() != null) {
            node.set("never", filter(byTool.never()));
        }
        return node;
    }

    private static void put(ObjectNode node, String name, @Nullable String value) {
        if (value != null) {
            node.put(name, value);
        }
    }

    /** Reads the tools of a session; one that cannot be read is noted and left out. */
    static List<ToolDefinition> read(Fields session) {
        List<ToolDefinition> tools = new ArrayList<>();
        for (Fields tool : session.objects("tools")) {
            String type = tool.wanted("type");
            try {
                switch (type) {
                    case "function" -> {
                        Fields described = tool.has("function") ? tool.object("function") : tool;
                        String name = described == null ? null : described.required("name");
                        if (described != null && name != null) {
                            tools.add(function(described, name));
                        }
                    }
                    case "mcp" -> tools.add(mcp(tool));
                    default ->
                            tool.problem(
                                    "type",
                                    "is '"
                                            + Fields.shortened(type)
                                            + "', not one of function, mcp");
                }
            } catch (IllegalArgumentException e) {
                tool.problem("", "cannot be used: " + e.getMessage());
            }
        }
        return tools;
    }

    private static ToolDefinition function(Fields tool, String name) {
        Fields parameters = tool.object("parameters");
        return new ToolDefinition.Function(
                name,
                tool.text("description", ""),
                parameters == null
                        ? "{\"type\":\"object\",\"properties\":{}}"
                        : Json.text(parameters.node()));
    }

    private static ToolDefinition mcp(Fields tool) {
        String url = tool.text("server_url");
        Map<String, Secret> headers = new LinkedHashMap<>();
        tool.pairs("headers").forEach((name, value) -> headers.put(name, Secret.of(value)));
        String authorization = tool.text("authorization");
        return new HostedMcpTool(
                tool.text("server_label", ""),
                url == null ? null : uri(url),
                tool.text("connector_id"),
                tool.text("server_description"),
                authorization == null || authorization.isBlank() ? null : Secret.of(authorization),
                headers,
                allowed(tool),
                approval(tool));
    }

    private static URI uri(String url) {
        try {
            return new URI(url);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("server_url is no address", e);
        }
    }

    private static @Nullable McpToolFilter allowed(Fields tool) {
        JsonNode allowed = tool.value("allowed_tools");
        return allowed == null || allowed instanceof ObjectNode
                ? filter(tool, "allowed_tools")
                : new McpToolFilter(tool.texts("allowed_tools"), null);
    }

    private static @Nullable McpToolFilter filter(Fields owner, String name) {
        Fields filter = owner.object(name);
        if (filter == null) {
            return null;
        }
        onlyKnown(filter, name, List.of("tool_names", "read_only"));
        return new McpToolFilter(
                filter.has("tool_names") ? filter.texts("tool_names") : null,
                filter.flag("read_only"));
    }

    private static @Nullable McpApproval approval(Fields tool) {
        JsonNode approval = tool.value("require_approval");
        if (approval == null) {
            return null;
        }
        if (!(approval instanceof ObjectNode)) {
            String word = tool.oneOf("require_approval", List.of("always", "never"));
            return word == null
                    ? null
                    : word.equals("never") ? McpApproval.NEVER : McpApproval.ALWAYS;
        }
        Fields filters = tool.object("require_approval");
        if (filters == null) {
            return null;
        }
        onlyKnown(filters, "require_approval", List.of("always", "never"));
        return new McpApproval.ByTool(filter(filters, "always"), filter(filters, "never"));
    }

    private static void onlyKnown(Fields object, String name, List<String> known) {
        for (String member : object.node().propertyNames()) {
            if (!known.contains(member)) {
                throw new IllegalArgumentException(
                        name
                                + " has '"
                                + Fields.shortened(member)
                                + "'; known are: "
                                + String.join(", ", known));
            }
        }
    }

    /**
     * Writes a choice.
     *
     * @param nested whether the name of a function stands in an object of its own
     */
    static JsonNode write(ToolChoice choice, boolean nested) {
        if (choice instanceof ToolChoice.Function function) {
            ObjectNode node = Json.object().put("type", "function");
            (nested ? node.putObject("function") : node).put("name", function.name());
            return node;
        }
        if (choice instanceof ToolChoice.Mcp mcp) {
            ObjectNode node =
                    Json.object().put("type", "mcp").put("server_label", mcp.serverLabel());
            put(node, "name", mcp.name());
            return node;
        }
        if (choice instanceof ToolChoice.None) {
            return Json.NODES.stringNode("none");
        }
        return Json.NODES.stringNode(choice instanceof ToolChoice.Required ? "required" : "auto");
    }

    static @Nullable ToolChoice readChoice(Fields session) {
        JsonNode value = session.value("tool_choice");
        if (value instanceof ObjectNode) {
            Fields choice = session.object("tool_choice");
            return choice == null ? null : choiceOf(choice);
        }
        String word = session.oneOf("tool_choice", List.of("auto", "none", "required"));
        if (word == null) {
            return null;
        }
        return switch (word) {
            case "none" -> ToolChoice.NONE;
            case "required" -> ToolChoice.REQUIRED;
            default -> ToolChoice.AUTO;
        };
    }

    private static @Nullable ToolChoice choiceOf(Fields choice) {
        String type = choice.oneOf("type", List.of("function", "mcp"));
        if (type == null) {
            return null;
        }
        if (type.equals("function")) {
            Fields described = choice.has("function") ? choice.object("function") : choice;
            String name = described == null ? null : described.required("name");
            return name == null ? null : new ToolChoice.Function(name);
        }
        String label = choice.required("server_label");
        return label == null ? null : new ToolChoice.Mcp(label, choice.text("name"));
    }
}
