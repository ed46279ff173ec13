package io.patchbay.provider.deepgram.internal;

import io.patchbay.api.plug.Settings;
import io.patchbay.api.provider.RealtimeProvider;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.tck.conformance.ProviderConformance;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

class DeepgramConformanceTest extends ProviderConformance {

    @Override
    protected RealtimeProvider factory() {
        return new DeepgramProvider();
    }

    @Override
    protected Map<String, Settings> wrongSettings() {
        return Map.of(
                "url", Settings.of(Map.of("url", "nowhere")),
                "say", Settings.of(Map.of("say", "loudly")),
                "settings", Settings.of(Map.of("settings", "[]")),
                "thinkModel", Settings.of(Map.of("thinkModel", " ")));
    }

    @Override
    protected List<String> opening() {
        return List.of(Fixtures.WELCOME, Fixtures.SETTINGS_APPLIED);
    }

    @Override
    protected Map<String, Class<? extends TransportEvent>> messages() {
        Map<String, Class<? extends TransportEvent>> messages = new LinkedHashMap<>();
        messages.put(Fixtures.USER_STARTED, TransportEvent.SpeechStarted.class);
        messages.put(Fixtures.USER_TEXT, TransportEvent.InputTranscriptDone.class);
        messages.put(Fixtures.AGENT_TEXT, TransportEvent.TranscriptDelta.class);
        messages.put(Fixtures.THINKING, TransportEvent.Extension.class);
        messages.put(Fixtures.FUNCTION, TransportEvent.ResponseDone.class);
        messages.put(Fixtures.FUNCTIONS, TransportEvent.OutputItemDone.class);
        messages.put(Fixtures.SERVER_FUNCTION, TransportEvent.Extension.class);
        messages.put(Fixtures.SERVER_RESPONSE, TransportEvent.Extension.class);
        messages.put(Fixtures.FUNCTION_CANCELLED, TransportEvent.ToolCallCancelled.class);
        messages.put(Fixtures.INJECTION_REFUSED, TransportEvent.Error.class);
        messages.put(Fixtures.PROMPT_UPDATED, TransportEvent.SessionUpdated.class);
        messages.put(Fixtures.THINK_UPDATED, TransportEvent.SessionUpdated.class);
        messages.put(Fixtures.SPEAK_UPDATED, TransportEvent.SessionUpdated.class);
        messages.put(Fixtures.LISTEN_UPDATED, TransportEvent.SessionUpdated.class);
        messages.put(Fixtures.LATENCY, TransportEvent.Extension.class);
        messages.put(Fixtures.HISTORY, TransportEvent.Extension.class);
        messages.put(Fixtures.HISTORY_OF_CALLS, TransportEvent.Extension.class);
        messages.put(Fixtures.WARNING, TransportEvent.Notice.class);
        messages.put(Fixtures.ERROR, TransportEvent.Error.class);
        return messages;
    }
}
