package io.patchbay.runtime.internal.session;

import io.patchbay.api.agent.Handoff;
import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.plug.PlugUse;
import io.patchbay.api.plug.PlugVersion;
import io.patchbay.api.plug.Reference;
import io.patchbay.api.plug.Swap;
import io.patchbay.api.session.SessionOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A name that a session uses, and the plug that stood behind it at one moment. Holds nothing of the
 * plug.
 *
 * @param kind what it is
 * @param name as it is looked up; all tools of a source are {@code source/*}
 * @param plug who offered it, or null when nobody did
 * @param told whether a change is told as a swap; who is only described to the model is not
 */
record PartUse(PlugKind kind, String name, SessionPlugs.@Nullable Source plug, boolean told) {

    /** What a session uses now without an agent: the guardrails of its options. */
    static List<PartUse> of(SessionPlugs plugs, SessionOptions options) {
        List<PartUse> uses = new ArrayList<>(0);
        add(plugs, uses, PlugKind.GUARDRAIL, options.outputGuardrails());
        add(plugs, uses, PlugKind.GUARDRAIL, options.inputGuardrails());
        return List.copyOf(uses);
    }

    /**
     * What a session uses now with an agent.
     *
     * @param offeredAs the name by which bundles offer the agent, or null for the application's own
     */
    static List<PartUse> of(SessionCore core, RealtimeAgent agent, @Nullable String offeredAs) {
        SessionPlugs plugs = core.plugs;
        List<PartUse> uses = new ArrayList<>(of(plugs, core.options));
        if (offeredAs != null) {
            uses.add(of(plugs, PlugKind.AGENT, offeredAs, true));
        }
        add(plugs, uses, PlugKind.TOOL, agent.tools());
        for (String source : agent.toolSources()) {
            uses.add(of(plugs, PlugKind.TOOL, source + "/*", true));
        }
        add(plugs, uses, PlugKind.GUARDRAIL, agent.outputGuardrails());
        add(plugs, uses, PlugKind.GUARDRAIL, agent.inputGuardrails());
        for (Handoff handoff : agent.handoffs()) {
            if (handoff.target() instanceof Reference.Named<RealtimeAgent> named) {
                uses.add(of(plugs, PlugKind.AGENT, named.name(), false));
            }
        }
        return List.copyOf(uses);
    }

    private static void add(
            SessionPlugs plugs,
            List<PartUse> uses,
            PlugKind kind,
            List<? extends Reference<?>> references) {
        for (Reference<?> reference : references) {
            if (reference instanceof Reference.Named<?> named) {
                uses.add(of(plugs, kind, named.name(), true));
            }
        }
    }

    private static PartUse of(SessionPlugs plugs, PlugKind kind, String name, boolean told) {
        return new PartUse(kind, name, plugs.source(kind, name).orElse(null), told);
    }

    /** The same names as they stand now. */
    static List<PartUse> now(SessionPlugs plugs, List<PartUse> before) {
        List<PartUse> now = new ArrayList<>(before.size());
        for (PartUse use : before) {
            now.add(of(plugs, use.kind, use.name, use.told));
        }
        return List.copyOf(now);
    }

    /** The plugs that stand behind these names now, each once; any thread. */
    static List<PlugUse> plugs(SessionPlugs plugs, List<PartUse> uses) {
        Set<PlugUse> found = new LinkedHashSet<>();
        for (PartUse use : now(plugs, uses)) {
            PlugVersion plug = use.version();
            if (plug != null && use.told) {
                found.add(new PlugUse(use.kind, plug));
            }
        }
        return List.copyOf(found);
    }

    /** The same, as if nobody offered the agent itself. */
    static List<PartUse> withoutAgent(List<PartUse> uses) {
        return uses.stream()
                .map(
                        use ->
                                use.kind == PlugKind.AGENT && use.told
                                        ? new PartUse(use.kind, use.name, null, true)
                                        : use)
                .toList();
    }

    /** Whether a model has to be told anything of this kind. */
    boolean offered() {
        return kind != PlugKind.GUARDRAIL;
    }

    /** Those of names that stand in both lists and have got another plug. */
    static List<Swap> swaps(List<PartUse> before, List<PartUse> now, Duration took) {
        List<Swap> swaps = new ArrayList<>(1);
        Set<Object> once = new HashSet<>();
        for (PartUse use : now) {
            Optional<PartUse> former =
                    before.stream()
                            .filter(one -> one.kind == use.kind && one.name.equals(use.name))
                            .findFirst();
            if (former.isEmpty() || !use.told) {
                continue;
            }
            PlugVersion from = former.get().version();
            PlugVersion to = use.version();
            boolean same =
                    from == null
                            ? to == null
                            : use.plug != null
                                    && former.get().plug != null
                                    && use.plug.id() == former.get().plug.id();
            // several tools of one source are one plug
            if (!same && once.add(List.of(use.kind, String.valueOf(from), String.valueOf(to)))) {
                swaps.add(Swap.silent(use.kind, from, to, outcome(from, to), took));
            }
        }
        return swaps;
    }

    private static Swap.Outcome outcome(@Nullable PlugVersion from, @Nullable PlugVersion to) {
        return from == null
                ? Swap.Outcome.RETURNED
                : to == null ? Swap.Outcome.REMOVED : Swap.Outcome.SWAPPED;
    }

    private @Nullable PlugVersion version() {
        return plug == null ? null : Objects.requireNonNull(plug).version();
    }
}
