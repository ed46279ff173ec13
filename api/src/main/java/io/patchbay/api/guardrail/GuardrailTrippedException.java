package io.patchbay.api.guardrail;

import java.util.Objects;

/**
 * A guardrail stopped what somebody wanted to send: a typed message, or a request for an answer to
 * words that must not be answered.
 */
public final class GuardrailTrippedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String guardrail;
    private final String info;

    /**
     * A stopped message.
     *
     * @param guardrail which one tripped
     * @param info why, as its verdict says; for the application, not for the caller
     */
    public GuardrailTrippedException(String guardrail, String info) {
        super("the guardrail '" + Objects.requireNonNull(guardrail, "guardrail") + "' tripped");
        this.guardrail = guardrail;
        this.info = Objects.requireNonNull(info, "info");
    }

    /** Which one tripped. */
    public String guardrail() {
        return guardrail;
    }

    /** Why, as its verdict says. */
    public String info() {
        return info;
    }
}
