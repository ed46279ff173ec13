package io.patchbay.runtime.internal.tool;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.runtime.internal.session.ToolExecutor;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Runs calls of tools on the worker pool. */
public final class ToolCalls implements ToolExecutor {

    private final Executor workers;

    /** On these workers. */
    public ToolCalls(Executor workers) {
        this.workers = workers;
    }

    @Override
    public Running start(Call call, SerialLoop loop, Consumer<Outcome> done) {
        ToolCall running = new ToolCall(call.tool().definition().name(), loop, done, workers);
        running.start(call);
        return running;
    }
}
