package io.patchbay.tools.mcp.internal;

import io.modelcontextprotocol.spec.McpSchema;
import io.patchbay.api.tool.ToolResult;
import java.io.IOException;

/** What a model is told of an MCP tool's result: its words, and what else there was by kind. */
final class ResultText {

    /** What a model can make use of; a longer text would crowd out the conversation. */
    private static final int MAX_CHARACTERS = 65_536;

    private ResultText() {}

    static ToolResult of(McpSchema.CallToolResult result) {
        StringBuilder text = new StringBuilder();
        if (result.content() != null) {
            for (McpSchema.Content part : result.content()) {
                text.append(text.isEmpty() ? "" : "\n").append(part(part));
            }
        }
        if (text.isEmpty() && result.structuredContent() != null) {
            text.append(json(result.structuredContent()));
        }
        String said = bounded(text.toString());
        return Boolean.TRUE.equals(result.isError())
                ? ToolResult.failure(said)
                : ToolResult.of(said);
    }

    private static String part(McpSchema.Content part) {
        if (part instanceof McpSchema.TextContent words) {
            return words.text();
        }
        if (part instanceof McpSchema.ImageContent image) {
            return "[a picture, " + image.mimeType() + "]";
        }
        if (part instanceof McpSchema.AudioContent audio) {
            return "[sound, " + audio.mimeType() + "]";
        }
        if (part instanceof McpSchema.EmbeddedResource embedded) {
            return embedded.resource() instanceof McpSchema.TextResourceContents words
                    ? words.text()
                    : "[a resource, " + embedded.resource().uri() + "]";
        }
        if (part instanceof McpSchema.ResourceLink link) {
            return "[a resource, " + link.uri() + "]";
        }
        return "[" + part.type() + "]";
    }

    private static String json(Object value) {
        try {
            return McpServer.JSON.writeValueAsString(value);
        } catch (IOException e) {
            return "[a result that cannot be written]";
        }
    }

    static String bounded(String text) {
        return text.length() <= MAX_CHARACTERS
                ? text
                : text.substring(0, MAX_CHARACTERS) + "\n[the rest is left out]";
    }
}
