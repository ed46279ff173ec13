package io.patchbay.tools.call.internal;

import io.patchbay.api.agent.AgentContext;
import io.patchbay.api.session.Call;
import io.patchbay.api.session.DigitRequest;
import io.patchbay.api.session.Digits;
import io.patchbay.api.session.DigitsReceiver;
import io.patchbay.api.tool.ToolContext;
import io.patchbay.api.tool.ToolResult;
import io.patchbay.api.transport.LegCapabilities.Verb;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import tools.jackson.databind.JsonNode;

/** Reads keys that the caller presses. */
final class CollectDigits extends CallTool {
    static final String NAME = "collect_digits";

    /** The prompt may have to be heard first. */
    private static final Duration PROMPT = Duration.ofSeconds(60);

    private final CallSettings settings;
    private final Executor workers;

    CollectDigits(CallSettings settings, Executor workers) {
        this.settings = settings;
        this.workers = workers;
    }

    @Override
    String name() {
        return NAME;
    }

    @Override
    String description() {
        return "Reads digits that the caller enters with the telephone's keys. First ask for them:"
                + " say what to enter"
                + (settings.terminators().isEmpty()
                        ? "."
                        : ", and that " + settings.terminators().charAt(0) + " ends it.");
    }

    @Override
    String parameters() {
        return "{\"type\":\"object\",\"properties\":{\"purpose\":{\"type\":\"string\",\"description\":"
                + "\"What the digits are, such as customer number\"},\"count\":{\"type\":\"integer\","
                + "\"minimum\":1,\"maximum\":"
                + settings.maxCollected()
                + ",\"description\":\"How many digits there are at most\"}},"
                + "\"required\":[\"purpose\",\"count\"],\"additionalProperties\":false}";
    }

    @Override
    Duration timeout() {
        return PROMPT.plus(settings.first())
                .plus(settings.between().multipliedBy(settings.maxCollected()));
    }

    @Override
    boolean enabled(Call call, AgentContext context) {
        return call.can(Verb.RECEIVE_DTMF)
                && (!settings.sensitive() || context.context(DigitsReceiver.class).isPresent());
    }

    @Override
    CompletionStage<ToolResult> run(Call call, JsonNode arguments, ToolContext context) {
        int count = arguments.path("count").asInt(0);
        if (count < 1 || count > settings.maxCollected()) {
            return told(
                    ToolResult.failure("The count must be 1 to " + settings.maxCollected() + "."));
        }
        DigitsReceiver receiver = context.context(DigitsReceiver.class).orElse(null);
        if (settings.sensitive() && receiver == null) {
            return told(
                    ToolResult.failure(
                            "Digits are sensitive here, and nobody is there to receive them."));
        }
        DigitRequest.Builder request =
                DigitRequest.builder(count)
                        .terminators(settings.terminators())
                        .first(settings.first())
                        .between(settings.between());
        if (settings.sensitive()) {
            request.sensitive();
        }
        String purpose = arguments.path("purpose").asString("");
        return call.collectDigits(request.build())
                .handleAsync(
                        (digits, why) ->
                                why == null
                                        ? words(digits, purpose, receiver, context)
                                        : failure(why),
                        workers);
    }

    private ToolResult words(
            Digits digits,
            String purpose,
            @org.jspecify.annotations.Nullable DigitsReceiver receiver,
            ToolContext context) {
        if (digits.keys().isEmpty()) {
            return ToolResult.of("The caller entered nothing.");
        }
        if (settings.sensitive() && receiver != null) {
            return ToolResult.of(receiver.collected(context.sessionId(), purpose, digits));
        }
        return ToolResult.of(
                "The caller entered "
                        + digits.keys()
                        + (digits.end() == Digits.End.PAUSE ? ", and then no more." : "."));
    }
}
