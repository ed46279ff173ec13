package io.patchbay.tck.conformance;

import io.patchbay.api.guardrail.GuardrailContext;
import io.patchbay.api.history.History;
import io.patchbay.api.history.Item;
import io.patchbay.api.tool.CancellationToken;
import io.patchbay.api.tool.ToolContext;
import java.util.List;
import java.util.Optional;

/**
 * A call or a check in a session that has just begun.
 *
 * @param callId names it
 * @param complete whether a checked answer is whole
 * @param cancellation its token
 */
record Moment(String callId, boolean complete, CancellationToken cancellation)
        implements ToolContext, GuardrailContext {

    /** A conversation in which nobody has spoken yet. */
    static final History NOTHING_SAID =
            new History() {
                @Override
                public List<Item> items() {
                    return List.of();
                }

                @Override
                public Optional<Item> item(String id) {
                    return Optional.empty();
                }

                @Override
                public Optional<Item.FunctionCallOutput> output(String callId) {
                    return Optional.empty();
                }
            };

    @Override
    public String sessionId() {
        return "session-of-the-kit";
    }

    @Override
    public String agent() {
        return "kit";
    }

    @Override
    public Optional<String> itemId() {
        return Optional.of("item-1");
    }

    @Override
    public History history() {
        return NOTHING_SAID;
    }

    @Override
    public <T> Optional<T> context(Class<T> type) {
        return Optional.empty();
    }
}
