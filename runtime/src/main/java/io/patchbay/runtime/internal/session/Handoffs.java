package io.patchbay.runtime.internal.session;

import io.patchbay.api.agent.Handoff;
import io.patchbay.api.history.Item;
import java.util.function.Consumer;

/** Lets the model hand the conversation to another agent. On the loop. */
interface Handoffs {

    /**
     * The model called a handoff.
     *
     * @param from who owned the response that called
     * @param done told once, on the loop, what the model is told; never within this method
     */
    void start(AgentBinding from, Handoff handoff, Item.FunctionCall call, Consumer<String> done);
}
