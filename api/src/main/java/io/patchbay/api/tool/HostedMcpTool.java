package io.patchbay.api.tool;

import io.patchbay.api.provider.Secret;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An MCP server that the provider itself calls.
 *
 * @param serverLabel names the server in the session
 * @param serverUrl where it is, or null with a connector
 * @param connectorId a connector of the provider, or null with a URL
 * @param serverDescription what it is for, or null
 * @param authorization what it wants presented, or null
 * @param headers more of it
 * @param allowedTools names of the tools that may be used; null for all
 * @param requireApproval the provider's policy as JSON ({@code "always"}, {@code "never"} or an
 *     object), or null for its default
 */
public record HostedMcpTool(
        String serverLabel,
        @Nullable URI serverUrl,
        @Nullable String connectorId,
        @Nullable String serverDescription,
        @Nullable Secret authorization,
        Map<String, Secret> headers,
        @Nullable List<String> allowedTools,
        @Nullable String requireApproval)
        implements ToolDefinition {

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException when there is neither or both of a URL and a connector
     */
    public HostedMcpTool {
        Objects.requireNonNull(serverLabel, "serverLabel");
        if ((serverUrl == null) == (connectorId == null)) {
            throw new IllegalArgumentException(
                    "a hosted MCP tool has either a serverUrl or a connectorId");
        }
        headers = Map.copyOf(headers);
        allowedTools = allowedTools == null ? null : List.copyOf(allowedTools);
    }

    /** Label and host: the rest of such an address is often a key. */
    @Override
    public String toString() {
        return "HostedMcpTool["
                + serverLabel
                + ", "
                + (serverUrl == null ? connectorId : serverUrl.getHost())
                + "]";
    }

    @Override
    public String name() {
        return serverLabel;
    }
}
