package io.patchbay.api.provider;

/**
 * There is no such call, or no more: its caller has hung up, or lost patience. Nobody's fault, and
 * no use to try again.
 */
public final class CallGoneException extends ProviderException {

    private static final long serialVersionUID = 1L;

    /** Wraps what the provider said. */
    public CallGoneException(ProviderError error) {
        super(error);
    }
}
