package io.patchbay.emulator.session.internal;

import io.patchbay.emulator.Script;
import io.patchbay.emulator.model.internal.ModelInput;
import io.patchbay.emulator.model.internal.ModelOutput;
import io.patchbay.emulator.model.internal.StandInModel;
import io.patchbay.emulator.model.internal.ToolChoice;
import io.patchbay.emulator.model.internal.ToolSpec;
import io.patchbay.emulator.protocol.internal.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** Decides what one response says: by the script if there is one, or else by the stand-in. */
final class Answering {
    private static final System.Logger LOG = System.getLogger(Answering.class.getName());

    private final SessionContext context;
    private final ResponseRequest request;
    private final int number;

    Answering(SessionContext context, ResponseRequest request, int number) {
        this.context = context;
        this.request = request;
        this.number = number;
    }

    /** Why there is no answer. */
    record Failure(String code, String message) {}

    /** Hands the answer or the failure over, at once or later, on the session's loop. */
    void answer(Consumer<List<ModelOutput>> then, Consumer<Failure> failed) {
        if (request.verbatim()) {
            then.accept(List.of(new ModelOutput.Say(request.ownInstructions())));
            return;
        }
        ModelInput input =
                request.silent()
                        ? new ModelInput(ModelInput.Kind.SILENCE, "")
                        : ModelContext.lastInput(
                                request.input(), !request.ownInstructions().isBlank());
        List<ToolSpec> tools = Tools.of(request.field("tools"));
        Optional<Script> script = context.services.script();
        if (script.isEmpty()) {
            then.accept(standIn(input, tools));
            return;
        }
        Script.Turn turn =
                new Script.Turn(
                        context.config.id(),
                        number,
                        request.instructions(),
                        input.text(),
                        tools.stream().map(ToolSpec::name).toList());
        try {
            context.services
                    .workers()
                    .execute(() -> ask(script.get(), turn, input, tools, then, failed));
        } catch (RejectedExecutionException e) {
            failed.accept(new Failure("server_error", "The emulator has too much to do."));
        }
    }

    private void ask(
            Script script,
            Script.Turn turn,
            ModelInput input,
            List<ToolSpec> tools,
            Consumer<List<ModelOutput>> then,
            Consumer<Failure> failed) {
        try {
            Optional<Script.Reply> reply = script.reply(turn);
            context.loop.execute(
                    () -> {
                        if (reply.isEmpty()) {
                            then.accept(standIn(input, tools));
                        } else if (reply.get() instanceof Script.Reply.Fail fail) {
                            failed.accept(new Failure(fail.code(), fail.message()));
                        } else {
                            then.accept(outputs(reply.get(), tools));
                        }
                    });
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "The script failed in " + context.config.id(), e);
            context.loop.execute(
                    () -> failed.accept(new Failure("server_error", "The script failed: " + e)));
        }
    }

    private List<ModelOutput> standIn(ModelInput input, List<ToolSpec> tools) {
        return StandInModel.answer(
                new StandInModel.Prompt(
                        input,
                        request.ownInstructions(),
                        tools,
                        ToolChoice.of(request.field("tool_choice")),
                        request.parallelCalls()));
    }

    private static List<ModelOutput> outputs(Script.Reply reply, List<ToolSpec> tools) {
        List<ModelOutput> outputs = new ArrayList<>();
        if (reply instanceof Script.Reply.Say say) {
            outputs.add(new ModelOutput.Say(say.text()));
        } else if (reply instanceof Script.Reply.Calls calls) {
            if (!calls.text().isEmpty()) {
                outputs.add(new ModelOutput.Say(calls.text()));
            }
            calls.calls()
                    .forEach(
                            call ->
                                    outputs.add(
                                            new ModelOutput.Call(
                                                    tool(call.name(), tools), call.arguments())));
        }
        return outputs;
    }

    private static ToolSpec tool(String name, List<ToolSpec> tools) {
        return tools.stream()
                .filter(tool -> tool.name().equals(name))
                .findFirst()
                .orElse(new ToolSpec(name, "", Json.object(), null, false));
    }
}
