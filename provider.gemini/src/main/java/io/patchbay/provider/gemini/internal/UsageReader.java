package io.patchbay.provider.gemini.internal;

import io.patchbay.api.session.Usage;
import io.patchbay.api.session.Usage.Tokens;
import tools.jackson.databind.JsonNode;

/**
 * Reads {@code usageMetadata}. The developers' door counts what was said as {@code response…}, the
 * cloud's as {@code candidates…} ({@code @google/genai} 3.1.0, {@code usageMetadataFromVertex}).
 */
final class UsageReader {

    private final boolean cloud;

    UsageReader(boolean cloud) {
        this.cloud = cloud;
    }

    Usage read(JsonNode metadata) {
        String first = cloud ? "candidates" : "response";
        String second = cloud ? "response" : "candidates";
        String said = metadata.has(first + "TokenCount") ? first : second;
        JsonNode cache = metadata.path("cacheTokensDetails");
        JsonNode prompt = metadata.path("promptTokensDetails");
        JsonNode tools = metadata.path("toolUsePromptTokensDetails");
        Tokens input =
                new Tokens(
                        Json.count(metadata, "promptTokenCount")
                                + Json.count(metadata, "toolUsePromptTokenCount"),
                        of(prompt, "TEXT") + of(tools, "TEXT"),
                        of(prompt, "AUDIO") + of(tools, "AUDIO"),
                        pictures(prompt) + pictures(tools),
                        Json.count(metadata, "cachedContentTokenCount"),
                        of(cache, "TEXT"),
                        of(cache, "AUDIO"),
                        pictures(cache));
        JsonNode answer = metadata.path(said + "TokensDetails");
        long thoughts = Json.count(metadata, "thoughtsTokenCount");
        Tokens output =
                new Tokens(
                        Json.count(metadata, said + "TokenCount") + thoughts,
                        of(answer, "TEXT") + thoughts,
                        of(answer, "AUDIO"),
                        pictures(answer),
                        0,
                        0,
                        0,
                        0);
        return new Usage(0, input, output, Tokens.NONE, 0);
    }

    private static long pictures(JsonNode details) {
        return of(details, "IMAGE") + of(details, "VIDEO");
    }

    private static long of(JsonNode details, String modality) {
        long count = 0;
        if (details.isArray()) {
            for (JsonNode one : details) {
                if (modality.equals(Json.text(one, "modality"))) {
                    count += Json.count(one, "tokenCount");
                }
            }
        }
        return count;
    }
}
