package io.patchbay.provider.deepgram.internal;

import io.patchbay.api.provider.RealtimeProvider;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.Modality;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.TurnDetection;
import io.patchbay.tck.conformance.ProviderChecklist;
import io.patchbay.tck.conformance.ServerDialect;
import java.util.List;
import java.util.Map;

/** What the provider claims, seen on a line to a far end that speaks as its document says. */
class DeepgramChecklistTest extends ProviderChecklist {

    @Override
    protected RealtimeProvider provider() {
        return new DeepgramProvider();
    }

    @Override
    protected ServerDialect dialect() {
        return new DeepgramServer();
    }

    @Override
    protected Map<ConfigField<?>, List<SessionConfig>> samples() {
        return Map.of(
                ConfigField.TURN_DETECTION,
                List.of(threshold("0.7"), threshold("0.8")),
                ConfigField.OUTPUT_MODALITY,
                List.of(SessionConfig.builder().outputModality(Modality.AUDIO).build()));
    }

    private static SessionConfig threshold(String value) {
        return SessionConfig.builder()
                .turnDetection(
                        new TurnDetection.Extension(
                                "{\"eot_threshold\":" + value + "}", null, null))
                .build();
    }
}
