package io.patchbay.provider.openai.internal;

import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.provider.ProviderError.Severity;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says what an error means for the line. The codes are those that the service was seen to send. */
final class ErrorClassifier {

    private static final Set<String> FATAL_CODES =
            Set.of(
                    "invalid_api_key",
                    "insufficient_quota",
                    "account_deactivated",
                    "billing_hard_limit_reached",
                    "invalid_model",
                    "model_not_found",
                    "invalid_intent",
                    "beta_api_shape_disabled",
                    "call_id_not_found",
                    "OpperationNotSupported", // spelled so by Azure
                    "OperationNotSupported",
                    "unsupported_country_region_territory");

    private static final Set<String> FATAL_TYPES =
            Set.of("authentication_error", "permission_error", "insufficient_quota");

    private static final Set<String> LOST_CODES =
            Set.of("session_expired", "connection_expired", "session_closed");

    private ErrorClassifier() {}

    static Severity severity(String type, @Nullable String code) {
        if (code != null && FATAL_CODES.contains(code) || FATAL_TYPES.contains(type)) {
            return Severity.FATAL;
        }
        return code != null && LOST_CODES.contains(code)
                ? Severity.LINE_LOST
                : Severity.RECOVERABLE;
    }

    /** What an HTTP status means when the answer itself does not say. */
    static Severity severity(int status, String type, @Nullable String code) {
        boolean refused = status == 401 || status == 403 || status == 404;
        return refused ? Severity.FATAL : severity(type, code);
    }

    /**
     * What it means that the opening was refused: what was asked for cannot be had, unless the
     * service is merely unwell.
     */
    static ProviderError ofOpening(ProviderError error) {
        if (error.severity() != Severity.RECOVERABLE) {
            return error;
        }
        boolean passing =
                error.type().equals("server_error")
                        || error.type().contains("rate_limit")
                        || error.code() != null && error.code().contains("rate_limit");
        return new ProviderError(
                error.type(),
                error.code(),
                error.message(),
                error.param(),
                error.commandId(),
                passing ? Severity.LINE_LOST : Severity.FATAL);
    }

    /** Reads the provider's error object, which may itself be odd. */
    static ProviderError read(Fields error) {
        String type = error.text("type", "error");
        String code = error.textOrJson("code");
        return new ProviderError(
                type,
                code,
                error.text("message", "the provider gave no words"),
                error.text("param"),
                error.text("event_id"),
                severity(type, code));
    }
}
