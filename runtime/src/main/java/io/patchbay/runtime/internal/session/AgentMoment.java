package io.patchbay.runtime.internal.session;

import io.patchbay.api.agent.AgentContext;
import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.history.History;
import io.patchbay.api.session.Call;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an agent's functions may look at. */
record AgentMoment(
        String sessionId,
        RealtimeAgent agent,
        History history,
        @Nullable Object application,
        @Nullable LiveCall live)
        implements AgentContext {

    /** This moment of a session. On the loop. */
    static AgentMoment now(SessionCore core, RealtimeAgent agent) {
        return new AgentMoment(
                core.id,
                agent,
                core.conversation.snapshot(),
                core.options.context().orElse(null),
                core.call);
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
}
