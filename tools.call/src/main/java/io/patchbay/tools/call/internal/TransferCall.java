package io.patchbay.tools.call.internal;

import io.patchbay.api.agent.AgentContext;
import io.patchbay.api.session.Call;
import io.patchbay.api.tool.ToolContext;
import io.patchbay.api.tool.ToolResult;
import io.patchbay.api.transport.LegCapabilities.Verb;
import io.patchbay.api.transport.TransferResult;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Hands the call to one of the operator's targets. The model chooses among names; an address it
 * neither sees nor gives.
 */
final class TransferCall extends CallTool {
    static final String NAME = "transfer_call";

    /** What is being said may be heard first, and the far end has its grace. */
    private static final Duration AROUND = Duration.ofSeconds(40);

    private final CallSettings settings;
    private final Map<String, URI> targets;

    TransferCall(CallSettings settings) {
        this.settings = settings;
        this.targets = new TreeMap<>(settings.targets());
    }

    @Override
    String name() {
        return NAME;
    }

    @Override
    String description() {
        StringBuilder text =
                new StringBuilder(
                        "Transfers the caller to somebody else. Say so before you call this. When"
                                + " it succeeds the conversation here is over; when it fails you go"
                                + " on talking to the caller. Targets: ");
        String separator = "";
        for (String name : targets.keySet()) {
            String purpose = settings.purposes().get(name);
            text.append(separator).append(name);
            if (purpose != null) {
                text.append(" (").append(purpose).append(')');
            }
            separator = ", ";
        }
        return text.append('.').toString();
    }

    @Override
    String parameters() {
        ObjectNode schema = JSON.createObjectNode();
        schema.put("type", "object");
        ObjectNode target = schema.putObject("properties").putObject("target");
        target.put("type", "string");
        target.put("description", "To whom the caller is transferred");
        targets.keySet().forEach(target.putArray("enum")::add);
        schema.putArray("required").add("target");
        schema.put("additionalProperties", false);
        return schema.toString();
    }

    @Override
    Duration timeout() {
        return settings.transferLimit().plus(AROUND);
    }

    @Override
    boolean enabled(Call call, AgentContext context) {
        return !targets.isEmpty() && call.can(Verb.TRANSFER);
    }

    @Override
    CompletionStage<ToolResult> run(Call call, JsonNode arguments, ToolContext context) {
        String name = arguments.path("target").asString("");
        URI address = targets.get(name);
        if (address == null) {
            return told(
                    ToolResult.failure(
                            "There is no such target. Choose one of: "
                                    + String.join(", ", targets.keySet())
                                    + "."));
        }
        return call.transfer(address, settings.transferLimit())
                .handle(
                        (result, failure) ->
                                failure == null ? words(name, result) : failure(failure));
    }

    private static ToolResult words(String name, TransferResult result) {
        return switch (result.outcome()) {
            case DONE -> ToolResult.background("The caller was transferred to " + name + ".");
            case ENDED -> ToolResult.background("The caller hung up before he was transferred.");
            case BUSY -> failed(name, "is busy");
            case NO_ANSWER -> failed(name, "does not answer");
            case NOT_FOUND -> failed(name, "could not be reached");
            case TIMEOUT -> failed(name, "could not be reached in time");
            case NOT_ALLOWED ->
                    ToolResult.failure(
                            "The caller was not transferred: transfers to "
                                    + name
                                    + " are not allowed. The caller is still with you.");
            default ->
                    ToolResult.failure(
                            "The caller was not transferred, and is still with you: transfers do not"
                                    + " work now.");
        };
    }

    private static ToolResult failed(String name, String why) {
        return ToolResult.failure(
                "The caller was not transferred: "
                        + name
                        + " "
                        + why
                        + ". The caller is still with you.");
    }
}
