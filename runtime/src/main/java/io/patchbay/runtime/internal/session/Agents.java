package io.patchbay.runtime.internal.session;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.plug.Reference;
import io.patchbay.api.session.Prompt;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Finds agents, given or named, and resolves them on a worker: their instructions, their stored
 * prompt, and what they offer. Called on the loop; what it returns completes on any thread.
 */
final class Agents {
    private final SessionCore core;
    private final KnownAgents known;

    Agents(SessionCore core) {
        this.core = core;
        this.known = new KnownAgents(core.options.agent());
    }

    /** The application's own agent, which named handoffs may find from now on. */
    CompletableFuture<AgentBinding> given(RealtimeAgent agent) {
        known.given(agent);
        return resolve(agent, AgentHold.ofGiven());
    }

    /** An agent of the application, given or named. */
    CompletableFuture<AgentBinding> resolve(Reference<RealtimeAgent> reference) {
        return reference instanceof Reference.Given<RealtimeAgent> given
                ? resolve(given.value(), AgentHold.ofGiven())
                : offered(((Reference.Named<RealtimeAgent>) reference).name());
    }

    /**
     * The same agent at another moment. One that bundles offer is looked up again, so that another
     * version takes over; when nobody offers it, what can be kept of it goes on.
     */
    CompletableFuture<AgentBinding> again(AgentBinding binding) {
        String name = binding.hold().offeredAs();
        if (name == null) {
            return resolve(binding.agent(), binding.keep().hold());
        }
        Lease<RealtimeAgent> lease = core.plugs.agent(name).orElse(null);
        if (lease == null) {
            return copied(binding, name);
        }
        RealtimeAgent root = lease.plug();
        RealtimeAgent same = KnownAgents.within(root, binding.name()).orElse(null);
        if (same == binding.agent()) {
            lease.release(); // it is held already
            return resolve(same, binding.keep().hold());
        }
        AgentHold hold = AgentHold.of(lease, name, core);
        if (same == null) {
            hold.release();
            return copied(binding, name);
        }
        if (same == root) {
            return resolve(same, hold);
        }
        CompletableFuture<AgentBinding> result = resolve(same, hold.ofPart());
        hold.release();
        return result;
    }

    /** What can be kept of an agent that a bundle offered, without the bundle. */
    CompletableFuture<AgentBinding> copy(AgentBinding binding) {
        String name = binding.hold().offeredAs();
        return name == null ? again(binding) : copied(binding, name);
    }

    private CompletableFuture<AgentBinding> copied(AgentBinding binding, String name) {
        if (binding.hold().isCopy()) {
            return resolve(binding.agent(), binding.keep().hold());
        }
        CompletableFuture<RealtimeAgent> copy = new CompletableFuture<>();
        AgentBinding kept = binding.keep();
        try {
            core.host
                    .workers()
                    .execute(
                            () -> {
                                try {
                                    copy.complete(AgentCopy.of(kept));
                                } catch (Throwable e) {
                                    copy.completeExceptionally(e);
                                } finally {
                                    kept.release();
                                }
                            });
        } catch (RejectedExecutionException e) {
            kept.release();
            return CompletableFuture.failedFuture(e);
        }
        CompletableFuture<AgentBinding> result = new CompletableFuture<>();
        copy.whenComplete(
                (agent, failure) ->
                        core.onLoop(
                                () -> {
                                    if (agent == null) {
                                        result.completeExceptionally(
                                                Objects.requireNonNull(failure, "failure"));
                                    } else {
                                        gone(name);
                                        resolve(agent, AgentHold.ofCopy(name))
                                                .whenComplete(
                                                        (now, why) -> {
                                                            if (now == null) {
                                                                result.completeExceptionally(why);
                                                            } else {
                                                                result.complete(now);
                                                            }
                                                        });
                                    }
                                }));
        return result;
    }

    private void gone(String name) {
        core.warn(
                "agent-missing",
                "no bundle offers an agent '"
                        + name
                        + "' that could be used now: it goes on as it was last, without what came with its bundle");
    }

    /** The agent that another one hands over to. */
    CompletableFuture<AgentBinding> target(Reference<RealtimeAgent> reference, AgentBinding from) {
        if (reference instanceof Reference.Given<RealtimeAgent> given) {
            return resolve(given.value(), from.hold().ofPart());
        }
        String name = ((Reference.Named<RealtimeAgent>) reference).name();
        Optional<RealtimeAgent> own = known.find(name);
        return own.isPresent() ? resolve(own.get(), AgentHold.ofGiven()) : offered(name);
    }

    private CompletableFuture<AgentBinding> offered(String name) {
        Optional<Lease<RealtimeAgent>> lease = core.plugs.agent(name);
        return lease.isPresent()
                ? resolve(lease.get().plug(), AgentHold.of(lease.get(), name, core))
                : CompletableFuture.failedFuture(
                        new IllegalArgumentException(
                                "nobody offers an agent '"
                                        + name
                                        + "'; offered are: "
                                        + core.plugs.names(PlugKind.AGENT)));
    }

    /** Resolves; the hold goes into the binding, or is released. */
    private CompletableFuture<AgentBinding> resolve(RealtimeAgent agent, AgentHold hold) {
        CompletableFuture<AgentBinding> result = new CompletableFuture<>();
        AgentMoment moment = AgentMoment.now(core, agent);
        // before anything is looked up: what changes meanwhile will show
        List<PartUse> uses = PartUse.of(core, agent, hold.offeredAs());
        try {
            core.host.workers().execute(() -> ask(moment, uses, hold, result));
        } catch (RejectedExecutionException e) {
            fail(result, hold, e);
        }
        return result;
    }

    /** On a worker. */
    private void ask(
            AgentMoment moment,
            List<PartUse> uses,
            AgentHold hold,
            CompletableFuture<AgentBinding> result) {
        RealtimeAgent agent = moment.agent();
        try {
            Offers offers = new Offers(core, known, moment).collect();
            CompletionStage<String> text = agent.instructions().resolve(moment);
            CompletionStage<@Nullable Prompt> prompt = prompt(moment);
            text.thenCombine(
                            prompt,
                            (instructions, stored) ->
                                    new AgentBinding(
                                            agent,
                                            notNull(instructions, agent, "instructions"),
                                            stored,
                                            Map.copyOf(offers.tools),
                                            Map.copyOf(offers.handoffs),
                                            List.copyOf(offers.definitions),
                                            hold,
                                            uses))
                    .whenComplete(
                            (binding, failure) -> {
                                if (failure != null) {
                                    fail(result, hold, cause(failure));
                                } else {
                                    result.complete(binding);
                                }
                            });
        } catch (Throwable e) {
            fail(result, hold, e);
        }
    }

    private static CompletionStage<@Nullable Prompt> prompt(AgentMoment moment) throws Exception {
        if (moment.agent().prompt().isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        return moment.agent()
                .prompt()
                .get()
                .resolve(moment)
                .thenApply(stored -> notNull(stored, moment.agent(), "prompt"));
    }

    /** What went wrong, without the wrapping of stages. */
    static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null
                ? failure.getCause()
                : failure;
    }

    private static <T> T notNull(@Nullable T value, RealtimeAgent agent, String what) {
        if (value == null) {
            throw new IllegalStateException(
                    "the " + what + " of agent '" + agent.name() + "' came to null");
        }
        return value;
    }

    private static void fail(
            CompletableFuture<AgentBinding> result, AgentHold hold, Throwable failure) {
        hold.release();
        result.completeExceptionally(failure);
    }
}
