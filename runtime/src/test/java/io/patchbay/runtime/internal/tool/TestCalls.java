package io.patchbay.runtime.internal.tool;

import io.patchbay.api.history.History;
import io.patchbay.api.history.Item;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.ToolContext;
import io.patchbay.runtime.internal.session.ToolExecutor;
import io.patchbay.runtime.internal.work.Cancellation;
import java.util.List;
import java.util.Optional;

/** Calls without a session around them. */
final class TestCalls {

    private static final History NOTHING =
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

    private TestCalls() {}

    static ToolExecutor.Call of(FunctionTool tool, String arguments) {
        return new ToolExecutor.Call(
                tool, arguments, "s1", "call_1", "agent", NOTHING, "the context");
    }

    static ToolContext context() {
        FunctionTool none = FunctionTool.builder("none").build((arguments, context) -> "");
        return new CallContext(of(none, "{}"), new Cancellation(Runnable::run, "a tool"));
    }
}
