package io.patchbay.emulator.session.internal;

import io.patchbay.emulator.model.internal.Tokens;

/** Asks the client whether an mcp tool may be called; the response ends with it. */
final class ApprovalStep implements OutputStep {
    private final ResponseRun run;
    private final OutputItem output;

    ApprovalStep(ResponseRun run, String server, String name, String arguments) {
        this.run = run;
        this.output = new OutputItem(run, ItemFactory.approvalRequest(server, name, arguments));
        run.produced(Tokens.ofText(name + arguments));
    }

    @Override
    public void start() {
        output.open();
        output.close("completed");
        run.proceed();
    }

    @Override
    public void stop() {
        // never open across two tasks
    }
}
