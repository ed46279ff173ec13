package io.patchbay.tck.conformance;

import io.patchbay.api.guardrail.GuardrailContext;
import io.patchbay.api.history.History;
import io.patchbay.api.history.Item;
import io.patchbay.api.session.Call;
import io.patchbay.api.session.Digits;
import io.patchbay.api.tool.CancellationToken;
import io.patchbay.api.tool.ToolContext;
import io.patchbay.tck.ScriptedPhone;
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

    /** One whose transfers come about, and whose caller has pressed {@code 4711}. */
    @Override
    public Optional<Call> call() {
        ScriptedPhone phone = new ScriptedPhone();
        phone.presses(new Digits("4711", Digits.End.TERMINATOR));
        return Optional.of(phone);
    }

    @Override
    public <T> Optional<T> context(Class<T> type) {
        return Optional.empty();
    }
}
