package io.patchbay.tck;

import io.patchbay.api.provider.Endpoint;
import io.patchbay.api.provider.Secret;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.ResponseOptions;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.tool.HostedMcpTool;
import io.patchbay.api.tool.ToolDefinition;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.ConnectRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Copies calls for keeping: values are immutable already, secrets are replaced. */
final class Snapshots {

    private static final Secret PROVIDED = Secret.of("provided");

    private Snapshots() {}

    static ScriptedCall.Connect of(ConnectRequest request) {
        Endpoint endpoint = request.endpoint();
        return new ScriptedCall.Connect(
                endpoint.uri(),
                endpoint.headers(),
                endpoint.secretHeaders().keySet(),
                endpoint.subprotocols().stream()
                        .map(name -> name.replaceFirst("\\..*", ".provided"))
                        .toList(),
                of(request.config()),
                request.model(),
                request.callId(),
                request.resumption() != null,
                request.timeout(),
                request.history());
    }

    static Command of(Command command) {
        if (command instanceof Command.UpdateSession update) {
            return new Command.UpdateSession(update.id(), of(update.change()));
        }
        if (command instanceof Command.CreateResponse create) {
            ResponseOptions options = create.options();
            return new Command.CreateResponse(
                    create.id(), options.toBuilder().overrides(of(options.overrides())).build());
        }
        return command;
    }

    private static SessionConfig of(SessionConfig config) {
        return config.value(ConfigField.TOOLS)
                .map(tools -> config.toBuilder().tools(withoutSecrets(tools)).build())
                .orElse(config);
    }

    private static List<ToolDefinition> withoutSecrets(List<ToolDefinition> tools) {
        return tools.stream()
                .map(tool -> tool instanceof HostedMcpTool mcp ? withoutSecrets(mcp) : tool)
                .toList();
    }

    private static ToolDefinition withoutSecrets(HostedMcpTool tool) {
        Map<String, Secret> headers = new LinkedHashMap<>();
        tool.headers().keySet().forEach(name -> headers.put(name, PROVIDED));
        return new HostedMcpTool(
                tool.serverLabel(),
                tool.serverUrl(),
                tool.connectorId(),
                tool.serverDescription(),
                provided(tool.authorization()),
                headers,
                tool.allowedTools(),
                tool.requireApproval());
    }

    private static @Nullable Secret provided(@Nullable Secret secret) {
        return secret == null ? null : PROVIDED;
    }
}
