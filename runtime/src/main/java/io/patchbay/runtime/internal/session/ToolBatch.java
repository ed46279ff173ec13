package io.patchbay.runtime.internal.session;

import io.patchbay.api.session.SerialLoop;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one response, which one response answers: when all their outputs are there, or the
 * patience for slow ones is over (RULES 11). On the loop.
 */
final class ToolBatch {
    private final SessionCore core;
    private final Outgoing outgoing;
    private int open;
    private @Nullable String unanswered;
    private SerialLoop.@Nullable Timer patience;

    /** What is said while it takes long. */
    @Nullable Object filler;

    ToolBatch(SessionCore core, Outgoing outgoing) {
        this.core = core;
        this.outgoing = outgoing;
    }

    /** One more call, or whatever else, to wait for. */
    void expect() {
        open++;
    }

    /** An output went out; {@code answer} is whether the model is to answer it. */
    void output(String itemId, boolean answer) {
        if (answer) {
            unanswered = itemId;
        }
        withdrawn();
        waitForSiblings();
    }

    /** An output went out that nobody waited for. */
    void late(String itemId, boolean answer) {
        if (answer) {
            unanswered = itemId;
            if (open == 0) {
                ask();
            }
            waitForSiblings();
        }
    }

    /** A call is not waited for any more. */
    void withdrawn() {
        open--;
        if (open == 0) {
            ask();
        }
    }

    private void waitForSiblings() {
        if (unanswered != null
                && patience == null
                && outgoing.line() != null
                && !outgoing.answeredUnasked()) { // such a provider waits for all by itself
            patience = core.loop.schedule(this::ask, core.options.limits().siblingTools());
        }
    }

    private void ask() {
        lineGone();
        String motive = unanswered;
        if (motive != null && outgoing.line() != null) {
            unanswered = null;
            outgoing.request(ResponseRequest.Origin.TOOLS, motive);
        }
    }

    /** Nothing can be asked for; what is unanswered stays so. */
    void lineGone() {
        if (patience != null) {
            patience.cancel();
            patience = null;
        }
    }

    /** There is a line again. */
    void lineBack() {
        if (open == 0) {
            ask();
        }
        waitForSiblings();
    }

    /** Whether nothing will follow. */
    boolean settled() {
        return open == 0 && unanswered == null;
    }
}
