package io.patchbay.runtime.internal.session;

import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.plug.Swap;
import io.patchbay.api.session.Response;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.runtime.internal.plug.Copies;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Follows what is plugged in of what the agent uses by name, and the agent itself: at the next
 * response boundary it is prepared again, and the model is told what differs. Changes that come
 * close together, as those of a bundle that is updated in place, are taken together. On the loop.
 */
final class PartSwaps implements Follower {
    /** So long after the first of several changes they are looked at. */
    private static final Duration SETTLE = Duration.ofMillis(50);

    /** After a preparation for which no worker was free, or that another change overtook. */
    private static final Duration AGAIN = Duration.ofMillis(250);

    private final SessionCore core;
    private final ActiveAgent active;
    private final Outgoing outgoing;
    private final ToolRuntime tools;

    /** As it was when the agent was prepared last. */
    private List<PartUse> seen;

    /** What could not be taken over. */
    private @Nullable List<PartUse> refused;

    private SerialLoop.@Nullable Timer timer;

    /** When the first of the changes came that wait; -1 when none does. */
    private long since = -1;

    private boolean preparing;

    /** The plug of the agent that speaks was taken from under the session. */
    private boolean revoked;

    /** What can be kept of that agent is being prepared, without what is offered in its place. */
    private boolean alone;

    private boolean ended;

    PartSwaps(SessionCore core, ActiveAgent active, Outgoing outgoing, ToolRuntime tools) {
        this.core = core;
        this.active = active;
        this.outgoing = outgoing;
        this.tools = tools;
        this.seen = PartUse.of(core.plugs, core.options);
    }

    @Override
    public void plugsChanged(PlugKind kind) {
        boolean ours =
                kind == PlugKind.TOOL || kind == PlugKind.AGENT || kind == PlugKind.GUARDRAIL;
        if (!ours || ended || since >= 0 || seen.isEmpty()) {
            return;
        }
        if (!PartUse.now(core.plugs, seen).equals(seen)) {
            since = core.clock.now();
            later(SETTLE);
        }
    }

    private void later(Duration delay) {
        if (timer == null) {
            timer =
                    core.loop.schedule(
                            () -> {
                                timer = null;
                                look(false);
                            },
                            delay);
        }
    }

    /** A response is over, or will not come; the engine goes first. */
    private void boundary() {
        if (since >= 0 && timer == null && !preparing) {
            later(Duration.ZERO);
        }
    }

    /**
     * Takes over what has changed, if it may.
     *
     * @param now whether it cannot wait
     */
    private void look(boolean now) {
        if (ended || preparing || since < 0) {
            return;
        }
        List<PartUse> uses = PartUse.now(core.plugs, seen);
        if (!now && !revoked && (uses.equals(seen) || uses.equals(refused))) {
            since = -1;
            return;
        }
        AgentBinding binding = active.binding();
        if (binding == null || onlyGuardrails(uses)) {
            // each check looks them up anew: there is nothing to take over
            changed(uses);
            since = -1;
        } else if (now || revoked || !outgoing.gate().busy()) {
            if (active.changing()) {
                later(AGAIN); // another agent is about to take over, with all that it uses
            } else {
                alone = revoked && uses.equals(refused);
                prepare(uses);
            }
        }
    }

    private boolean onlyGuardrails(List<PartUse> uses) {
        for (int i = 0; i < uses.size(); i++) {
            if (uses.get(i).offered() && !uses.get(i).equals(seen.get(i))) {
                return false;
            }
        }
        return true;
    }

    private void prepare(List<PartUse> uses) {
        preparing = true;
        (alone ? active.keepOn() : active.renew())
                .whenComplete(
                        (nothing, failure) ->
                                core.onLoop(
                                        () ->
                                                prepared(
                                                        uses,
                                                        failure == null
                                                                ? null
                                                                : Agents.cause(failure))));
    }

    private void prepared(List<PartUse> uses, @Nullable Throwable failure) {
        preparing = false;
        if (ended) {
            return;
        }
        if (failure instanceof RejectedExecutionException
                || failure instanceof ActiveAgent.OvertakenException) {
            later(AGAIN);
        } else {
            if (failure != null && alone) {
                revoked = false; // there is nothing more to be tried
            } else if (failure != null) {
                refused(uses, failure);
            }
            alone = false;
            // what came meanwhile is a change of its own
            boolean more = !PartUse.now(core.plugs, seen).equals(failure == null ? seen : uses);
            since = more || revoked ? core.clock.now() : -1;
            if (since >= 0) {
                later(SETTLE);
            }
        }
    }

    /** The agent cannot be prepared with what there is now: it goes on as it was. */
    private void refused(List<PartUse> uses, Throwable failure) {
        refused = uses;
        Duration took = took();
        for (Swap swap : PartUse.swaps(seen, uses, took)) {
            core.swapped(
                    new Swap(
                            swap.kind(),
                            swap.from(),
                            swap.to(),
                            Swap.Outcome.ROLLED_BACK,
                            took,
                            Duration.ZERO,
                            Duration.ZERO,
                            Duration.ZERO,
                            Swap.Restored.FULL,
                            Copies.line(failure)));
        }
    }

    private Duration took() {
        return since < 0 ? Duration.ZERO : Duration.ofNanos(core.clock.now() - since);
    }

    private void changed(List<PartUse> now) {
        List<PartUse> before = seen;
        seen = now;
        refused = null;
        if (!before.equals(now)) {
            PartUse.swaps(before, now, took()).forEach(core::swapped);
        }
    }

    @Override
    public void agentChanged(@Nullable AgentBinding before, AgentBinding now) {
        revoked = false;
        if (alone) {
            changed(PartUse.withoutAgent(now.uses()));
            refused = PartUse.now(core.plugs, seen);
            return;
        }
        if (before == null) {
            seen = now.uses();
            refused = null;
        } else {
            // another agent uses what has changed meanwhile, too
            changed(now.uses());
        }
        if (since < 0 && !PartUse.now(core.plugs, seen).equals(seen)) {
            since = core.clock.now(); // it changed while the agent was prepared
            later(SETTLE);
        }
    }

    /** The plug of an agent is taken from under the session: it cannot wait for a boundary. */
    @Override
    public void agentRevoked(AgentHold hold) {
        tools.agentRevoked(hold);
        AgentBinding now = active.binding();
        if (now != null && now.hold().partOf(hold)) {
            revoked = true;
            since = since < 0 ? core.clock.now() : since;
            look(true);
        }
    }

    @Override
    public void responseEnded(Responses.Active response, Response result) {
        boundary();
    }

    @Override
    public void responseGivenUp(String responseId) {
        boundary();
    }

    @Override
    public void requestOver(String commandId) {
        boundary();
    }

    @Override
    public void lineGone() {
        boundary();
    }

    @Override
    public void closed(CloseReason reason) {
        ended = true;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
