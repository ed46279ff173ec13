package io.patchbay.tools.mcp.internal;

import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.ToolContext;
import io.patchbay.api.tool.ToolDefinition;
import io.patchbay.api.tool.ToolResult;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import reactor.core.publisher.Mono;

/** A tool of an MCP server, as a model calls it. */
record McpTool(
        ToolDefinition.Function definition, String serversName, Duration limit, McpServer server)
        implements FunctionTool {

    private static final TypeRef<Map<String, Object>> OBJECT = new TypeRef<>() {};
    private static final int MAX_NAME = 64;

    /**
     * A tool under a name that a model can call.
     *
     * @throws IllegalArgumentException when its schema cannot be written
     */
    static McpTool of(McpSchema.Tool tool, String prefix, Duration limit, McpServer server) {
        String name = (prefix + tool.name()).replaceAll("[^A-Za-z0-9_-]", "_");
        String description = tool.description() != null ? tool.description() : tool.title();
        try {
            return new McpTool(
                    new ToolDefinition.Function(
                            name.substring(0, Math.min(MAX_NAME, name.length())),
                            description == null ? "" : description,
                            McpServer.JSON.writeValueAsString(tool.inputSchema())),
                    tool.name(),
                    limit,
                    server);
        } catch (IOException e) {
            throw new IllegalArgumentException("the schema of '" + tool.name() + "' is broken", e);
        }
    }

    @Override
    public Optional<Duration> timeout() {
        return Optional.of(limit);
    }

    @Override
    public CompletionStage<ToolResult> execute(String arguments, ToolContext context)
            throws IOException {
        Map<String, Object> parsed = McpServer.JSON.readValue(arguments, OBJECT);
        CompletableFuture<ToolResult> result =
                server.call(serversName, parsed)
                        .map(ResultText::of)
                        .onErrorResume(McpError.class, refused -> Mono.just(refusal(refused)))
                        .onErrorResume(McpServer.Away.class, away -> Mono.just(away()))
                        .toFuture();
        context.cancellation().onCancelled(() -> result.cancel(true));
        return result;
    }

    /** What the server says was wrong with the call: for the model, which may do better. */
    private static ToolResult refusal(McpError refused) {
        return ToolResult.failure(
                ResultText.bounded("The tool refused the call: " + refused.getMessage()));
    }

    private ToolResult away() {
        return ToolResult.failure(
                "The service behind '" + definition.name() + "' cannot be reached at the moment.");
    }

    /** The name. */
    @Override
    public String toString() {
        return "McpTool[" + definition.name() + "]";
    }
}
