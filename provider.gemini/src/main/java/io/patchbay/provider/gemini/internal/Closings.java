package io.patchbay.provider.gemini.internal;

import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.provider.ProviderError.Severity;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Says what it means that the service closes a connection: it has no error messages, only close
 * codes with words. 1007 stands for a bad key, a bad argument and an exhausted context alike, 1008
 * for a model that does not exist and for an operation that was aborted, 1011 for quota, for the
 * end of a connection's time and for trouble of its own; so the words decide.
 */
final class Closings {

    /** Nobody gets through without a person doing something. */
    private static final List<String> FATAL =
            List.of(
                    "api key",
                    "api_key",
                    "quota",
                    "billing",
                    "permission",
                    "unauthenticated",
                    "authentication",
                    "unregistered callers",
                    "access token",
                    "has been suspended",
                    "user location is not supported",
                    "is not found",
                    "was not found",
                    "not supported for bidigeneratecontent",
                    "is not allowed to");

    private static final int BAD_DATA = 1007;
    private static final int POLICY = 1008;
    private static final int INTERNAL = 1011;

    private Closings() {}

    /**
     * What a close means.
     *
     * @param ready whether the opening had been accepted
     * @param resuming whether a handle was presented in it
     * @return null when it says no more than any close does
     */
    static @Nullable ProviderError of(int code, String reason, boolean ready, boolean resuming) {
        String type =
                switch (code) {
                    case BAD_DATA -> "invalid_argument";
                    case POLICY -> "policy_violation";
                    case INTERNAL -> "internal_error";
                    default -> null;
                };
        if (type == null) {
            return null;
        }
        String said = reason.isBlank() ? "the service gave no words" : reason;
        return new ProviderError(
                type,
                Integer.toString(code),
                said,
                null,
                null,
                severity(code, reason.toLowerCase(Locale.ROOT), ready, resuming));
    }

    private static Severity severity(int code, String words, boolean ready, boolean resuming) {
        boolean session = words.contains("session") || words.contains("handle");
        if (!ready && resuming && session) {
            return Severity.LINE_LOST; // the handle has ended; without it another line may work
        }
        if (FATAL.stream().anyMatch(words::contains)) {
            return Severity.FATAL;
        }
        return code == BAD_DATA && !(resuming && !ready) ? Severity.FATAL : Severity.LINE_LOST;
    }
}
