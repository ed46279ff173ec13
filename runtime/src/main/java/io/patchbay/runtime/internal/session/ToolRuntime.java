package io.patchbay.runtime.internal.session;

import io.patchbay.api.agent.Handoff;
import io.patchbay.api.history.Item;
import io.patchbay.api.plug.Reference;
import io.patchbay.api.session.Measure;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionEvent.ErrorSource;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.transport.Command.CreateItem.Delivery;
import io.patchbay.runtime.internal.tool.Fingerprint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The tool calls of a conversation: each runs once, beside the others, bound to the agent whose
 * response made it, and comes to exactly one output; the outputs of one response are answered by
 * one response (RULES 11). Calls outlive a lost line, and are told to the next one that knows them.
 * What a call costs does not depend on the length of the history. On the loop.
 */
final class ToolRuntime {
    /** So often in a row a model may call tools that do not exist and still be answered. */
    private static final int MAX_UNKNOWN = 2;

    private final SessionCore core;
    private final Outgoing outgoing;
    private final Handoffs handoffs;
    private final CallOutputs outputs;
    private final FunctionCalls functions;
    private final Map<ModelCall.Key, ModelCall> open = new LinkedHashMap<>(2);
    private final List<ToolBatch> batches = new ArrayList<>(1);
    private Runnable onUrgent = () -> {};
    private int unknownInARow;
    private boolean closed;

    ToolRuntime(
            SessionCore core,
            Outgoing outgoing,
            Handoffs handoffs,
            Approvals approvals,
            ToolFiller filler) {
        this.core = core;
        this.outgoing = outgoing;
        this.handoffs = handoffs;
        this.outputs = new CallOutputs(core, outgoing);
        this.functions = new FunctionCalls(core, approvals, filler, this::over);
    }

    /** Somebody silences the agent for what is urgent. */
    void onUrgent(Runnable action) {
        onUrgent = action;
    }

    /** Runs the calls of a completed response. */
    void run(AgentBinding binding, List<Item.FunctionCall> calls) {
        batches.removeIf(ToolBatch::settled);
        ToolBatch batch = new ToolBatch(core, outgoing);
        batches.add(batch);
        if (closed) {
            return; // whoever heard of the response has ended the session
        }
        boolean unknown = false;
        for (Item.FunctionCall call : calls) {
            unknown |= !binding.has(call.name());
        }
        unknownInARow = unknown ? unknownInARow + 1 : 0;
        batch.expect(); // until all are begun
        List<ModelCall> fresh = new ArrayList<>(calls.size());
        for (Item.FunctionCall call : calls) {
            try {
                ModelCall taken = take(binding, call, batch);
                if (taken != null) {
                    fresh.add(taken);
                }
            } catch (RuntimeException | Error e) {
                untaken(named(call), batch, e);
            }
        }
        for (ModelCall call : fresh) {
            if (!closed) {
                try {
                    begin(binding, call);
                } catch (RuntimeException | Error e) {
                    // whatever it was: its siblings run, and it gets an output as they do
                    functions.failed(call, e);
                }
            }
        }
        batch.withdrawn();
    }

    /** A response completed without calls: the model has found its way. */
    void noCalls() {
        unknownInARow = 0;
    }

    /** Makes a call ours, or says what it is instead. */
    private @Nullable ModelCall take(
            AgentBinding binding, Item.FunctionCall told, ToolBatch batch) {
        Item.FunctionCall item = named(told);
        if (item.callId().isEmpty()) {
            core.error(
                    ErrorSource.TOOL,
                    "the model called '" + item.name() + "' without an id, nobody can answer it",
                    null);
            return null;
        }
        String fingerprint =
                Fingerprint.of(
                        binding.handoffs().containsKey(item.name()) ? "handoff" : "function",
                        item.name(),
                        item.arguments());
        ModelCall call = new ModelCall(binding, item, fingerprint, batch);
        ModelCall active = open.get(call.key);
        CallOutputs.Done done = active == null ? outputs.find(call.key) : null;
        if (active == null && done == null) {
            open.put(call.key, call);
            call.begun();
            batch.expect();
            return call;
        }
        if (active != null && active.fingerprint.equals(fingerprint)) {
            if (!active.consent) {
                batch.expect();
                active.echo(batch);
            }
        } else if (done != null && done.fingerprint().equals(fingerprint)) {
            again(item.callId(), done, batch);
        } else {
            reused(item, done != null, batch);
        }
        return null;
    }

    /** What a call is could not be found out: its siblings run, and it gets an output. */
    private void untaken(Item.FunctionCall item, ToolBatch batch, Throwable why) {
        ToolExecutor.Outcome outcome = FunctionCalls.notStarted(item.name(), why);
        core.error(ErrorSource.TOOL, "tool '" + item.name() + "': " + outcome.problem(), null);
        batch.expect();
        outputs.send(item.callId(), outcome.output(), Delivery.WHEN_IDLE, batch, true);
    }

    /** A call without an id of its own goes by its item's. */
    private static Item.FunctionCall named(Item.FunctionCall call) {
        return call.callId().isEmpty()
                ? new Item.FunctionCall(
                        call.id(), call.id(), call.name(), call.arguments(), call.status())
                : call;
    }

    /** The model made a call again that is over: it gets the same output, and nothing runs. */
    private void again(String callId, CallOutputs.Done done, ToolBatch batch) {
        batch.expect();
        String output = done.output();
        outputs.send(
                callId,
                output == null ? "This call was answered before." : output,
                delivery(done.answer(), false),
                batch,
                true);
    }

    /** An id stands for another call: what was asked first is what holds. */
    private void reused(Item.FunctionCall item, boolean over, ToolBatch batch) {
        core.error(
                ErrorSource.TOOL,
                "the model used the id of an earlier call again, for another tool or other"
                        + " arguments: '"
                        + item.name()
                        + "' was not run",
                null);
        if (over) {
            // while the earlier one runs, its output is the one that this id gets
            batch.expect();
            outputs.send(
                    item.callId(),
                    "The id of this call was used before for another call; call again.",
                    delivery(++unknownInARow <= MAX_UNKNOWN, false),
                    batch,
                    true);
        }
    }

    private void begin(AgentBinding binding, ModelCall call) {
        core.tell(follower -> follower.toolStarted(call.item));
        Handoff handoff = binding.handoffs().get(call.name());
        if (handoff != null) {
            handoffs.start(binding, handoff, call.item, output -> handedOver(call, output));
            return;
        }
        if (!binding.has(call.name())) {
            core.error(
                    ErrorSource.TOOL,
                    "the model called '"
                            + call.name()
                            + "', which agent '"
                            + binding.name()
                            + "' does not have",
                    null);
        }
        Set<String> offered = new TreeSet<>(binding.tools().keySet());
        offered.addAll(binding.handoffs().keySet());
        offered.remove(call.name());
        call.noSuchTool =
                "There is no tool named '"
                        + call.name()
                        + "'. Available tools: "
                        + (offered.isEmpty() ? "none" : String.join(", ", offered))
                        + ".";
        functions.start(call, binding.tools().get(call.name()));
    }

    private void handedOver(ModelCall call, @Nullable String output) {
        if (call.over) {
            return;
        }
        call.over = true;
        open.remove(call.key);
        core.tell(follower -> follower.toolEnded(call.item));
        if (output == null || call.withdrawn || closed) {
            call.letGo();
        } else {
            CompletionStage<Void> move = handoffs.move();
            if (move != null) {
                outputs.waitFor(move); // on this line the former agent would answer
            }
            deliver(call, output, true, false);
        }
        call.ended();
    }

    private void over(ModelCall call, ToolExecutor.Outcome outcome) {
        open.remove(call.key);
        if (outcome.problem() != null) {
            core.error(ErrorSource.TOOL, "tool '" + call.name() + "': " + outcome.problem(), null);
        }
        told(call, outcome);
        core.tell(follower -> follower.toolEnded(call.item));
        if (closed || call.withdrawn) {
            core.counters.staleResults++;
            call.letGo();
            call.echoes().forEach(ToolBatch::withdrawn);
            return;
        }
        boolean answer =
                switch (outcome.kind()) {
                    case BACKGROUND -> false;
                    case UNKNOWN -> unknownInARow <= MAX_UNKNOWN;
                    default -> outcome.urgent() || !call.background && !call.detached;
                };
        if (outcome.urgent() && outgoing.line() != null && !outgoing.gate().speaking()) {
            onUrgent.run();
        }
        deliver(call, outcome.output(), answer, outcome.urgent());
    }

    private void told(ModelCall call, ToolExecutor.Outcome outcome) {
        long nanos = call.since < 0 ? 0 : core.clock.now() - call.since;
        if (call.since >= 0) {
            core.measured(Measure.TOOL_LATENCY, nanos, call.item.callId());
        }
        if (!core.heard()) {
            return;
        }
        if (outcome.tripped() != null) {
            core.emit(
                    new SessionEvent.GuardrailTripped(
                            core.stamp(),
                            call.key.agent(),
                            outcome.tripped(),
                            call.item.id(),
                            outcome.problem() == null ? outcome.output() : outcome.problem()));
        }
        core.emit(
                new SessionEvent.ToolEnded(
                        core.stamp(),
                        call.key.agent(),
                        call.name(),
                        call.item.callId(),
                        outcome.output(),
                        outcome.kind(),
                        Duration.ofNanos(nanos)));
    }

    private void deliver(ModelCall call, String output, boolean answer, boolean urgent) {
        outputs.remember(call, output, answer);
        boolean awaited = call.awaited;
        call.awaited = false;
        outputs.send(call.item.callId(), output, delivery(answer, urgent), call.batch, awaited);
        for (ToolBatch echo : call.echoes()) {
            outputs.send(call.item.callId(), output, delivery(answer, false), echo, true);
        }
    }

    private static Delivery delivery(boolean answer, boolean urgent) {
        return !answer ? Delivery.SILENT : urgent ? Delivery.INTERRUPT : Delivery.WHEN_IDLE;
    }

    /** The answer was interrupted: tools that want it are cancelled; their outputs say so. */
    void interrupted() {
        functions.interrupted(List.copyOf(open.values()));
    }

    /** The provider takes a call back; it wants no output. */
    void takenBack(String callId) {
        for (ModelCall call : List.copyOf(open.values())) {
            if (call.item.callId().equals(callId)) {
                call.withdrawn = true;
                functions.cancel(call, "the provider took the call back");
            }
        }
    }

    /** The plug of an agent has ended: what was given to the agent by value ends with it. */
    void agentRevoked(AgentHold hold) {
        for (ModelCall call : List.copyOf(open.values())) {
            if (call.binding.hold().partOf(hold)
                    && !(call.reference instanceof Reference.Named<FunctionTool>)) {
                functions.cancel(call, FunctionCalls.OUT_OF_SERVICE);
            }
        }
    }

    /** The provider has an output. */
    void acknowledged(Item.FunctionCallOutput output) {
        outputs.acknowledged(output);
    }

    /**
     * The calls whose outputs the model still is to get: those that run or wait for consent, and
     * those whose output no provider has acknowledged. A replay of the conversation has to bring
     * these calls, and their outputs only where the history has them.
     */
    Set<String> owed() {
        Set<String> callIds = new LinkedHashSet<>();
        outputs.owed(callIds);
        open.values().forEach(call -> callIds.add(call.item.callId()));
        return callIds;
    }

    /** Whether the output of a call is there, and waits for the line that is moved to. */
    boolean waits(String callId) {
        return outputs.waits(callId);
    }

    /** Whether no call runs or waits for consent; those that run on by themselves do not count. */
    boolean idle() {
        for (ModelCall call : open.values()) {
            if (!call.detached && !call.background) {
                return false;
            }
        }
        return true;
    }

    /** The line is gone. Calls run on, approvals wait on; what they come to is kept. */
    void lineGone() {
        batches.forEach(ToolBatch::lineGone);
        outputs.lineGone();
    }

    /**
     * Another line stands, and its conversation is replayed: outputs that are owed are sent, where
     * their call stands there. Everything else is cancelled and reported.
     *
     * @param stands whether the new line's conversation has the call of an id
     */
    void lineBack(Predicate<String> stands) {
        for (ModelCall call : List.copyOf(open.values())) {
            if (!stands.test(call.item.callId())) {
                call.withdrawn = true;
                core.error(
                        ErrorSource.TOOL,
                        "call "
                                + call.item.callId()
                                + " of '"
                                + call.name()
                                + "' is cancelled: the conversation on the new line does not have"
                                + " it",
                        null);
                functions.cancel(call, "its conversation is gone");
            }
        }
        outputs.lineBack(stands);
        batches.removeIf(ToolBatch::settled);
        batches.forEach(ToolBatch::lineBack);
    }

    /** The session is over. */
    void close(String reason) {
        closed = true;
        for (ModelCall call : List.copyOf(open.values())) {
            functions.cancel(call, reason);
        }
        batches.forEach(ToolBatch::lineGone);
        batches.clear();
        outputs.close();
    }
}
