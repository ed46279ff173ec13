package org.example.acme;

import io.patchbay.api.plug.Settings;
import io.patchbay.api.provider.RealtimeProvider;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.tck.conformance.ProviderConformance;
import java.util.List;
import java.util.Map;

/** The contract of every provider, kept by this one. */
class AcmeConformanceTest extends ProviderConformance {

    @Override
    protected RealtimeProvider factory() {
        return new AcmeProvider();
    }

    @Override
    protected Map<String, Settings> wrongSettings() {
        return Map.of("url", Settings.of(Map.of("url", "nowhere")));
    }

    @Override
    protected List<String> opening() {
        return List.of("{\"type\":\"configured\"}");
    }

    @Override
    protected Map<String, Class<? extends TransportEvent>> messages() {
        return Map.of(
                "{\"type\":\"configured\"}", TransportEvent.SessionUpdated.class,
                "{\"type\":\"caller\",\"speaking\":true}", TransportEvent.SpeechStarted.class,
                "{\"type\":\"heard\",\"text\":\"Hello.\"}",
                        TransportEvent.InputTranscriptDone.class,
                "{\"type\":\"begin\"}", TransportEvent.ResponseStarted.class,
                "{\"type\":\"error\",\"code\":\"rate\",\"message\":\"Too fast.\"}",
                        TransportEvent.Error.class);
    }
}
