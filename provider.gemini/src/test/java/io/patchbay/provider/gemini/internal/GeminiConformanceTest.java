package io.patchbay.provider.gemini.internal;

import io.patchbay.api.plug.Settings;
import io.patchbay.api.provider.RealtimeProvider;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.tck.conformance.ProviderConformance;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The contract of every provider, kept by this one. */
class GeminiConformanceTest extends ProviderConformance {

    @Override
    protected RealtimeProvider factory() {
        return new GeminiProvider();
    }

    @Override
    protected Map<String, Settings> wrongSettings() {
        return Map.of(
                "baseUrl", Settings.of(Map.of("baseUrl", "no address at all")),
                "project", Settings.of(Map.of("project", "two words")),
                "location", Settings.of(Map.of("location", "../elsewhere")));
    }

    @Override
    protected List<String> opening() {
        return List.of("{\"setupComplete\":{}}");
    }

    @Override
    protected Map<String, Class<? extends TransportEvent>> messages() {
        Map<String, Class<? extends TransportEvent>> messages = new LinkedHashMap<>();
        messages.put(
                "{\"serverContent\":{\"outputTranscription\":{\"text\":\"Good \\u00e4\"}}}",
                TransportEvent.TranscriptDelta.class);
        messages.put(
                "{\"serverContent\":{\"modelTurn\":{\"parts\":[{\"inlineData\":{\"mimeType\":"
                        + "\"audio/pcm;rate=24000\",\"data\":\"AAAAAAAA\"}}]}}}",
                TransportEvent.ResponseStarted.class);
        messages.put(
                "{\"serverContent\":{\"inputTranscription\":{\"text\":\" hello\"}}}",
                TransportEvent.InputTranscriptDelta.class);
        messages.put(
                "{\"serverContent\":{\"interrupted\":true}}", TransportEvent.SpeechStarted.class);
        messages.put(
                "{\"serverContent\":{\"turnComplete\":true,\"turnCompleteReason\":"
                        + "\"RESPONSE_REJECTED\"},\"usageMetadata\":{\"promptTokenCount\":1}}",
                TransportEvent.ResponseDone.class);
        messages.put(
                "{\"toolCall\":{\"functionCalls\":[{\"id\":\"f1\",\"name\":\"time\",\"args\":{}}]}}",
                TransportEvent.OutputItemDone.class);
        messages.put(
                "{\"toolCallCancellation\":{\"ids\":[\"f1\"]}}",
                TransportEvent.ToolCallCancelled.class);
        messages.put("{\"goAway\":{\"timeLeft\":\"50s\"}}", TransportEvent.GoAway.class);
        messages.put(
                "{\"voiceActivity\":{\"type\":\"ACTIVITY_START\",\"audioOffset\":\"1.5s\"}}",
                TransportEvent.SpeechStarted.class);
        messages.put(
                "{\"usageMetadata\":{\"totalTokenCount\":7}}", TransportEvent.UsageReported.class);
        return messages;
    }
}
