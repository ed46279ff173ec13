package io.patchbay.provider.gemini.internal;

import io.patchbay.api.provider.RealtimeProvider;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.Modality;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.Transcription;
import io.patchbay.api.session.TurnDetection;
import io.patchbay.tck.conformance.ProviderChecklist;
import io.patchbay.tck.conformance.ServerDialect;
import java.util.List;
import java.util.Map;

/** What the provider claims, seen on a line to a far end that speaks as its reference says. */
class GeminiChecklistTest extends ProviderChecklist {

    @Override
    protected RealtimeProvider provider() {
        return new GeminiProvider();
    }

    @Override
    protected ServerDialect dialect() {
        return new GeminiDialect(Profile.PATH);
    }

    @Override
    protected Map<ConfigField<?>, List<SessionConfig>> samples() {
        return Map.of(
                ConfigField.TURN_DETECTION,
                List.of(eagerness("low"), eagerness("high")),
                ConfigField.TRANSCRIPTION,
                List.of(transcription("de"), transcription("en")),
                ConfigField.OUTPUT_MODALITY,
                List.of(SessionConfig.builder().outputModality(Modality.AUDIO).build()));
    }

    private static SessionConfig eagerness(String eagerness) {
        return SessionConfig.builder()
                .turnDetection(new TurnDetection.SemanticVad(eagerness, null, null))
                .build();
    }

    private static SessionConfig transcription(String language) {
        return SessionConfig.builder()
                .transcription(new Transcription(null, language, List.of(), List.of(), null, null))
                .build();
    }
}
