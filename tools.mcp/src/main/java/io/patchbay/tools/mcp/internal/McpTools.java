package io.patchbay.tools.mcp.internal;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.tool.ToolSource;
import java.util.List;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;

/** Offers the tools of the MCP servers that its settings name. */
@Component(service = ToolSource.class, configurationPid = "io.patchbay.tools.mcp")
public final class McpTools implements ToolSource {

    @Override
    public String name() {
        return "mcp";
    }

    /** Blocks until the servers have answered, up to the setting {@code startupMillis}. */
    @Override
    public Tools create(Settings settings, PlugContext context) {
        List<ServerSettings> servers = ServerSettings.all(settings);
        return new McpServers(servers, ServerSettings.startup(settings), context::changed);
    }

    /** New settings reach the runtime as changed properties of the service. */
    @Modified
    void modified() {}
}
