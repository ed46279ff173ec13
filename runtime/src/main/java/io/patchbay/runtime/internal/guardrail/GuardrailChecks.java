package io.patchbay.runtime.internal.guardrail;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.runtime.internal.session.GuardrailExecutor;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Runs checks of guardrails on the worker pool. */
public final class GuardrailChecks implements GuardrailExecutor {

    private final Executor workers;

    /** On these workers. */
    public GuardrailChecks(Executor workers) {
        this.workers = workers;
    }

    @Override
    public Running start(Check check, SerialLoop loop, Consumer<Outcome> done) {
        GuardrailCheck running = new GuardrailCheck(check, loop, done, workers);
        running.start(check);
        return running;
    }
}
