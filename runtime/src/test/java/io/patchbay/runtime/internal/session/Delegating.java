package io.patchbay.runtime.internal.session;

import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.ToolContext;
import io.patchbay.api.tool.ToolDefinition;
import io.patchbay.api.tool.ToolResult;
import java.util.concurrent.CompletionStage;

/** A tool that does what another one does, but for what a test overrides. */
class Delegating implements FunctionTool {
    private final FunctionTool tool;

    Delegating(FunctionTool tool) {
        this.tool = tool;
    }

    @Override
    public ToolDefinition.Function definition() {
        return tool.definition();
    }

    @Override
    public CompletionStage<ToolResult> execute(String arguments, ToolContext context)
            throws Exception {
        return tool.execute(arguments, context);
    }
}
