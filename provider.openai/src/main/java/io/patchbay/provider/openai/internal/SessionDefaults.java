package io.patchbay.provider.openai.internal;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.Modality;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.Transcription;
import io.patchbay.api.session.TurnDetection;

/**
 * What a session starts with where nobody said otherwise: the defaults of the Agents SDK for
 * JavaScript. They are sent once, with the first update; a later update sends what it names and
 * nothing else, so it resets nothing.
 */
final class SessionDefaults {

    /** What transcribes the caller when the session does not name a model. */
    static final String TRANSCRIPTION_MODEL = "gpt-4o-mini-transcribe";

    /**
     * Spoken answers, PCM at 24 kHz both ways, transcription by {@code gpt-4o-mini-transcribe},
     * turns by meaning ({@code semantic_vad}), no noise reduction, natural speed. Instructions,
     * voice, tools and tool choice are left to the service.
     */
    static final SessionConfig OPENING =
            SessionConfig.builder()
                    .outputModality(Modality.AUDIO)
                    .inputFormat(AudioFormat.PCM16_24K)
                    .transcription(Transcription.of(TRANSCRIPTION_MODEL))
                    .turnDetection(TurnDetection.SemanticVad.defaults())
                    .clear(ConfigField.NOISE_REDUCTION)
                    .outputFormat(AudioFormat.PCM16_24K)
                    .speed(1)
                    .build();

    private SessionDefaults() {}
}
