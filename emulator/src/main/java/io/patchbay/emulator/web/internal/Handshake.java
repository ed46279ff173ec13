package io.patchbay.emulator.web.internal;

import io.patchbay.emulator.protocol.internal.ProtocolException;
import io.patchbay.emulator.session.internal.SessionConfig;
import io.patchbay.net.http.IncomingRequest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a client asks for when it connects, and what is wrong with it. */
final class Handshake {
    private static final String BETA_SUBPROTOCOL = "openai-beta.realtime-v1";

    private Handshake() {}

    /** The settings of the session that the request asks for. */
    static SessionConfig config(IncomingRequest request, long expiresAt) {
        Optional<String> model = request.queryParameter("model");
        return model.isEmpty()
                        && "transcription".equals(request.queryParameter("intent").orElse(""))
                ? SessionConfig.transcription(expiresAt)
                : SessionConfig.conversation(model.orElse(""), expiresAt);
    }

    /** Why the session has to be refused; empty if it is fine. */
    static Optional<ProtocolException> refusal(
            IncomingRequest request, List<String> subprotocols, boolean anyModel) {
        boolean beta =
                request.headers().all("openai-beta").stream()
                        .anyMatch(v -> v.contains("realtime=v1"));
        if (beta || subprotocols.contains(BETA_SUBPROTOCOL)) {
            return Optional.of(
                    ProtocolException.fatalRequest(
                            "beta_api_shape_disabled",
                            "The beta of the Realtime API is gone: connect without the beta header.",
                            null));
        }
        Optional<String> model = request.queryParameter("model");
        Optional<String> intent = request.queryParameter("intent");
        if (intent.isPresent()
                && !"transcription".equals(intent.get())
                && !"realtime".equals(intent.get())) {
            return Optional.of(
                    ProtocolException.fatalRequest(
                            "invalid_intent", "The only intent is 'transcription'.", "intent"));
        }
        if (model.isEmpty()) {
            return "transcription".equals(intent.orElse(""))
                    ? Optional.empty()
                    : invalidModel("Name a model: connect with '?model=gpt-realtime'.");
        }
        return wrongModel(model.get(), anyModel);
    }

    /** Why a model cannot be had; empty if it can. */
    static Optional<ProtocolException> wrongModel(String model, boolean anyModel) {
        return anyModel && !model.isBlank() || isRealtime(model)
                ? Optional.empty()
                : invalidModel("This model does not exist or is no realtime model.");
    }

    private static boolean isRealtime(String model) {
        String name = model.toLowerCase(Locale.ROOT);
        return name.contains("realtime") && !name.contains("whisper")
                || name.startsWith("gpt-audio");
    }

    private static Optional<ProtocolException> invalidModel(String message) {
        return Optional.of(ProtocolException.fatalRequest("invalid_model", message, "model"));
    }
}
