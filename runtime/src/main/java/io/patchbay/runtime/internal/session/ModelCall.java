package io.patchbay.runtime.internal.session;

import io.patchbay.api.history.Item;
import io.patchbay.api.plug.Reference;
import io.patchbay.api.tool.FunctionTool;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One call of the model, from its response to its output. On the loop. */
final class ModelCall {
    /** Whose call it is: ids of several agents' calls may be the same. */
    record Key(String agent, String callId) {}

    final Key key;
    final AgentBinding binding;
    final Item.FunctionCall item;
    final String fingerprint;
    final ToolBatch batch;

    /** Responses that made the same call again while it runs. */
    private @Nullable List<ToolBatch> echoes;

    /** The agent's tool, given or named; null for a handoff, or when there is none. */
    @Nullable Reference<FunctionTool> reference;

    /** What the model is told when nobody offers the tool. */
    String noSuchTool = "";

    @Nullable FunctionTool tool;
    @Nullable Lease<FunctionTool> lease;
    ToolTraits traits = ToolTraits.DEFAULT;
    ToolExecutor.@Nullable Running handle;

    /** When it began to run; negative before. */
    long since = -1;

    /** Whether the answer to its response waits for it. */
    boolean awaited = true;

    /** Whether somebody's consent is waited for. */
    boolean consent;

    /** Whether it takes up room. */
    boolean room;

    /** Whether its result is only taken note of, as the tool wants it. */
    boolean background;

    /** Whether it runs on by itself since its answer was interrupted. */
    boolean detached;

    /** Why it is not wanted any more, from then on until its work has heard of it. */
    @Nullable String cancelled;

    /** Whether nobody wants its output. */
    boolean withdrawn;

    boolean over;

    ModelCall(AgentBinding binding, Item.FunctionCall item, String fingerprint, ToolBatch batch) {
        this.key = new Key(binding.name(), item.callId());
        this.binding = binding;
        this.item = item;
        this.fingerprint = fingerprint;
        this.batch = batch;
    }

    /** The call is ours: its agent is kept until it is over. */
    void begun() {
        binding.keep();
    }

    /** The call is over, and all that hear of its agent have been told. */
    void ended() {
        binding.release();
    }

    String name() {
        return item.name();
    }

    void echo(ToolBatch other) {
        List<ToolBatch> all = echoes == null ? new ArrayList<>(1) : echoes;
        echoes = all;
        all.add(other);
    }

    List<ToolBatch> echoes() {
        return echoes == null ? List.of() : echoes;
    }

    /** Its response waits for it no more. */
    void letGo() {
        if (awaited) {
            awaited = false;
            batch.withdrawn();
        }
    }

    /** Nothing of the plug is held any more. */
    void release() {
        Lease<FunctionTool> held = lease;
        lease = null;
        tool = null;
        traits = ToolTraits.DEFAULT;
        handle = null;
        if (held != null) {
            held.release();
        }
    }
}
