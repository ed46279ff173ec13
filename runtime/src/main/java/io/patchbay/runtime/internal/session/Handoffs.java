package io.patchbay.runtime.internal.session;

import io.patchbay.api.agent.AgentContext;
import io.patchbay.api.agent.Handoff;
import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.history.Item;
import io.patchbay.api.plug.Reference;
import io.patchbay.api.session.SessionEvent.ErrorSource;
import io.patchbay.api.session.SessionEvent.ToolOutcome;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.ToolContext;
import io.patchbay.api.tool.ToolDefinition;
import io.patchbay.api.tool.ToolResult;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.runtime.internal.plug.Copies;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Lets the model hand the conversation to another agent: the callback first, then the new agent is
 * prepared, the line is told, and the agent takes over. Whatever goes wrong on the way, the former
 * agent stays and the model is told so. One at a time; the first of a response wins. On the loop.
 */
final class Handoffs implements Follower {
    private static final String LOST = "the line was lost";

    private final SessionCore core;
    private final Outgoing outgoing;
    private final ActiveAgent active;
    private final Reconfiguring reconfiguring;
    private @Nullable Run running;

    Handoffs(SessionCore core, Outgoing outgoing, ActiveAgent active, Reconfiguring reconfiguring) {
        this.core = core;
        this.outgoing = outgoing;
        this.active = active;
        this.reconfiguring = reconfiguring;
    }

    /** A handoff on its way. */
    private static final class Run {
        final AgentBinding from;
        final Handoff handoff;
        final Item.FunctionCall call;
        final Consumer<@Nullable String> done;
        ToolExecutor.@Nullable Running callback;
        boolean withdrawn;

        Run(
                AgentBinding from,
                Handoff handoff,
                Item.FunctionCall call,
                Consumer<@Nullable String> done) {
            this.from = from;
            this.handoff = handoff;
            this.call = call;
            this.done = done;
        }

        /** The agent that it leads to, as far as its name is known here. */
        String target() {
            Reference<RealtimeAgent> target = handoff.target();
            return target instanceof Reference.Named<RealtimeAgent> named
                    ? named.name()
                    : target.given().map(RealtimeAgent::name).orElse("");
        }
    }

    /** What brings a line on which the new agent can speak; null when it can on this one. */
    @Nullable CompletionStage<Void> move() {
        return reconfiguring.move();
    }

    /**
     * The model called a handoff.
     *
     * @param from who owned the response that called
     * @param done told once, on the loop, what the model is told, or null when the provider took
     *     the call back; never within this method. By then the line may be gone, or another one
     */
    void start(
            AgentBinding from,
            Handoff handoff,
            Item.FunctionCall call,
            Consumer<@Nullable String> done) {
        Run run = new Run(from.keep(), handoff, call, done);
        AgentBinding now = active.binding();
        if (running != null) {
            refused(run, "the conversation is being handed over to '" + running.target() + "'");
        } else if (now == null || now.agent() != from.agent()) {
            refused(run, "another agent has taken over already");
        } else {
            running = run;
            callback(run);
        }
    }

    private void refused(Run run, String why) {
        core.loop.execute(() -> end(run, failure(run, why)));
    }

    private void callback(Run run) {
        try {
            ToolDefinition.Function definition = definition(run);
            ToolExecutor.Call what =
                    new ToolExecutor.Call(
                            new Callback(
                                    definition,
                                    run.handoff,
                                    AgentMoment.now(core, run.from.agent()),
                                    core.host),
                            run.call.arguments(),
                            core.id,
                            run.call.callId(),
                            run.from.name(),
                            core.conversation.snapshot(),
                            core.options.context().orElse(null));
            run.callback =
                    core.host.tools().start(what, core.loop, outcome -> called(run, outcome));
        } catch (RuntimeException | Error e) {
            core.loop.execute(() -> end(run, failure(run, "it could not be started")));
        }
    }

    private static ToolDefinition.Function definition(Run run) {
        for (ToolDefinition offered : run.from.definitions()) {
            if (offered instanceof ToolDefinition.Function function
                    && function.name().equals(run.call.name())) {
                return function;
            }
        }
        throw new IllegalStateException("no definition of " + run.call.name());
    }

    /** What a handoff does before the switch, run as a tool is. */
    private record Callback(
            ToolDefinition.Function definition,
            Handoff handoff,
            AgentContext moment,
            SessionHost host)
            implements FunctionTool {
        @Override
        public CompletionStage<ToolResult> execute(String arguments, ToolContext context)
                throws Exception {
            if (!handoff.enabled().test(moment)) {
                return CompletableFuture.completedFuture(
                        ToolResult.failure(
                                "The handoff '" + definition.name() + "' is not available now."));
            }
            host.checkArguments(definition, arguments);
            CompletionStage<?> stage = handoff.onHandoff().run(arguments, context);
            if (stage == null) {
                throw new NullPointerException("onHandoff returned null instead of a stage");
            }
            return stage.thenApply(nothing -> ToolResult.of(""));
        }
    }

    private void called(Run run, ToolExecutor.Outcome outcome) {
        run.callback = null;
        if (run.withdrawn) {
            end(run, null);
            return;
        }
        if (outgoing.line() == null) {
            end(run, failure(run, LOST));
            return;
        }
        if (outcome.kind() != ToolOutcome.RESULT) {
            if (outcome.problem() != null) {
                core.error(
                        ErrorSource.AGENT,
                        "handoff '" + run.call.name() + "': " + outcome.problem(),
                        null);
            }
            end(run, outcome.output() + " " + stays(run));
            return;
        }
        Line line = outgoing.line();
        active.handOver(run.handoff.target(), run.from)
                .whenComplete(
                        (now, failure) -> core.onLoop(() -> handedOver(run, line, now, failure)));
    }

    private void handedOver(
            Run run, @Nullable Line line, @Nullable AgentBinding now, @Nullable Throwable failure) {
        if (now != null) {
            end(run, JsonNodeFactory.instance.objectNode().put("assistant", now.name()).toString());
        } else if (outgoing.line() != line) {
            end(run, failure(run, LOST));
        } else {
            core.error(
                    ErrorSource.AGENT,
                    "the handoff from '"
                            + run.from.name()
                            + "' to '"
                            + run.target()
                            + "' failed: "
                            + (failure == null ? "no agent" : Copies.line(Agents.cause(failure))),
                    null);
            end(run, failure(run, "it did not work"));
        }
    }

    private String failure(Run run, String why) {
        return "The handoff '" + run.call.name() + "' was not done: " + why + ". " + stays(run);
    }

    private String stays(Run run) {
        AgentBinding now = active.binding();
        return "The agent is '" + (now == null ? run.from : now).name() + "'.";
    }

    private void end(Run run, @Nullable String output) {
        if (running == run) {
            running = null;
        }
        run.done.accept(output);
        run.from.release();
    }

    @Override
    public void event(TransportEvent event) {
        Run run = running;
        if (run != null
                && event instanceof TransportEvent.ToolCallCancelled cancelled
                && cancelled.callId().equals(run.call.callId())) {
            run.withdrawn = true;
            cancel(run, "the provider took the call back");
        }
    }

    @Override
    public void agentRevoked(AgentHold hold) {
        Run run = running;
        if (run != null && run.from.hold().partOf(hold)) {
            cancel(run, FunctionCalls.OUT_OF_SERVICE);
        }
    }

    /** A line that is replaced in this very moment takes no handoff with it. */
    @Override
    public void lineGone() {
        Run run = running;
        if (run != null) {
            core.loop.execute(
                    () -> {
                        if (outgoing.line() == null) {
                            cancel(run, "the line to the model is gone");
                        }
                    });
        }
    }

    private static void cancel(Run run, String reason) {
        if (run.callback != null) {
            run.callback.cancel(reason);
        }
    }
}
