package io.patchbay.provider.openai.internal;

import io.patchbay.api.history.Item;
import io.patchbay.api.history.ItemStatus;
import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.session.Response;
import io.patchbay.api.session.Usage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Reads response objects and what they cost. */
final class ResponseReader {

    private static final List<String> STATUSES =
            List.of("in_progress", "completed", "cancelled", "incomplete", "failed");

    private ResponseReader() {}

    /**
     * Reads a response.
     *
     * @param event what it came in: some services put its cost beside it
     */
    static Response read(Fields response, Fields event, boolean over, LineFormats formats) {
        // one service says "unimplemented" there
        Fields details =
                response.value("status_details") instanceof ObjectNode
                        ? response.object("status_details")
                        : null;
        Fields error = details == null ? null : details.object("error");
        List<Item> output = new ArrayList<>();
        ItemStatus status = over ? ItemStatus.COMPLETED : ItemStatus.IN_PROGRESS;
        for (Fields item : response.objects("output")) {
            output.add(ItemReader.read(item, status, formats.input(), formats.output()));
        }
        Fields usage = response.object("usage");
        if (usage == null || usage.node().isEmpty()) {
            usage = event.object("usage");
        }
        return new Response(
                response.wanted("id"),
                status(response, details, over),
                details == null ? null : details.text("reason"),
                error == null ? null : error(error),
                output,
                response.isNull("conversation_id"),
                response.pairs("metadata"),
                usage == null ? null : usage(usage));
    }

    private static Response.Status status(Fields response, @Nullable Fields details, boolean over) {
        String status = response.oneOf("status", STATUSES);
        if (status == null && details != null) {
            status = details.oneOf("type", STATUSES);
        }
        if (status == null) {
            return over ? Response.Status.COMPLETED : Response.Status.IN_PROGRESS;
        }
        return switch (status) {
            case "completed" -> Response.Status.COMPLETED;
            case "cancelled" -> Response.Status.CANCELLED;
            case "incomplete" -> Response.Status.INCOMPLETE;
            case "failed" -> Response.Status.FAILED;
            default -> Response.Status.IN_PROGRESS;
        };
    }

    private static ProviderError error(Fields error) {
        String type = error.text("type", "error");
        String code = error.textOrJson("code");
        String words = error.text("message");
        return new ProviderError(
                type,
                code,
                words == null ? "the response failed" : words,
                null,
                null,
                ErrorClassifier.severity(type, code));
    }

    private static Usage usage(Fields usage) {
        Usage.Tokens input = tokens(usage, "input_tokens", "input_token_details");
        Usage.Tokens output = tokens(usage, "output_tokens", "output_token_details");
        return new Usage(1, input, output, Usage.Tokens.NONE, 0);
    }

    /** What transcribing the caller cost, in tokens or in seconds. */
    static Usage transcription(Fields usage) {
        Double seconds = usage.numberOrNull("seconds");
        Usage.Tokens input = tokens(usage, "input_tokens", "input_token_details");
        long total = usage.whole("total_tokens", input.total() + usage.whole("output_tokens", 0));
        Usage.Tokens all =
                new Usage.Tokens(
                        total,
                        input.text(),
                        input.audio(),
                        input.image(),
                        input.cached(),
                        input.cachedText(),
                        input.cachedAudio(),
                        input.cachedImage());
        return new Usage(
                0, Usage.Tokens.NONE, Usage.Tokens.NONE, all, seconds == null ? 0 : seconds);
    }

    private static Usage.Tokens tokens(Fields usage, String totalName, String detailsName) {
        long total = usage.whole(totalName, 0);
        Fields details = usage.object(detailsName);
        if (details == null) {
            details = usage.object(detailsName.replace("token_", "tokens_")); // so Qwen spells it
        }
        if (details == null) {
            return new Usage.Tokens(total, 0, 0, 0, 0, 0, 0, 0);
        }
        Fields cached = details.object("cached_tokens_details");
        return new Usage.Tokens(
                total,
                details.whole("text_tokens", 0),
                details.whole("audio_tokens", 0),
                details.whole("image_tokens", 0),
                details.whole("cached_tokens", 0),
                cached == null ? 0 : cached.whole("text_tokens", 0),
                cached == null ? 0 : cached.whole("audio_tokens", 0),
                cached == null ? 0 : cached.whole("image_tokens", 0));
    }
}
