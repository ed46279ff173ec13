package io.patchbay.emulator.face.gemini.internal;

import io.patchbay.emulator.face.internal.Entry;
import io.patchbay.emulator.face.internal.Face;
import io.patchbay.emulator.face.internal.FaceRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Gemini Live, of the Gemini API and of Vertex AI. */
public final class GeminiFace implements Face {
    private static final String GEMINI = "/ws/google.ai.generativelanguage.";
    private static final String VERTEX = "/ws/google.cloud.aiplatform.";

    private final Resumptions resumptions = new Resumptions();

    /** A face with no sessions to go on with. */
    public GeminiFace() {}

    @Override
    public String name() {
        return "gemini";
    }

    @Override
    public List<String> paths() {
        List<String> paths = new ArrayList<>();
        for (String version : List.of("v1alpha", "v1beta", "v1")) {
            String service = GEMINI + version + ".GenerativeService.";
            paths.add(service + "BidiGenerateContent");
            paths.add(service + "BidiGenerateContentConstrained");
        }
        for (String version : List.of("v1beta1", "v1")) {
            paths.add(VERTEX + version + ".LlmBidiService/BidiGenerateContent");
        }
        // Google's JavaScript client asks with two slashes, at the service, too
        List.copyOf(paths).forEach(path -> paths.add("/" + path));
        return paths;
    }

    /** The service lets everybody in, and closes when there was no good key. */
    @Override
    public Entry enter(FaceRequest request) {
        Optional<String> key =
                request.query("key")
                        .or(() -> request.query("access_token"))
                        .or(() -> request.header("x-goog-api-key"))
                        .or(() -> request.authorization("Bearer"))
                        .or(() -> request.authorization("Token"));
        Optional<Refusal> stranger =
                request.lets(key)
                        ? Optional.empty()
                        : Optional.of(
                                key.isPresent()
                                        ? new Refusal(
                                                Refusal.INVALID,
                                                "API key not valid. Please pass a valid API key.")
                                        : new Refusal(
                                                Refusal.POLICY,
                                                "Method doesn't allow unregistered callers. Please"
                                                        + " use API Key."));
        boolean vertex = request.path().contains(VERTEX);
        return Entry.admitted(line -> new GeminiTalk(line, resumptions, stranger, vertex));
    }
}
