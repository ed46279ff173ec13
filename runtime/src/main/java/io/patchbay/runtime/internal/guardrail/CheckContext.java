package io.patchbay.runtime.internal.guardrail;

import io.patchbay.api.guardrail.GuardrailContext;
import io.patchbay.api.history.History;
import io.patchbay.api.tool.CancellationToken;
import io.patchbay.runtime.internal.session.GuardrailExecutor.Subject;
import java.util.Optional;

/** What one check may look at. */
record CheckContext(Subject subject, CancellationToken cancellation) implements GuardrailContext {

    @Override
    public String sessionId() {
        return subject.sessionId();
    }

    @Override
    public String agent() {
        return subject.agent();
    }

    @Override
    public Optional<String> itemId() {
        return Optional.ofNullable(subject.itemId());
    }

    @Override
    public boolean complete() {
        return subject.complete();
    }

    @Override
    public History history() {
        return subject.history();
    }

    @Override
    public <T> Optional<T> context(Class<T> type) {
        Object application = subject.context();
        return type.isInstance(application)
                ? Optional.of(type.cast(application))
                : Optional.empty();
    }
}
