package io.patchbay.tools.call.internal;

import io.patchbay.api.agent.AgentContext;
import io.patchbay.api.history.Item;
import io.patchbay.api.history.Role;
import io.patchbay.api.session.Call;
import io.patchbay.api.tool.ToolContext;
import io.patchbay.api.tool.ToolResult;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import tools.jackson.databind.JsonNode;

/** Ends the call when the agent's last words were heard. */
final class EndCall extends CallTool {
    static final String NAME = "end_call";

    @Override
    String name() {
        return NAME;
    }

    @Override
    String description() {
        return "Ends the call. Say goodbye first. Call this when the caller has said goodbye or"
                + " wants nothing more, never in the middle of a matter.";
    }

    @Override
    String parameters() {
        return "{\"type\":\"object\",\"properties\":{\"reason\":{\"type\":\"string\",\"description\":"
                + "\"Why the call ends, in a few words, for the operator\"}},"
                + "\"additionalProperties\":false}";
    }

    @Override
    Duration timeout() {
        return Duration.ofSeconds(10);
    }

    @Override
    boolean enabled(Call call, AgentContext context) {
        return true; // every call can end
    }

    @Override
    CompletionStage<ToolResult> run(Call call, JsonNode arguments, ToolContext context) {
        // the hang-up waits for this tool and for what follows it: nobody waits for the hang-up
        CompletionStage<Void> ended = call.hangUp("the agent ended the call");
        if (ended.toCompletableFuture().isCompletedExceptionally()) {
            return ended.handle((nothing, why) -> failure(why));
        }
        return told(
                spoke(context.history().items())
                        ? ToolResult.background("The call ends when your words were heard.")
                        : ToolResult.of(
                                "Say goodbye in a few words now. The call ends when they were"
                                        + " heard."));
    }

    /** Whether the agent has said something since the caller did. */
    private static boolean spoke(List<Item> items) {
        for (int i = items.size() - 1; i >= 0; i--) {
            if (items.get(i) instanceof Item.Message message) {
                return message.role() == Role.ASSISTANT && !message.text().isBlank();
            }
        }
        return false;
    }
}
