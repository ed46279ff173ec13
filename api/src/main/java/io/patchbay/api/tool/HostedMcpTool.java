package io.patchbay.api.tool;

import io.patchbay.api.provider.Secret;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An MCP server that the provider itself calls; made with {@link #server} or {@link #connector}.
 *
 * @param serverLabel names the server in the session
 * @param serverUrl where it is, or null with a connector
 * @param connectorId a connector of the provider, or null with a URL
 * @param serverDescription what it is for, or null
 * @param authorization what it wants presented, or null
 * @param headers more of it
 * @param allowedTools which of its tools may be used; null for all
 * @param requireApproval when the provider asks before a call, or null for its default, which is
 *     always
 */
public record HostedMcpTool(
        String serverLabel,
        @Nullable URI serverUrl,
        @Nullable String connectorId,
        @Nullable String serverDescription,
        @Nullable Secret authorization,
        Map<String, Secret> headers,
        @Nullable McpToolFilter allowedTools,
        @Nullable McpApproval requireApproval)
        implements ToolDefinition {

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException when the label is blank, when there is neither or both of a
     *     URL and a connector, and when the URL is no address of a web server or the connector is
     *     blank
     */
    public HostedMcpTool {
        Objects.requireNonNull(serverLabel, "serverLabel");
        Objects.requireNonNull(headers, "headers");
        if (serverLabel.isBlank()) {
            throw new IllegalArgumentException(
                    "serverLabel is blank; a hosted MCP tool needs a name for its server");
        }
        if ((serverUrl == null) == (connectorId == null)) {
            throw new IllegalArgumentException(
                    "a hosted MCP tool has either a serverUrl or a connectorId; '"
                            + serverLabel
                            + "' has "
                            + (serverUrl == null ? "neither" : "both"));
        }
        if (serverUrl != null && !web(serverUrl)) {
            throw new IllegalArgumentException(
                    "serverUrl of the MCP server '"
                            + serverLabel
                            + "' is empty or no address; it begins with https:// and names a host");
        }
        if (connectorId != null && connectorId.isBlank()) {
            throw new IllegalArgumentException(
                    "connectorId of the MCP server '"
                            + serverLabel
                            + "' is blank; name one of the provider's connectors");
        }
        headers = Map.copyOf(headers);
    }

    private static boolean web(URI url) {
        String scheme = url.getScheme();
        String kind = scheme == null ? "" : scheme.toLowerCase(Locale.ROOT);
        return (kind.equals("https") || kind.equals("http")) && url.getHost() != null;
    }

    /** A server at an address. */
    public static Builder server(String label, URI url) {
        return new Builder(label, Objects.requireNonNull(url, "url"), null);
    }

    /** A server that the provider has a connector for. */
    public static Builder connector(String label, String connectorId) {
        return new Builder(label, null, Objects.requireNonNull(connectorId, "connectorId"));
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

    /** Collects what is said about a server. Not thread-safe. */
    public static final class Builder {

        private final String label;
        private final @Nullable URI url;
        private final @Nullable String connectorId;
        private final Map<String, Secret> headers = new LinkedHashMap<>();
        private @Nullable String description;
        private @Nullable Secret authorization;
        private @Nullable McpToolFilter allowedTools;
        private @Nullable McpApproval requireApproval;

        private Builder(String label, @Nullable URI url, @Nullable String connectorId) {
            this.label = Objects.requireNonNull(label, "label");
            this.url = url;
            this.connectorId = connectorId;
        }

        /** What it is for. */
        public Builder description(String text) {
            this.description = Objects.requireNonNull(text, "text");
            return this;
        }

        /** What it wants presented: an access token. */
        public Builder authorization(Secret token) {
            this.authorization = Objects.requireNonNull(token, "token");
            return this;
        }

        /** A header that the provider sends to it. */
        public Builder header(String name, Secret value) {
            headers.put(
                    Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
            return this;
        }

        /** The names of the tools that may be used; default all. */
        public Builder allowedTools(String... names) {
            return allowedTools(McpToolFilter.named(names));
        }

        /** Which tools may be used; default all. */
        public Builder allowedTools(McpToolFilter filter) {
            this.allowedTools = Objects.requireNonNull(filter, "filter");
            return this;
        }

        /** When the provider asks before a call; default its own, which is always. */
        public Builder requireApproval(McpApproval approval) {
            this.requireApproval = Objects.requireNonNull(approval, "approval");
            return this;
        }

        /**
         * The tool.
         *
         * @throws IllegalArgumentException as {@link HostedMcpTool} says
         */
        public HostedMcpTool build() {
            return new HostedMcpTool(
                    label,
                    url,
                    connectorId,
                    description,
                    authorization,
                    headers,
                    allowedTools,
                    requireApproval);
        }
    }
}
