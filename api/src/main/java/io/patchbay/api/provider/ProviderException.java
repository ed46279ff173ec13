package io.patchbay.api.provider;

import java.util.Objects;

/**
 * A provider refused something, or could not be reached. The message is one line for a person and
 * holds no secret.
 */
public class ProviderException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient ProviderError error;

    /** Wraps what the provider said. */
    public ProviderException(ProviderError error) {
        super(Objects.requireNonNull(error, "error").summary());
        this.error = error;
    }

    /** What the provider said. */
    public final ProviderError error() {
        return error;
    }
}
