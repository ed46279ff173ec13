package io.patchbay.runtime.internal.session;

import io.patchbay.api.guardrail.GuardrailContext;
import io.patchbay.api.guardrail.InputGuardrail;
import io.patchbay.api.guardrail.OutputGuardrail;
import io.patchbay.api.guardrail.Verdict;
import io.patchbay.api.plug.Reference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The guardrails that judge one answer or one turn: those of the session, then those of the agent.
 * A named one is looked up anew for every check; that nobody offers it is said once. On the loop.
 *
 * @param <G> their kind
 */
final class Panel<G> {
    private final SessionCore core;
    private final List<Reference<G>> references;
    private final Function<String, Optional<Lease<G>>> offers;
    private final Function<G, GuardrailExecutor.Guard> adapter;
    private @Nullable Set<String> missed;

    private Panel(
            SessionCore core,
            List<Reference<G>> session,
            List<Reference<G>> agent,
            Function<String, Optional<Lease<G>>> offers,
            Function<G, GuardrailExecutor.Guard> adapter) {
        this.core = core;
        Set<Reference<G>> once = new LinkedHashSet<>(session);
        once.addAll(agent);
        this.references = List.copyOf(once);
        this.offers = offers;
        this.adapter = adapter;
    }

    /** Who judges what an agent says. */
    static Panel<OutputGuardrail> output(SessionCore core, @Nullable AgentBinding binding) {
        return new Panel<>(
                core,
                core.options.outputGuardrails(),
                binding == null ? List.of() : binding.agent().outputGuardrails(),
                core.plugs::outputGuardrail,
                OutputGuard::new);
    }

    /** Who judges what is said to an agent. */
    static Panel<InputGuardrail> input(SessionCore core, @Nullable AgentBinding binding) {
        return new Panel<>(
                core,
                core.options.inputGuardrails(),
                binding == null ? List.of() : binding.agent().inputGuardrails(),
                core.plugs::inputGuardrail,
                InputGuard::new);
    }

    boolean isEmpty() {
        return references.isEmpty();
    }

    /** One who judges: a guardrail, or only the name of one that nobody offers. */
    record Member(String name, GuardrailExecutor.@Nullable Guard guard, @Nullable Lease<?> lease) {}

    /** Who judges now. Whoever asks sees to it that the leases are released. */
    List<Member> members() {
        List<Member> members = new ArrayList<>(references.size());
        for (Reference<G> reference : references) {
            if (reference instanceof Reference.Given<G> given) {
                members.add(new Member("?", adapter.apply(given.value()), null));
                continue;
            }
            String name = ((Reference.Named<G>) reference).name();
            Optional<Lease<G>> lease = offers.apply(name);
            if (lease.isPresent()) {
                members.add(new Member(name, adapter.apply(lease.get().plug()), lease.get()));
            } else {
                missing(name);
                members.add(new Member(name, null, null));
            }
        }
        return members;
    }

    private void missing(String name) {
        Set<String> told = missed == null ? new HashSet<>(2) : missed;
        missed = told;
        if (told.add(name)) {
            core.warn(
                    "guardrail-missing",
                    "nobody offers the guardrail '"
                            + name
                            + "' now: words "
                            + Verdicts.fate(core.options.guardrails())
                            + " without it");
        }
    }

    private record OutputGuard(OutputGuardrail guardrail) implements GuardrailExecutor.Guard {
        @Override
        public String name() {
            return guardrail.name();
        }

        @Override
        public String hint() {
            return guardrail.policyHint();
        }

        @Override
        public CompletionStage<Verdict> check(String text, GuardrailContext context)
                throws Exception {
            return guardrail.check(text, context);
        }
    }

    private record InputGuard(InputGuardrail guardrail) implements GuardrailExecutor.Guard {
        @Override
        public String name() {
            return guardrail.name();
        }

        @Override
        public String hint() {
            return guardrail.policyHint();
        }

        @Override
        public CompletionStage<Verdict> check(String text, GuardrailContext context)
                throws Exception {
            return guardrail.check(text, context);
        }
    }
}
