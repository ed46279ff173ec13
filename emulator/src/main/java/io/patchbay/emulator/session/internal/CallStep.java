package io.patchbay.emulator.session.internal;

import io.patchbay.emulator.model.internal.ModelOutput;
import io.patchbay.emulator.model.internal.Tokens;
import io.patchbay.emulator.model.internal.ToolSpec;
import tools.jackson.databind.node.ObjectNode;

/** A function call. */
final class CallStep implements OutputStep {
    private final ResponseRun run;
    private final OutputItem output;
    private final Pacer pacer;
    private final String name;
    private final String arguments;
    private String sent = "";

    private CallStep(ResponseRun run, String name, String arguments) {
        this.run = run;
        this.output = new OutputItem(run, ItemFactory.functionCall(name));
        this.pacer = new Pacer(run.context());
        this.name = name;
        this.arguments = arguments;
    }

    /**
     * The step for a call: of a function, of an mcp tool, or the question whether it may be run.
     */
    static OutputStep of(ResponseRun run, ModelOutput.Call call) {
        ToolSpec tool = call.tool();
        String server = tool.server();
        if (server == null) {
            return new CallStep(run, tool.name(), call.arguments());
        }
        return tool.needsApproval()
                ? new ApprovalStep(run, server, tool.name(), call.arguments())
                : new McpCallStep(run, server, tool.name(), call.arguments(), null);
    }

    @Override
    public void start() {
        output.open();
        pacer.next(this::send);
    }

    private void send() {
        sent = arguments;
        output.send(event("response.function_call_arguments.delta").put("delta", arguments));
        pacer.next(
                () -> {
                    close("completed");
                    run.proceed();
                });
    }

    @Override
    public void stop() {
        pacer.stop();
        close("incomplete");
    }

    @Override
    public void abandon() {
        pacer.stop();
    }

    private void close(String status) {
        run.produced(Tokens.ofText(name + sent));
        output.item().json().put("arguments", sent);
        output.send(
                event("response.function_call_arguments.done")
                        .put("name", name)
                        .put("arguments", sent));
        output.close(status);
    }

    private ObjectNode event(String type) {
        String callId = output.item().json().path("call_id").stringValue("");
        return output.event(type).put("call_id", callId);
    }
}
