package io.patchbay.runtime.internal.session;

import io.patchbay.api.provider.ConfigPlan;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.provider.ProviderConnector;
import io.patchbay.api.provider.RealtimeCodec;
import io.patchbay.api.provider.RealtimeProvider;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.LinePlan;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.transport.TransportCapabilities;
import io.patchbay.api.transport.TransportFactory;
import io.patchbay.runtime.internal.emulation.Emulations;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells what would become of a session's wishes on its lines, by asking whoever decides when a line
 * is made: its plugs, what is emulated, and the codec. Nothing is connected. On the loop; plugs are
 * called on workers.
 */
final class LinePlanner {
    private static final SessionConfig OTHER_AGENT =
            SessionConfig.builder().instructions("another's").tools(List.of()).build();

    private static final ConfigPlan NOTHING =
            new ConfigPlan(SessionConfig.EMPTY, SessionConfig.EMPTY, SessionConfig.EMPTY, Map.of());

    private final SessionCore core;
    private final Configuration configuration;
    private final ActiveAgent active;

    LinePlanner(SessionCore core, Configuration configuration, ActiveAgent active) {
        this.core = core;
        this.configuration = configuration;
        this.active = active;
    }

    /** A line's plugs, held for as long as its plan is made. */
    private record Held(Lease<TransportFactory> transport, Lease<RealtimeProvider> provider) {
        void release() {
            transport.release();
            provider.release();
        }
    }

    /** What the plugs say of themselves, or what is wrong with them. */
    private record Found(
            @Nullable String profile,
            @Nullable TransportCapabilities carriage,
            @Nullable ProviderCapabilities capabilities,
            LinePlan.@Nullable Row wrong) {}

    /**
     * What the codec makes of a configuration.
     *
     * @param rejected what cannot be had at the opening
     * @param handoff what would become of another agent's instructions and tools later on
     * @param wrong why there is no codec, or null
     */
    record Answer(
            Map<ConfigField<?>, String> rejected, ConfigPlan handoff, @Nullable String wrong) {}

    /** A plan for each line, in their order. */
    CompletionStage<List<LinePlan>> plan() {
        return active.prepare().thenCompose(this::plans);
    }

    private CompletionStage<List<LinePlan>> plans(@Nullable AgentBinding agent) {
        List<LinePlan> plans = new ArrayList<>();
        CompletionStage<Void> made = CompletableFuture.completedFuture(null);
        for (LineChoice choice : core.options.lines()) {
            made = made.thenCompose(nothing -> plan(choice, agent)).thenAccept(plans::add);
        }
        return made.thenApply(nothing -> List.copyOf(plans));
    }

    private CompletionStage<LinePlan> plan(LineChoice choice, @Nullable AgentBinding agent) {
        Optional<Lease<TransportFactory>> transport = core.plugs.transport(choice.transport());
        Optional<Lease<RealtimeProvider>> provider = core.plugs.provider(choice.provider());
        if (transport.isEmpty() || provider.isEmpty()) {
            transport.ifPresent(Lease::release);
            provider.ifPresent(Lease::release);
            String lacking = PlugWait.lacking(core, List.of(choice));
            return CompletableFuture.completedFuture(
                    transport.isEmpty()
                            ? without(choice, "transport", choice.transport(), lacking)
                            : without(choice, "provider", choice.provider(), lacking));
        }
        Held held = new Held(transport.get(), provider.get());
        return inside(held, () -> look(choice, held))
                .thenCompose(found -> explained(choice, held, found, agent))
                .whenComplete((plan, failure) -> held.release());
    }

    private static LinePlan without(LineChoice choice, String wish, String asked, String why) {
        return new LinePlan(choice, null, null, List.of(Wishes.refused(wish, asked, why)));
    }

    private static Found look(LineChoice choice, Held held) {
        TransportCapabilities carriage;
        try {
            Lease<TransportFactory> factory = held.transport();
            carriage =
                    CarriedCall.carriage(choice, factory.plug().capabilities(factory.settings()));
        } catch (IllegalArgumentException e) {
            return new Found(null, null, null, Wishes.refused("transport", choice.transport(), e));
        }
        RealtimeProvider provider = held.provider().plug();
        String named = choice.profile();
        String profile = named == null ? provider.profiles().get(0) : named;
        try {
            return new Found(profile, carriage, provider.capabilities(profile), null);
        } catch (IllegalArgumentException e) {
            return new Found(null, carriage, null, Wishes.refused("profile", profile, e));
        }
    }

    private CompletionStage<LinePlan> explained(
            LineChoice choice, Held held, Found found, @Nullable AgentBinding agent) {
        TransportCapabilities carriage = found.carriage();
        ProviderCapabilities capabilities = found.capabilities();
        String profile = found.profile();
        if (carriage == null || capabilities == null || profile == null) {
            LinePlan.Row wrong = found.wrong();
            return CompletableFuture.completedFuture(
                    new LinePlan(
                            choice, null, carriage, wrong == null ? List.of() : List.of(wrong)));
        }
        Wishes wishes = new Wishes(core.options, agent, capabilities, carriage);
        SessionConfig wanted = wishes.wanted(configuration);
        Emulations emulations = Emulations.of(capabilities, carriage);
        return inside(held, () -> ask(held, profile, emulations, wanted))
                .thenApply(
                        answer ->
                                new LinePlan(
                                        choice, profile, carriage, wishes.rows(wanted, answer)));
    }

    private static Answer ask(
            Held held, String profile, Emulations emulations, SessionConfig wishes) {
        SessionConfig wanted = Negotiated.sounding(emulations.capabilities(), wishes);
        Lease<RealtimeProvider> lease = held.provider();
        try (ProviderConnector connector =
                lease.plug().create(profile, lease.settings(), lease.context())) {
            RealtimeCodec codec = emulations.planned(connector.openCodec());
            try {
                return new Answer(
                        Negotiated.rejected(codec, wanted),
                        codec.plan(wanted, wanted.with(OTHER_AGENT)),
                        null);
            } finally {
                codec.close();
            }
        } catch (IllegalArgumentException e) {
            return new Answer(Map.of(), NOTHING, String.valueOf(e.getMessage()));
        }
    }

    /** A plug that hangs shows whose code it is; nobody waits for it longer than for a line. */
    private <T> CompletionStage<T> inside(Held held, Supplier<T> task) {
        return OnWorker.call(
                core,
                () -> {
                    Runnable leaveTransport = held.transport().enter();
                    try {
                        Runnable leaveProvider = held.provider().enter();
                        try {
                            return CompletableFuture.completedFuture(task.get());
                        } finally {
                            leaveProvider.run();
                        }
                    } finally {
                        leaveTransport.run();
                    }
                },
                core.options.limits().connect(),
                "what the line's plugs say of themselves");
    }
}
