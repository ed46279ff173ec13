package io.patchbay.console.internal.watch;

import io.patchbay.api.plug.PlugUse;
import io.patchbay.api.provider.Endpoint;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.PendingApproval;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Parts of what the API says of sessions. */
final class SessionJson {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private SessionJson() {}

    static String text(JsonNode json) {
        return MAPPER.writeValueAsString(json);
    }

    static JsonNode tree(String text) {
        return MAPPER.readTree(text);
    }

    /** Without user and query of the address, which may hold a key. */
    static JsonNode line(@Nullable LineChoice line) {
        if (line == null) {
            return JSON.nullNode();
        }
        return JSON.objectNode()
                .put("transport", line.transport())
                .put("provider", line.provider())
                .put("profile", line.profile())
                .put("address", line.url() == null ? null : Endpoint.shown(line.url()));
    }

    static ObjectNode approval(PendingApproval approval, boolean content) {
        String arguments = approval.arguments();
        return JSON.objectNode()
                .put("callId", approval.callId())
                .put("agent", approval.agent())
                .put("tool", approval.tool())
                .put("kind", lower(approval.kind()))
                .put("arguments", content ? arguments : "[" + arguments.length() + " characters]")
                .put("server", approval.serverLabel());
    }

    static ArrayNode uses(List<PlugUse> uses) {
        ArrayNode json = JSON.arrayNode();
        for (PlugUse use : uses) {
            json.addObject()
                    .put("kind", lower(use.kind()))
                    .put("name", use.plug().name())
                    .put("version", use.plug().version());
        }
        return json;
    }

    static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
