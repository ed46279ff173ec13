package io.patchbay.itest.conversation;

import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.SessionEvent.Restoration;
import io.patchbay.emulator.Emulator;
import java.net.URI;
import java.util.List;

/**
 * A provider's profile, where the emulator plays it, and in what it is unlike the others.
 *
 * @param provider the provider
 * @param profile its profile
 * @param path where the emulator's face is
 * @param transcribes whether it says in writing what the caller said
 * @param restored what is left of the conversation when a line was lost
 * @param wordsFirst whether all words of a sentence come before its sound, so that a guardrail may
 *     stop it before anything is heard, and nothing of it is remembered (RULES 17)
 */
record Way(
        String provider,
        String profile,
        String path,
        boolean transcribes,
        Restoration restored,
        boolean wordsFirst) {

    Way(String provider, String profile, String path, boolean transcribes, Restoration restored) {
        this(provider, profile, path, transcribes, restored, false);
    }

    /** What differs, and no more. */
    static final List<Way> ALL =
            List.of(
                    dialect("openai", "/v1/realtime"),
                    dialect("azure", "/openai/v1/realtime"),
                    dialect("azure-voice-live", "/voice-live/realtime"),
                    // finds a conversation again by its id
                    new Way("openai", "xai", "/v1/realtime", true, Restoration.RESUMED),
                    dialect("inworld", "/api/v1/realtime/session"),
                    dialect("localai", "/v1/realtime"),
                    // takes nothing of what was said before
                    new Way("openai", "qwen", "/api-ws/v1/realtime", true, Restoration.FRESH),
                    dialect("glm", "/api/paas/v4/realtime"),
                    dialect("stepfun", "/v1/realtime"),
                    dialect("speaches", "/v1/realtime"),
                    // says nothing in writing of what it hears
                    new Way("openai", "vllm-omni", "/v1/realtime", false, Restoration.REPLAYED),
                    gemini(
                            "gemini",
                            "google.ai.generativelanguage.v1beta.GenerativeService"
                                    + ".BidiGenerateContent"),
                    gemini(
                            "vertex",
                            "google.cloud.aiplatform.v1beta1.LlmBidiService/BidiGenerateContent"),
                    new Way(
                            "deepgram",
                            "deepgram",
                            "/v1/agent/converse",
                            true,
                            Restoration.REPLAYED,
                            true));

    /** Finds a conversation again by a handle. */
    private static Way gemini(String profile, String service) {
        return new Way("gemini", profile, "/ws/" + service, true, Restoration.RESUMED);
    }

    private static Way dialect(String profile, String path) {
        return new Way("openai", profile, path, true, Restoration.REPLAYED);
    }

    /** A line to the emulator, which plays this provider. */
    LineChoice line(Emulator emulator) {
        String face = provider.equals("openai") ? profile : provider;
        URI address = URI.create("ws://127.0.0.1:" + emulator.port() + "/as/" + face + path);
        return LineChoice.builder()
                .provider(provider)
                .profile(profile)
                .model("gpt-realtime")
                .url(address)
                .key("test")
                .build();
    }

    @Override
    public String toString() {
        return provider + ":" + profile;
    }
}
