package io.patchbay.provider.openai.internal;

import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.Modality;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.TurnDetection;

/**
 * What a session starts with where nobody said otherwise: the defaults of the Agents SDK for
 * JavaScript. They are sent once, with the first update; a later update sends what it names and
 * nothing else, so it resets nothing.
 */
final class SessionDefaults {

    /** What transcribes the caller at OpenAI when the session does not name a model. */
    static final String TRANSCRIPTION_MODEL = "gpt-4o-mini-transcribe";

    /**
     * Spoken answers, turns by meaning ({@code semantic_vad}), no noise reduction, natural speed.
     * The formats and the transcription are the profile's. Instructions, voice, tools and tool
     * choice are left to the service.
     */
    static final SessionConfig OPENING =
            SessionConfig.builder()
                    .outputModality(Modality.AUDIO)
                    .turnDetection(TurnDetection.SemanticVad.defaults())
                    .clear(ConfigField.NOISE_REDUCTION)
                    .speed(1)
                    .build();

    private SessionDefaults() {}
}
