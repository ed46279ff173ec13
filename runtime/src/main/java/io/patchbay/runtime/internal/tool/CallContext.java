package io.patchbay.runtime.internal.tool;

import io.patchbay.api.history.History;
import io.patchbay.api.session.Call;
import io.patchbay.api.tool.CancellationToken;
import io.patchbay.api.tool.ToolContext;
import io.patchbay.runtime.internal.session.LiveCall;
import io.patchbay.runtime.internal.session.ToolExecutor;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What one call may look at. */
final class CallContext implements ToolContext {

    private final String sessionId;
    private final String callId;
    private final String agent;
    private final History history;
    private final @Nullable Object application;
    private final CancellationToken cancellation;
    private final @Nullable Call live;

    CallContext(ToolExecutor.Call call, CancellationToken cancellation) {
        sessionId = call.sessionId();
        callId = call.callId();
        agent = call.agent();
        history = call.history();
        application = call.context();
        this.cancellation = cancellation;
        LiveCall caller = call.live();
        live = caller == null ? null : new CallOfTool(caller, cancellation);
    }

    @Override
    public String sessionId() {
        return sessionId;
    }

    @Override
    public String callId() {
        return callId;
    }

    @Override
    public String agent() {
        return agent;
    }

    @Override
    public History history() {
        return history;
    }

    @Override
    public <T> Optional<T> context(Class<T> type) {
        return type.isInstance(application)
                ? Optional.of(type.cast(application))
                : Optional.empty();
    }

    @Override
    public Optional<Call> call() {
        return Optional.ofNullable(live);
    }

    @Override
    public CancellationToken cancellation() {
        return cancellation;
    }
}
