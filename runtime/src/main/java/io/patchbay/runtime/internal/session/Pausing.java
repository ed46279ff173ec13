package io.patchbay.runtime.internal.session;

import io.patchbay.api.history.Item;

/**
 * What makes time stand still for the manners of a session: hold, tools and approvals, and the lack
 * of a line (RULES 13). On the loop.
 */
abstract class Pausing implements Follower {
    private boolean line;
    private boolean held;
    private boolean waiting;
    private int tools;

    /** Whether time stands still. */
    final boolean paused() {
        return !line || held || waiting || tools > 0;
    }

    /** Something of this has changed. */
    abstract void changed();

    @Override
    public void lineOpened(Line opened) {
        line = true;
        tools = 0;
        changed();
    }

    @Override
    public void lineGone() {
        line = false;
        changed();
    }

    @Override
    public void held(boolean on) {
        held = on;
        changed();
    }

    @Override
    public void waiting(boolean on) {
        waiting = on;
        changed();
    }

    @Override
    public void toolStarted(Item.FunctionCall call) {
        tools++;
        changed();
    }

    @Override
    public void toolEnded(Item.FunctionCall call) {
        tools = Math.max(0, tools - 1);
        changed();
    }
}
