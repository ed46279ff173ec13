package io.patchbay.runtime.internal.plug;

import io.patchbay.api.agent.AgentSource;
import io.patchbay.api.guardrail.GuardrailSource;
import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.provider.RealtimeProvider;
import io.patchbay.api.tool.ToolSource;
import io.patchbay.api.transport.CallerLegFactory;
import io.patchbay.api.transport.TransportFactory;
import java.util.List;
import java.util.function.Function;

/**
 * One of the six kinds of service, and what the runtime makes of it.
 *
 * @param <S> the type of the service
 */
public final class PlugType<S> {

    /** Ways to reach a model; sessions make their own links. */
    public static final PlugType<TransportFactory> TRANSPORT =
            new PlugType<>(
                    PlugKind.TRANSPORT,
                    TransportFactory.class,
                    TransportFactory::name,
                    (service, settings, context) -> Contents.Made.NOTHING);

    /** Models; sessions make their own connectors. */
    public static final PlugType<RealtimeProvider> PROVIDER =
            new PlugType<>(
                    PlugKind.PROVIDER,
                    RealtimeProvider.class,
                    RealtimeProvider::name,
                    (service, settings, context) -> Contents.Made.NOTHING);

    /** Ways in which callers come. */
    public static final PlugType<CallerLegFactory> CALLER_LEG =
            new PlugType<>(
                    PlugKind.CALLER_LEG,
                    CallerLegFactory.class,
                    CallerLegFactory::name,
                    (service, settings, context) -> Contents.Made.NOTHING);

    /** Agents. */
    public static final PlugType<AgentSource> AGENT =
            new PlugType<>(
                    PlugKind.AGENT,
                    AgentSource.class,
                    AgentSource::name,
                    (service, settings, context) ->
                            Contents.Made.of(service.create(settings, context)));

    /** Tools. */
    public static final PlugType<ToolSource> TOOL =
            new PlugType<>(
                    PlugKind.TOOL,
                    ToolSource.class,
                    ToolSource::name,
                    (service, settings, context) ->
                            Contents.Made.of(service.create(settings, context)));

    /** Guardrails. */
    public static final PlugType<GuardrailSource> GUARDRAIL =
            new PlugType<>(
                    PlugKind.GUARDRAIL,
                    GuardrailSource.class,
                    GuardrailSource::name,
                    (service, settings, context) ->
                            Contents.Made.of(service.create(settings, context)));

    /** All six. */
    public static final List<PlugType<?>> ALL =
            List.of(TRANSPORT, PROVIDER, CALLER_LEG, AGENT, TOOL, GUARDRAIL);

    private final PlugKind kind;
    private final Class<S> service;
    private final Function<S, String> name;
    private final Maker<S> maker;

    private PlugType(PlugKind kind, Class<S> service, Function<S, String> name, Maker<S> maker) {
        this.kind = kind;
        this.service = service;
        this.name = name;
        this.maker = maker;
    }

    /** The kind. */
    public PlugKind kind() {
        return kind;
    }

    /** The interface that such a service has. */
    public Class<S> service() {
        return service;
    }

    /**
     * The name of {@code service}.
     *
     * @throws IllegalArgumentException when it has none
     */
    public String name(S service) {
        String text = name.apply(service);
        if (text == null || text.isBlank()) {
            throw new IllegalArgumentException(
                    service.getClass().getName() + " is a plug without a name");
        }
        return text;
    }

    Contents.Made create(S service, Settings settings, PlugContext context) {
        return maker.create(service, settings, context);
    }

    /** What messages call such a plug. */
    @Override
    public String toString() {
        return kind.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }

    private interface Maker<S> {
        Contents.Made create(S service, Settings settings, PlugContext context);
    }
}
