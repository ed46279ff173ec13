package io.patchbay.runtime.internal.session;

import io.patchbay.api.agent.Handoff;
import io.patchbay.api.history.Item;
import io.patchbay.api.plug.Reference;
import io.patchbay.api.session.Measure;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionEvent.ErrorSource;
import io.patchbay.api.session.SessionEvent.ToolOutcome;
import io.patchbay.api.tool.FunctionTool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tool calls of a conversation: each runs once, beside the others, bound to the agent whose
 * response made it, and comes to exactly one output; the outputs of one response are answered by
 * one response (RULES 11). What a call costs does not depend on the length of the history. On the
 * loop.
 */
final class ToolRuntime {
    /** So often in a row a model may call tools that do not exist and still be answered. */
    private static final int MAX_UNKNOWN = 2;

    /** So many calls are remembered, that none runs twice when the line repeats itself. */
    private static final int REMEMBERED = 256;

    private final SessionCore core;
    private final Outgoing outgoing;
    private final Handoffs handoffs;
    private final List<Running> running = new ArrayList<>(1);
    private @Nullable Set<String> known;
    private int unknownInARow;

    ToolRuntime(SessionCore core, Outgoing outgoing, Handoffs handoffs) {
        this.core = core;
        this.outgoing = outgoing;
        this.handoffs = handoffs;
    }

    /** The calls of one response. */
    private final class Batch {
        private int open;
        private @Nullable String unanswered;
        private SerialLoop.@Nullable Timer patience;

        /** An output went out; {@code answer} is whether the model is to answer it. */
        void output(String itemId, boolean answer) {
            open--;
            if (answer) {
                unanswered = itemId;
            }
            if (unanswered == null) {
                return;
            }
            if (open == 0) {
                ask();
            } else if (patience == null) {
                patience = core.loop.schedule(this::ask, core.options.limits().siblingTools());
            }
        }

        /** A call came to nothing: its response must not wait for it. */
        void withdrawn() {
            open--;
            if (open == 0 && unanswered != null) {
                ask();
            }
        }

        private void ask() {
            stop();
            String motive = unanswered;
            unanswered = null;
            if (motive != null && outgoing.line() != null) {
                outgoing.request(ResponseRequest.Origin.TOOLS, motive);
            }
        }

        void stop() {
            if (patience != null) {
                patience.cancel();
                patience = null;
            }
        }
    }

    /** A call that runs. */
    private static final class Running {
        final Item.FunctionCall call;
        final String agent;
        final FunctionTool tool;
        final @Nullable Lease<FunctionTool> lease;
        final Batch batch;
        final long generation;
        final long since;
        ToolExecutor.@Nullable Running handle;
        boolean withdrawn;

        Running(
                Item.FunctionCall call,
                String agent,
                FunctionTool tool,
                @Nullable Lease<FunctionTool> lease,
                Batch batch,
                long generation,
                long since) {
            this.call = call;
            this.agent = agent;
            this.tool = tool;
            this.lease = lease;
            this.batch = batch;
            this.generation = generation;
            this.since = since;
        }
    }

    /** Runs the calls of a completed response. */
    void run(AgentBinding binding, List<Item.FunctionCall> calls) {
        Batch batch = new Batch();
        List<Item.FunctionCall> fresh = new ArrayList<>(calls.size());
        for (Item.FunctionCall call : calls) {
            if (remember(call.callId())) {
                fresh.add(call);
            }
        }
        batch.open = fresh.size();
        boolean unknown = false;
        for (Item.FunctionCall call : fresh) {
            unknown |= !binding.has(call.name());
        }
        unknownInARow = unknown ? unknownInARow + 1 : 0;
        for (Item.FunctionCall call : fresh) {
            start(binding, call, batch);
        }
    }

    /** A response completed without calls: the model has found its way. */
    void noCalls() {
        unknownInARow = 0;
    }

    private boolean remember(String callId) {
        Set<String> seen = known == null ? new LinkedHashSet<>() : known;
        known = seen;
        if (!seen.add(callId)) {
            return false;
        }
        if (seen.size() > REMEMBERED) {
            seen.remove(seen.iterator().next());
        }
        return true;
    }

    private void start(AgentBinding binding, Item.FunctionCall call, Batch batch) {
        Handoff handoff = binding.handoffs().get(call.name());
        if (handoff != null) {
            long generation = core.clock.generation();
            handoffs.start(
                    binding, handoff, call, output -> handedOver(call, output, batch, generation));
            return;
        }
        Reference<FunctionTool> reference = binding.tools().get(call.name());
        Lease<FunctionTool> lease = null;
        FunctionTool tool = null;
        if (reference instanceof Reference.Given<FunctionTool> given) {
            tool = given.value();
        } else if (reference instanceof Reference.Named<FunctionTool> named) {
            Optional<Lease<FunctionTool>> found = core.host.tool(named.name());
            lease = found.orElse(null);
            tool = lease == null ? null : lease.plug();
        }
        if (tool == null) {
            unknown(binding, call, batch);
            return;
        }
        Running run =
                new Running(
                        call,
                        binding.name(),
                        tool,
                        lease,
                        batch,
                        core.clock.generation(),
                        core.clock.now());
        running.add(run);
        core.tell(follower -> follower.toolStarted(call));
        if (core.heard()) {
            core.emit(
                    new SessionEvent.ToolStarted(
                            core.stamp(), run.agent, call.name(), call.callId(), call.arguments()));
        }
        ToolExecutor.Call what =
                new ToolExecutor.Call(
                        tool,
                        call.arguments(),
                        core.id,
                        call.callId(),
                        run.agent,
                        core.conversation.snapshot(),
                        core.options.context().orElse(null));
        try {
            run.handle = core.host.tools().start(what, core.loop, outcome -> ended(run, outcome));
        } catch (RuntimeException e) {
            // the model waits for an output, whatever happens
            ended(
                    run,
                    new ToolExecutor.Outcome(
                            "The tool '" + call.name() + "' could not be started.",
                            ToolOutcome.FAILED,
                            e.toString()));
        }
    }

    private void handedOver(
            Item.FunctionCall call, @Nullable String output, Batch batch, long generation) {
        if (outgoing.line() == null || generation != core.clock.generation()) {
            core.counters.staleResults++;
        } else if (output == null) {
            batch.withdrawn();
        } else {
            deliver(call, output, batch, true);
        }
    }

    private void unknown(AgentBinding binding, Item.FunctionCall call, Batch batch) {
        String output =
                "There is no tool named '"
                        + call.name()
                        + "'. Available tools: "
                        + (binding.tools().isEmpty()
                                ? "none"
                                : String.join(", ", binding.tools().keySet()))
                        + ".";
        core.error(
                ErrorSource.TOOL,
                "the model called '"
                        + call.name()
                        + "', which agent '"
                        + binding.name()
                        + "' does not have",
                null);
        told(binding.name(), call, new ToolExecutor.Outcome(output, ToolOutcome.UNKNOWN, null), 0);
        deliver(call, output, batch, unknownInARow <= MAX_UNKNOWN);
    }

    private void ended(Running run, ToolExecutor.Outcome outcome) {
        if (!running.remove(run)) {
            return;
        }
        if (run.lease != null) {
            run.lease.release();
        }
        if (outcome.problem() != null) {
            core.error(
                    ErrorSource.TOOL, "tool '" + run.call.name() + "': " + outcome.problem(), null);
        }
        told(run.agent, run.call, outcome, core.clock.now() - run.since);
        core.tell(follower -> follower.toolEnded(run.call));
        if (outgoing.line() == null || run.generation != core.clock.generation()) {
            core.counters.staleResults++;
            return;
        }
        if (run.withdrawn) {
            run.batch.withdrawn();
            return;
        }
        deliver(run.call, outcome.output(), run.batch, outcome.kind() != ToolOutcome.BACKGROUND);
    }

    private void told(
            String agent, Item.FunctionCall call, ToolExecutor.Outcome outcome, long nanos) {
        if (outcome.kind() != ToolOutcome.UNKNOWN) {
            core.measured(Measure.TOOL_LATENCY, nanos, call.callId());
        }
        if (core.heard()) {
            core.emit(
                    new SessionEvent.ToolEnded(
                            core.stamp(),
                            agent,
                            call.name(),
                            call.callId(),
                            outcome.output(),
                            outcome.kind(),
                            Duration.ofNanos(nanos)));
        }
    }

    private void deliver(Item.FunctionCall call, String output, Batch batch, boolean answer) {
        String itemId = outgoing.nextItemId();
        outgoing.append(new Item.FunctionCallOutput(itemId, call.callId(), output), null)
                .whenComplete((receipt, failure) -> undelivered(call, failure));
        batch.output(itemId, answer);
    }

    private void undelivered(Item.FunctionCall call, @Nullable Throwable failure) {
        if (failure != null) {
            core.error(
                    ErrorSource.LINE,
                    "the output of call "
                            + call.callId()
                            + " could not be sent: "
                            + failure.getMessage(),
                    null);
        }
    }

    /** The answer was interrupted: tools that want it are cancelled; their outputs say so. */
    void interrupted() {
        for (Running run : List.copyOf(running)) {
            if (run.tool.onInterruption() == FunctionTool.OnInterruption.CANCEL) {
                cancel(run, "the caller interrupted");
            }
        }
    }

    /** The provider takes a call back; it wants no output. */
    void takenBack(String callId) {
        for (Running run : List.copyOf(running)) {
            if (run.call.callId().equals(callId)) {
                run.withdrawn = true;
                cancel(run, "the provider took the call back");
            }
        }
    }

    /** The session or its line is over. */
    void cancelAll(String reason) {
        for (Running run : List.copyOf(running)) {
            cancel(run, reason);
            run.batch.stop();
        }
    }

    private static void cancel(Running run, String reason) {
        if (run.handle != null) {
            run.handle.cancel(reason);
        }
    }
}
