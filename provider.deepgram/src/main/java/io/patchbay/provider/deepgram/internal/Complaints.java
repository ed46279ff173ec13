package io.patchbay.provider.deepgram.internal;

import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.provider.ProviderError.Severity;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the service's errors mean for a line. Its documentation says of every one that the session
 * is over; those that the same settings would bring again are fatal.
 */
final class Complaints {

    private static final Set<String> FATAL =
            Set.of(
                    "INVALID_SETTINGS",
                    "UNPARSABLE_CLIENT_MESSAGE",
                    "USER_AUDIO_FORMAT",
                    "SETTINGS_ALREADY_APPLIED",
                    "NON_SETTINGS_MESSAGE_BEFORE_SETTINGS");

    private Complaints() {}

    /**
     * An error of the service.
     *
     * @param ready whether the settings were taken before
     */
    static ProviderError of(String code, String description, boolean ready) {
        return new ProviderError(
                "Error",
                code,
                description,
                null,
                null,
                !ready && FATAL.contains(code) ? Severity.FATAL : Severity.LINE_LOST);
    }

    /** The settings cannot even be written. */
    static ProviderError unwritable(IllegalArgumentException why) {
        return new ProviderError(
                "settings", "settings", "" + why.getMessage(), null, null, Severity.FATAL);
    }

    /** Given words were not said. */
    static ProviderError refused(String why, @Nullable String commandId) {
        return new ProviderError(
                "InjectionRefused", "InjectionRefused", why, null, commandId, Severity.RECOVERABLE);
    }
}
