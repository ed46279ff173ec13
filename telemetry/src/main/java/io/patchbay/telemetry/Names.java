package io.patchbay.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import java.util.List;

/**
 * Names of attributes: those of the semantic conventions for generative AI (development, as of
 * semantic-conventions-genai in 2026), and our own.
 */
final class Names {
    static final AttributeKey<String> OPERATION = AttributeKey.stringKey("gen_ai.operation.name");
    static final AttributeKey<String> PROVIDER = AttributeKey.stringKey("gen_ai.provider.name");
    static final AttributeKey<String> MODEL = AttributeKey.stringKey("gen_ai.request.model");
    static final AttributeKey<String> CONVERSATION =
            AttributeKey.stringKey("gen_ai.conversation.id");
    static final AttributeKey<String> AGENT = AttributeKey.stringKey("gen_ai.agent.name");
    static final AttributeKey<String> RESPONSE = AttributeKey.stringKey("gen_ai.response.id");
    static final AttributeKey<List<String>> FINISH =
            AttributeKey.stringArrayKey("gen_ai.response.finish_reasons");
    static final AttributeKey<String> OUTPUT_TYPE = AttributeKey.stringKey("gen_ai.output.type");
    static final AttributeKey<Long> INPUT_TOKENS =
            AttributeKey.longKey("gen_ai.usage.input_tokens");
    static final AttributeKey<Long> OUTPUT_TOKENS =
            AttributeKey.longKey("gen_ai.usage.output_tokens");
    static final AttributeKey<Long> CACHED_TOKENS =
            AttributeKey.longKey("gen_ai.usage.cache_read.input_tokens");
    static final AttributeKey<String> TOKEN_TYPE = AttributeKey.stringKey("gen_ai.token.type");
    static final AttributeKey<String> TOOL = AttributeKey.stringKey("gen_ai.tool.name");
    static final AttributeKey<String> TOOL_CALL = AttributeKey.stringKey("gen_ai.tool.call.id");
    static final AttributeKey<String> TOOL_TYPE = AttributeKey.stringKey("gen_ai.tool.type");
    static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

    // content: only where it is asked for
    static final AttributeKey<String> TOOL_ARGUMENTS =
            AttributeKey.stringKey("gen_ai.tool.call.arguments");
    static final AttributeKey<String> TOOL_RESULT =
            AttributeKey.stringKey("gen_ai.tool.call.result");
    static final AttributeKey<String> CALLER_WORDS =
            AttributeKey.stringKey("patchbay.caller.transcript");
    static final AttributeKey<String> AGENT_WORDS =
            AttributeKey.stringKey("patchbay.agent.transcript");
    static final AttributeKey<String> GUARDRAIL_INFO =
            AttributeKey.stringKey("patchbay.guardrail.info");

    static final AttributeKey<String> TRANSPORT = AttributeKey.stringKey("patchbay.transport");
    static final AttributeKey<String> LEG = AttributeKey.stringKey("patchbay.leg");
    static final AttributeKey<String> STEP = AttributeKey.stringKey("patchbay.step");
    static final AttributeKey<String> ANSWER = AttributeKey.stringKey("patchbay.answer");
    static final AttributeKey<String> TRANSFER =
            AttributeKey.stringKey("patchbay.transfer.outcome");
    static final AttributeKey<Boolean> INTERRUPTED =
            AttributeKey.booleanKey("patchbay.turn.interrupted");
    static final AttributeKey<String> CAUSE = AttributeKey.stringKey("patchbay.cause");
    static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("patchbay.tool.outcome");
    static final AttributeKey<String> GUARDRAIL = AttributeKey.stringKey("patchbay.guardrail.name");
    static final AttributeKey<String> FROM = AttributeKey.stringKey("patchbay.handoff.from");
    static final AttributeKey<String> TO = AttributeKey.stringKey("patchbay.handoff.to");
    static final AttributeKey<Long> ATTEMPTS = AttributeKey.longKey("patchbay.reconnect.attempts");
    static final AttributeKey<String> RESTORED =
            AttributeKey.stringKey("patchbay.reconnect.restored");
    static final AttributeKey<String> MODALITY = AttributeKey.stringKey("patchbay.modality");
    static final AttributeKey<String> KIND = AttributeKey.stringKey("patchbay.kind");
    static final AttributeKey<Double> FIRST_AUDIO =
            AttributeKey.doubleKey("patchbay.time_to_first_audio");

    private Names() {}
}
