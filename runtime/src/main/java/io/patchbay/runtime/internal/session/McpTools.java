package io.patchbay.runtime.internal.session;

import io.patchbay.api.history.Item;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.tool.HostedMcpTool;
import io.patchbay.api.tool.McpTool;
import io.patchbay.api.tool.McpToolFilter;
import io.patchbay.api.tool.ToolDefinition;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.TransportEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tools of MCP servers that the provider calls: what the servers list, and which of it the
 * agent may use. Lists outlive lines, for the servers are the same. On the loop, where nothing else
 * is said.
 */
final class McpTools implements Follower {
    /** So many servers are remembered. */
    private static final int SERVERS = 64;

    private final SessionCore core;
    private final Configuration configuration;
    private final Outgoing outgoing;
    private Map<String, List<McpTool>> lists = Map.of();
    private @Nullable AgentBinding binding;
    private volatile List<McpTool> available = List.of();

    McpTools(SessionCore core, Configuration configuration, Outgoing outgoing) {
        this.core = core;
        this.configuration = configuration;
        this.outgoing = outgoing;
    }

    /** What may be used now. Any thread. */
    List<McpTool> available() {
        return available;
    }

    @Override
    public void agentChanged(@Nullable AgentBinding before, AgentBinding now) {
        binding = now;
        refresh();
    }

    @Override
    public void closed(CloseReason reason) {
        binding = null; // its bundle may go, though somebody keeps the session
    }

    @Override
    public void event(TransportEvent event) {
        if (event instanceof TransportEvent.ItemDone e
                && e.item() instanceof Item.McpListTools list) {
            listed(list);
        } else if (event instanceof TransportEvent.ItemRetrieved e
                && e.item() instanceof Item.McpListTools list) {
            retrieved(list);
        } else if (event instanceof TransportEvent.McpListProgress e) {
            if (e.progress() == TransportEvent.Progress.IN_PROGRESS) {
                retrieve(e.itemId());
            } else if (e.progress() == TransportEvent.Progress.FAILED) {
                core.warn(
                        "mcp-list-failed",
                        "the provider could not list the tools of an MCP server ("
                                + e.itemId()
                                + "); see its address and authorization");
            }
        } else if (event instanceof TransportEvent.McpCallProgress e
                && e.progress() == TransportEvent.Progress.IN_PROGRESS) {
            retrieve(e.itemId());
        }
    }

    /** What is under way is asked for, since its own events do not say all of it. */
    private void retrieve(String itemId) {
        outgoing.correct(Command.RetrieveItem.of(itemId));
    }

    /** What was asked for when it was not done yet may come after what it came to. */
    private void retrieved(Item.McpListTools list) {
        if (!McpLists.read(list).isEmpty()) {
            listed(list);
        }
    }

    private void listed(Item.McpListTools list) {
        if (lists.size() < SERVERS || lists.containsKey(list.serverLabel())) {
            Map<String, List<McpTool>> more = new HashMap<>(lists);
            more.put(list.serverLabel(), McpLists.read(list));
            lists = more;
            refresh();
        }
    }

    private void refresh() {
        Map<String, McpTool> usable = new LinkedHashMap<>();
        for (ToolDefinition definition : definitions()) {
            if (definition instanceof HostedMcpTool server) {
                McpToolFilter allowed = server.allowedTools();
                for (McpTool tool : lists.getOrDefault(server.serverLabel(), List.of())) {
                    if (allowed == null || allowed.picks(tool.name(), tool.readOnly())) {
                        usable.putIfAbsent(tool.name(), tool);
                    }
                }
            }
        }
        Set<String> before = names(available);
        available = List.copyOf(usable.values());
        if (!before.equals(usable.keySet()) && core.heard()) {
            core.emit(
                    new SessionEvent.McpToolsChanged(
                            core.stamp(), new ArrayList<>(usable.keySet())));
        }
    }

    private List<ToolDefinition> definitions() {
        AgentBinding now = binding;
        return now != null
                ? now.definitions()
                : configuration.asked().value(ConfigField.TOOLS).orElse(List.of());
    }

    private static Set<String> names(List<McpTool> tools) {
        Map<String, McpTool> names = new HashMap<>();
        tools.forEach(tool -> names.put(tool.name(), tool));
        return names.keySet();
    }
}
