package io.patchbay.runtime.internal.session;

import io.patchbay.api.plug.Reference;
import io.patchbay.api.session.Consent;
import io.patchbay.api.session.PendingApproval;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionEvent.ErrorSource;
import io.patchbay.api.session.SessionEvent.ToolOutcome;
import io.patchbay.api.session.ToolPolicy;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.ToolErrorFormatter;
import io.patchbay.api.tool.ToolFailure;
import io.patchbay.runtime.internal.plug.Copies;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The way of a call of a function: what the tool wants, consent where it is needed, room to run,
 * the run itself. Whatever happens on the way, the call comes to one outcome. On the loop.
 */
final class FunctionCalls {
    /** Why a call is cancelled whose plug has ended. */
    static final String OUT_OF_SERVICE = "it was taken out of service";

    private final SessionCore core;
    private final Approvals approvals;
    private final CallRoom room;
    private final ToolFiller filler;
    private final BiConsumer<ModelCall, ToolExecutor.Outcome> onOver;

    /**
     * The ways of a session's calls.
     *
     * @param filler says something while calls take long
     * @param onOver told what a call came to
     */
    FunctionCalls(
            SessionCore core,
            Approvals approvals,
            ToolFiller filler,
            BiConsumer<ModelCall, ToolExecutor.Outcome> onOver) {
        this.core = core;
        this.approvals = approvals;
        ToolPolicy policy = core.options.tools();
        this.room = new CallRoom(policy.maxRunning(), policy.maxWaiting());
        this.filler = filler;
        this.onOver = onOver;
    }

    /**
     * Begins.
     *
     * @param reference the tool, or null when the agent has none of that name
     */
    void start(ModelCall call, @Nullable Reference<FunctionTool> reference) {
        call.reference = reference;
        prepare(call, false);
    }

    private void prepare(ModelCall call, boolean consented) {
        FunctionTool tool = resolve(call);
        if (tool == null) {
            over(call, unknown(call, consented));
            return;
        }
        Consent standing = approvals.standing(call.key.agent(), call.name());
        ToolExecutor.Question question =
                new ToolExecutor.Question(
                        AgentMoment.now(core, call.binding.agent()),
                        consented,
                        standing != null,
                        core.options.tools().guardBeforeApproval());
        try {
            call.handle =
                    core.host
                            .tools()
                            .prepare(
                                    what(call, tool),
                                    question,
                                    core.loop,
                                    answer -> prepared(call, answer));
        } catch (RuntimeException e) {
            over(call, notStarted(call.name(), e));
        }
    }

    private @Nullable FunctionTool resolve(ModelCall call) {
        if (call.reference instanceof Reference.Given<FunctionTool> given) {
            call.tool = given.value();
        } else if (call.reference instanceof Reference.Named<FunctionTool> named) {
            Optional<Lease<FunctionTool>> found = core.plugs.tool(named.name());
            call.lease = found.orElse(null);
            call.tool = found.map(Lease::plug).orElse(null);
            found.ifPresent(lease -> lease.onRevoked(() -> revoked(call)));
        }
        return call.tool;
    }

    /** The plug of its tool is taken from under a call. Any thread. */
    private void revoked(ModelCall call) {
        try {
            core.loop.execute(() -> cancel(call, OUT_OF_SERVICE));
        } catch (RejectedExecutionException e) {
            // the loop has ended, and the call with it
        }
    }

    private static ToolExecutor.Outcome unknown(ModelCall call, boolean consented) {
        return new ToolExecutor.Outcome(
                consented
                        ? "The tool '" + call.name() + "' is not available any more."
                        : call.noSuchTool,
                ToolOutcome.UNKNOWN,
                null);
    }

    private ToolExecutor.Call what(ModelCall call, FunctionTool tool) {
        return new ToolExecutor.Call(
                tool,
                call.name(),
                call.lease,
                call.traits,
                call.item.arguments(),
                core.id,
                call.item.callId(),
                call.key.agent(),
                core.conversation.snapshot(),
                core.options.context().orElse(null),
                core.call);
    }

    static ToolExecutor.Outcome notStarted(String tool, Throwable e) {
        // the model waits for an output, whatever happens
        return new ToolExecutor.Outcome(
                "The tool '" + tool + "' could not be started.",
                ToolOutcome.FAILED,
                Copies.line(e));
    }

    private void prepared(ModelCall call, ToolExecutor.Prepared answer) {
        call.handle = null;
        if (call.over) {
            return;
        }
        String cancelled = call.cancelled;
        if (cancelled != null) {
            // the answer was on its way already: nobody is asked, and nothing runs
            over(call, cancelled(call, cancelled));
            return;
        }
        call.traits = answer.traits();
        if (answer.problem() != null) {
            core.error(ErrorSource.TOOL, "tool '" + call.name() + "': " + answer.problem(), null);
        }
        ToolExecutor.Outcome outcome = answer.outcome();
        if (outcome != null) {
            over(call, outcome);
        } else if (answer.next() == ToolExecutor.Prepared.Next.ASK) {
            consent(call);
        } else {
            admit(call);
        }
    }

    private void consent(ModelCall call) {
        Consent standing = approvals.standing(call.key.agent(), call.name());
        if (standing != null) {
            if (standing.granted()) {
                admit(call);
            } else {
                refuse(call, ToolFailure.Kind.REJECTED, standing.message());
            }
            return;
        }
        // somebody may think for long: neither the plug nor the answer waits for that
        call.release();
        call.consent = true;
        call.letGo();
        PendingApproval approval =
                PendingApproval.function(
                        call.key.agent(), call.name(), call.item.callId(), call.item.arguments());
        Approvals.Asked asked = approvals.ask(approval, new Asker(call));
        if (asked != Approvals.Asked.ASKED) {
            call.consent = false;
            over(call, notAsked(call, asked));
        }
    }

    private static ToolExecutor.Outcome notAsked(ModelCall call, Approvals.Asked asked) {
        return switch (asked) {
            case FULL -> busy(call);
            case CLOSED -> cancelled(call, "the session is closed");
            default ->
                    new ToolExecutor.Outcome(
                            "The tool '" + call.name() + "' was not run.",
                            ToolOutcome.FAILED,
                            "somebody decided on another call of this id before");
        };
    }

    private final class Asker implements Approvals.Asker {
        private final ModelCall call;

        Asker(ModelCall call) {
            this.call = call;
        }

        @Override
        public void decided(Consent consent) {
            call.consent = false;
            if (call.over) {
                return; // a listener that heard of it ended the session
            }
            if (consent.granted()) {
                prepare(call, true);
            } else {
                refuse(call, ToolFailure.Kind.REJECTED, consent.message());
            }
        }

        @Override
        public void expired() {
            call.consent = false;
            if (!call.over) {
                refuse(call, ToolFailure.Kind.EXPIRED, null);
            }
        }
    }

    private void refuse(ModelCall call, ToolFailure.Kind kind, @Nullable String message) {
        String usual =
                "The call of the tool '"
                        + call.name()
                        + (kind == ToolFailure.Kind.EXPIRED
                                ? "' was not approved in time."
                                : "' was not approved.");
        ToolErrorFormatter words = core.options.tools().refusals();
        if (message != null || words == null) {
            refused(call, message == null ? usual : message, null);
            return;
        }
        core.host
                .tools()
                .explain(
                        words,
                        new ToolFailure(kind, call.name(), call.item.callId(), usual, null),
                        core.loop,
                        found -> refused(call, found.message(), found.problem()));
    }

    private void refused(ModelCall call, String words, @Nullable String problem) {
        over(call, new ToolExecutor.Outcome(words, ToolOutcome.REJECTED, problem));
    }

    private void admit(ModelCall call) {
        if (call.traits.background()) {
            call.background = true;
            call.letGo();
        }
        if (!room.enter(call, () -> execute(call))) {
            over(call, busy(call));
        }
    }

    private static ToolExecutor.Outcome busy(ModelCall call) {
        return new ToolExecutor.Outcome(
                "The tool '" + call.name() + "' cannot run now, too much is going on.",
                ToolOutcome.FAILED,
                "too many calls wait; see ToolPolicy.maxRunning and maxWaiting");
    }

    private void execute(ModelCall call) {
        call.since = core.clock.now();
        call.room = true;
        if (core.heard()) {
            core.emit(
                    new SessionEvent.ToolStarted(
                            core.stamp(),
                            call.key.agent(),
                            call.name(),
                            call.item.callId(),
                            call.item.arguments()));
        }
        FunctionTool tool = call.tool;
        if (call.over || tool == null) {
            return; // a listener ended the session, and with it the call
        }
        filler.started(call);
        try {
            call.handle =
                    core.host
                            .tools()
                            .start(what(call, tool), core.loop, outcome -> over(call, outcome));
        } catch (RuntimeException e) {
            over(call, notStarted(call.name(), e));
        }
    }

    /** The answer was interrupted: tools that want it are cancelled, or run on by themselves. */
    void interrupted(List<ModelCall> calls) {
        for (ModelCall call : calls) {
            if (call.over || call.consent || call.tool == null) {
                continue;
            }
            switch (call.traits.onInterruption()) {
                case CANCEL -> cancel(call, "the caller interrupted");
                case DETACH -> {
                    call.detached = true;
                    call.letGo();
                    filler.ended(call);
                }
                case CONTINUE -> {
                    // it is answered like any other
                }
            }
        }
    }

    /** A call could not be begun. */
    void failed(ModelCall call, Throwable why) {
        over(call, notStarted(call.name(), why));
    }

    /** A call is not wanted any more; it comes to its outcome now or soon. */
    void cancel(ModelCall call, String reason) {
        if (call.over) {
            return;
        }
        ToolExecutor.Running handle = call.handle;
        if (handle != null) {
            call.cancelled = reason;
            handle.cancel(reason);
            return;
        }
        if (call.consent) {
            approvals.withdraw(
                    approval ->
                            approval.kind() == PendingApproval.Kind.FUNCTION
                                    && approval.agent().equals(call.key.agent())
                                    && approval.callId().equals(call.key.callId()));
            call.consent = false;
        } else if (!room.forget(call) && call.reference == null) {
            return; // a handoff, which knows its own end
        }
        over(call, cancelled(call, reason));
    }

    private static ToolExecutor.Outcome cancelled(ModelCall call, String reason) {
        return new ToolExecutor.Outcome(
                "The tool '" + call.name() + "' was cancelled: " + reason + ".",
                ToolOutcome.CANCELLED,
                null);
    }

    private void over(ModelCall call, ToolExecutor.Outcome outcome) {
        if (call.over) {
            return;
        }
        call.over = true; // whoever hears of it by now comes too late
        filler.ended(call);
        call.release();
        onOver.accept(
                call,
                call.background && outcome.kind() == ToolOutcome.RESULT && !outcome.urgent()
                        ? new ToolExecutor.Outcome(
                                outcome.output(),
                                ToolOutcome.BACKGROUND,
                                outcome.problem(),
                                outcome.tripped())
                        : outcome);
        call.ended();
        if (call.room) {
            call.room = false;
            room.leave();
        }
    }
}
