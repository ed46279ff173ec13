package io.patchbay.emulator.session.internal;

import io.patchbay.emulator.protocol.internal.Ids;
import io.patchbay.emulator.protocol.internal.Json;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashSet;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The emulated mcp servers of a session: each lists the tools that the client allows. Nothing is
 * dialled. A server whose host ends in {@code .invalid} cannot be reached, as nowhere else.
 */
final class McpServers {
    private final SessionContext context;
    private final Set<String> listed = new HashSet<>();

    McpServers(SessionContext context) {
        this.context = context;
    }

    /** Lists the tools of servers that are new or changed. */
    void listNew() {
        for (JsonNode tool : context.config.tools()) {
            if ("mcp".equals(Json.string(tool, "type", "")) && listed.add(Json.text(tool))) {
                list(tool);
            }
        }
    }

    private void list(JsonNode tool) {
        ObjectNode json =
                Json.object()
                        .put("id", Ids.next("mcpl_"))
                        .put("type", "mcp_list_tools")
                        .put("server_label", Json.string(tool, "server_label", ""));
        json.putArray("tools");
        Item item = new Item(json);
        String previous = context.conversation.append(item);
        context.tell("conversation.item.added", item, previous);
        state(item, "in_progress");
        context.loop.execute(
                () -> {
                    boolean reachable = reachable(Json.string(tool, "server_url", ""));
                    if (reachable) {
                        fill(json.withArray("tools"), tool);
                    }
                    context.tell("conversation.item.done", item, previous);
                    state(item, reachable ? "completed" : "failed");
                });
    }

    private static void fill(ArrayNode tools, JsonNode tool) {
        for (String name : Tools.allowed(tool)) {
            ObjectNode entry = tools.addObject().put("name", name);
            // clients rely on a description being there
            entry.put("description", "Emulated: answers its arguments.");
            entry.putObject("input_schema").put("type", "object");
            entry.putNull("annotations");
        }
    }

    private static boolean reachable(String url) {
        try {
            String host = url.isEmpty() ? null : new URI(url).getHost();
            return url.isEmpty() || host != null && !host.endsWith(".invalid");
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private void state(Item item, String state) {
        context.outbox.send(
                context.outbox.event("mcp_list_tools." + state).put("item_id", item.id()));
    }
}
