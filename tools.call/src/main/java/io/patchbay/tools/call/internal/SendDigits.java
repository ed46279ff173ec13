package io.patchbay.tools.call.internal;

import io.patchbay.api.agent.AgentContext;
import io.patchbay.api.session.Call;
import io.patchbay.api.tool.ToolContext;
import io.patchbay.api.tool.ToolResult;
import io.patchbay.api.transport.LegCapabilities.Verb;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import tools.jackson.databind.JsonNode;

/** Presses keys at the far end, e.g. to walk through the menu of a machine. */
final class SendDigits extends CallTool {
    static final String NAME = "send_digits";

    private final CallSettings settings;

    SendDigits(CallSettings settings) {
        this.settings = settings;
    }

    @Override
    String name() {
        return NAME;
    }

    @Override
    String description() {
        return "Presses telephone keys on the line, as a menu at the other end asks for.";
    }

    @Override
    String parameters() {
        return "{\"type\":\"object\",\"properties\":{\"keys\":{\"type\":\"string\",\"pattern\":"
                + "\"^[0-9*#A-D]{1,"
                + settings.maxSent()
                + "}$\",\"description\":\"The keys, such as 1 or 4711#\"}},"
                + "\"required\":[\"keys\"],\"additionalProperties\":false}";
    }

    @Override
    Duration timeout() {
        return Duration.ofSeconds(60);
    }

    @Override
    boolean enabled(Call call, AgentContext context) {
        return call.can(Verb.SEND_DTMF);
    }

    @Override
    CompletionStage<ToolResult> run(Call call, JsonNode arguments, ToolContext context) {
        String keys = arguments.path("keys").asString("");
        if (!keys.matches("[0-9*#A-D]{1," + settings.maxSent() + "}")) {
            return told(
                    ToolResult.failure(
                            "The keys must be 1 to "
                                    + settings.maxSent()
                                    + " of 0 to 9, *, # and A to D."));
        }
        return call.sendDigits(keys)
                .handle(
                        (nothing, why) ->
                                why == null
                                        ? ToolResult.of("The keys were pressed.")
                                        : failure(why));
    }
}
