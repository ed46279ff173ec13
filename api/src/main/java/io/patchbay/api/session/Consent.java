package io.patchbay.api.session;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Somebody's word on a call that waits for consent.
 *
 * @param granted whether the call may run
 * @param always whether the word holds for every later call of this tool by this agent, too, and
 *     for those that wait already; it outlives reconnects and ends with the session. The newest
 *     such word counts. On an MCP tool it holds for the one call only, with a warning
 * @param message what the model is told of a refusal; null for the usual words, while an empty text
 *     is told as it is
 */
public record Consent(boolean granted, boolean always, @Nullable String message) {

    /** The call may run. */
    public static final Consent APPROVE = new Consent(true, false, null);

    /** The call may not run. */
    public static final Consent REJECT = new Consent(false, false, null);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException for a message with an approval, which nobody would be told
     */
    public Consent {
        if (granted && message != null) {
            throw new IllegalArgumentException(
                    "message goes with a refusal; leave it null for an approval");
        }
    }

    /** The call may not run, and the model is told these words. */
    public static Consent reject(String message) {
        return new Consent(false, false, Objects.requireNonNull(message, "message"));
    }

    /** The same, for this tool and agent from now on. */
    public Consent forAlways() {
        return new Consent(granted, true, message);
    }

    /**
     * What became of a word: the first on a call counts (RULES 15).
     *
     * @param counted whether it was this one
     * @param standing what holds for the call
     */
    public record Result(boolean counted, SessionEvent.ToolApprovalDecided.Decision standing) {
        /** Checks for null. */
        public Result {
            Objects.requireNonNull(standing, "standing");
        }
    }
}
