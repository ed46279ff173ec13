package io.patchbay.emulator.session.internal;

import io.patchbay.emulator.Fault;
import io.patchbay.emulator.model.internal.Tokens;
import io.patchbay.emulator.protocol.internal.Ids;
import io.patchbay.emulator.protocol.internal.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A call of an mcp tool, which the server runs itself. The emulated tools answer their arguments.
 */
final class McpCallStep implements OutputStep {
    private final ResponseRun run;
    private final OutputItem output;
    private final Pacer pacer;
    private final String arguments;

    McpCallStep(
            ResponseRun run,
            String server,
            String name,
            String arguments,
            @Nullable String requestId) {
        this.run = run;
        this.output = new OutputItem(run, ItemFactory.mcpCall(server, name, requestId));
        this.pacer = new Pacer(run.context());
        this.arguments = arguments;
    }

    /** The call that an approval request asked for. */
    static McpCallStep approved(ResponseRun run, Item request) {
        ObjectNode asked = request.json();
        return new McpCallStep(
                run,
                Json.string(asked, "server_label", ""),
                Json.string(asked, "name", ""),
                Json.string(asked, "arguments", "{}"),
                request.id());
    }

    @Override
    public void start() {
        output.open();
        output.send(
                output.event("response.mcp_call_arguments.delta")
                        .put("delta", arguments)
                        .put("obfuscation", Ids.next("").substring(0, 8)));
        output.item().json().put("arguments", arguments);
        run.produced(Tokens.ofText(arguments));
        output.send(output.event("response.mcp_call_arguments.done").put("arguments", arguments));
        state("in_progress");
        pacer.next(this::finish);
    }

    private void finish() {
        Fault.FailMcpCall fault = run.context().faults.take(Fault.FailMcpCall.class);
        if (fault == null) {
            output.item().json().put("output", arguments);
            state("completed");
        } else {
            fail(fault.message());
        }
        output.close("completed");
        run.proceed();
    }

    private void fail(String message) {
        output.item()
                .json()
                .putObject("error")
                .put("type", "tool_execution_error")
                .put("message", message);
        state("failed");
    }

    @Override
    public void stop() {
        pacer.stop();
        fail("The response was ended before the tool answered.");
        output.close("incomplete");
    }

    @Override
    public void abandon() {
        pacer.stop();
    }

    private void state(String state) {
        output.send(
                run.context()
                        .outbox
                        .event("response.mcp_call." + state)
                        .put("item_id", output.item().id())
                        .put("output_index", output.index()));
    }
}
