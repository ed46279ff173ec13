package io.patchbay.provider.openai.internal;

import io.patchbay.api.plug.Settings;
import io.patchbay.api.provider.RealtimeProvider;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.tck.conformance.ProviderConformance;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

class OpenAiConformanceTest extends ProviderConformance {

    @Override
    protected RealtimeProvider factory() {
        return new OpenAiProvider();
    }

    @Override
    protected Map<String, Settings> wrongSettings() {
        return Map.of(
                "baseUrl", Settings.of(Map.of("baseUrl", "no address at all")),
                "organization", Settings.of(Map.of("organization", "two\nlines")),
                "allowPlain", Settings.of(Map.of("allowPlain", "perhaps")));
    }

    @Override
    protected List<String> opening() {
        return List.of(
                "{\"type\":\"session.created\",\"event_id\":\"event_1\",\"session\":{\"id\":\"sess_1\",\"type\":\"realtime\",\"tracing\":\"auto\"}}",
                "{\"type\":\"session.updated\",\"event_id\":\"event_2\",\"session\":{\"type\":\"realtime\"}}");
    }

    @Override
    protected Map<String, Class<? extends TransportEvent>> messages() {
        Map<String, Class<? extends TransportEvent>> messages = new LinkedHashMap<>();
        messages.put(
                "{\"type\":\"input_audio_buffer.speech_started\",\"event_id\":\"event_3\",\"audio_start_ms\":1000,\"item_id\":\"item_1\"}",
                TransportEvent.SpeechStarted.class);
        messages.put(
                "{\"type\":\"input_audio_buffer.cleared\",\"event_id\":\"event_4\"}",
                TransportEvent.InputCleared.class);
        messages.put(
                "{\"type\":\"response.created\",\"event_id\":\"event_5\",\"response\":{\"id\":\"resp_1\",\"object\":\"realtime.response\",\"status\":\"in_progress\",\"output\":[]}}",
                TransportEvent.ResponseStarted.class);
        messages.put(
                "{\"type\":\"response.output_audio_transcript.delta\",\"event_id\":\"event_6\",\"response_id\":\"resp_1\",\"item_id\":\"item_2\",\"output_index\":0,\"content_index\":0,\"delta\":\"Good \\u00e4\"}",
                TransportEvent.TranscriptDelta.class);
        messages.put(
                "{\"type\":\"conversation.item.added\",\"event_id\":\"event_7\",\"previous_item_id\":null,\"item\":{\"id\":\"item_2\",\"object\":\"realtime.item\",\"type\":\"message\",\"status\":\"completed\",\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"hello\"}]}}",
                TransportEvent.ItemAdded.class);
        messages.put(
                "{\"type\":\"error\",\"event_id\":\"event_8\",\"error\":{\"type\":\"invalid_request_error\",\"code\":\"invalid_value\",\"message\":\"no\",\"param\":null,\"event_id\":null}}",
                TransportEvent.Error.class);
        return messages;
    }
}
