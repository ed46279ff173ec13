package io.patchbay.runtime.internal.plug;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.guardrail.InputGuardrail;
import io.patchbay.api.guardrail.OutputGuardrail;
import io.patchbay.api.plug.PlugInfo;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.provider.RealtimeProvider;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.transport.TransportFactory;
import io.patchbay.runtime.internal.session.Lease;
import io.patchbay.runtime.internal.session.SessionPlugs;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The registry as one session sees it: a plug on trial is there for a share of the sessions that
 * were opened after it came, and one that a session avoids comes after all others of its name.
 */
final class SessionView implements SessionPlugs {
    private final PlugRegistry registry;
    private final long opened;
    private final float number;

    /** The ids of those that are avoided; null when none is, as in most sessions. */
    private volatile @Nullable Set<Long> avoided;

    /**
     * What a session sees.
     *
     * @param registry what is plugged in
     * @param opened when the session was opened, in the registry's count
     * @param number the session's own, 0 to below 1
     */
    SessionView(PlugRegistry registry, long opened, float number) {
        this.registry = registry;
        this.opened = opened;
        this.number = number;
    }

    /** When the session was opened, in the registry's count. */
    long opened() {
        return opened;
    }

    /** The session's own number, 0 to below 1. */
    float number() {
        return number;
    }

    static SessionView of(PlugRegistry registry, long opened, String sessionId) {
        return new SessionView(registry, opened, number(sessionId));
    }

    /** Ids that are counted up have hashes that are, too: they are spread over all numbers. */
    private static float number(String sessionId) {
        int hash = sessionId.hashCode();
        hash = (hash ^ (hash >>> 16)) * 0x85ebca6b;
        hash = (hash ^ (hash >>> 13)) * 0xc2b2ae35;
        hash ^= hash >>> 16;
        return (hash >>> 8) / (float) (1 << 24);
    }

    @Override
    public Optional<Lease<TransportFactory>> transport(String name) {
        return service(PlugType.TRANSPORT, name);
    }

    @Override
    public Optional<Lease<RealtimeProvider>> provider(String name) {
        return service(PlugType.PROVIDER, name);
    }

    private <S> Optional<Lease<S>> service(PlugType<S> type, String name) {
        while (true) {
            List<Plug<?>> offered = registry.all();
            Optional<Lease<S>> lease = lease(offered, type, name, false);
            if (lease.isEmpty() && avoided != null) {
                lease = lease(offered, type, name, true);
            }
            if (lease.isPresent()) {
                return lease;
            }
            if (offered == registry.all()) {
                return Optional.empty();
            } // else the one that was found went while another took its place
        }
    }

    private <S> Optional<Lease<S>> lease(
            List<Plug<?>> offered, PlugType<S> type, String name, boolean avoidedOnes) {
        for (Plug<?> plug : offered) {
            if (is(plug, type, name) && avoids(plug) == avoidedOnes) {
                Optional<Lease<S>> lease = plug.lease(type.service().cast(plug.service()));
                if (lease.isPresent()) {
                    return lease;
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public Optional<Lease<RealtimeAgent>> agent(String name) {
        return part(Contents::agents, name);
    }

    @Override
    public Optional<Lease<FunctionTool>> tool(String name) {
        int slash = name.indexOf('/');
        return slash < 0
                ? part(Contents::tools, name)
                : toolOf(name.substring(0, slash), name.substring(slash + 1));
    }

    private Optional<Lease<FunctionTool>> toolOf(String source, String name) {
        for (Plug<?> plug : registry.all()) {
            FunctionTool tool = plug.contents().tools().get(name);
            if (tool != null && is(plug, PlugType.TOOL, source)) {
                Optional<Lease<FunctionTool>> lease = plug.lease(tool);
                if (lease.isPresent()) {
                    return lease;
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public Optional<List<String>> toolsOf(String source) {
        Plug<?> plug = first(PlugType.TOOL, source);
        return plug == null
                ? Optional.empty()
                : Optional.of(List.copyOf(plug.contents().tools().keySet()));
    }

    @Override
    public Optional<Lease<OutputGuardrail>> outputGuardrail(String name) {
        return part(Contents::outputGuardrails, name);
    }

    @Override
    public Optional<Lease<InputGuardrail>> inputGuardrail(String name) {
        return part(Contents::inputGuardrails, name);
    }

    private <P> Optional<Lease<P>> part(Function<Contents, Map<String, P>> parts, String name) {
        for (Plug<?> plug : registry.all()) {
            P part = parts.apply(plug.contents()).get(name);
            if (part != null && plug.admits(this)) {
                Optional<Lease<P>> lease = plug.lease(part);
                if (lease.isPresent()) {
                    return lease;
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public List<String> names(PlugKind kind) {
        return registry.all().stream()
                .filter(plug -> plug.type().kind() == kind && plug.admits(this))
                .flatMap(
                        plug ->
                                switch (kind) {
                                    case TRANSPORT, PROVIDER, CALLER_LEG -> Stream.of(plug.name());
                                    case AGENT, TOOL, GUARDRAIL -> plug.contents().names().stream();
                                })
                .distinct()
                .sorted()
                .toList();
    }

    @Override
    public boolean mayCome(PlugKind kind, String name) {
        return registry.mayCome(kind, name);
    }

    @Override
    public Optional<Source> source(PlugKind kind, String part) {
        int slash = kind == PlugKind.TOOL ? part.indexOf('/') : -1;
        for (Plug<?> plug : registry.all()) {
            if (plug.type().kind() == kind && plug.admits(this) && offers(plug, part, slash)) {
                return Optional.of(plug.source());
            }
        }
        return Optional.empty();
    }

    private static boolean offers(Plug<?> plug, String part, int slash) {
        if (slash < 0) {
            return plug.contents().has(part);
        }
        String tool = part.substring(slash + 1);
        return plug.name().equals(part.substring(0, slash))
                && (tool.equals("*") || plug.contents().has(tool));
    }

    @Override
    public Standing standing(Lease<?> lease) {
        Plug<?> held = ((CountedLease<?>) lease).held();
        Plug<?> now = first(held.type(), held.name());
        return now == null
                ? Standing.WITHDRAWN
                : now == held ? Standing.CURRENT : Standing.SUPERSEDED;
    }

    private @Nullable Plug<?> first(PlugType<?> type, String name) {
        Plug<?> last = null;
        for (Plug<?> plug : registry.all()) {
            if (is(plug, type, name)) {
                if (!avoids(plug)) {
                    return plug;
                }
                last = last == null ? plug : last;
            }
        }
        return last;
    }

    private boolean avoids(Plug<?> plug) {
        Set<Long> ids = avoided;
        return ids != null && ids.contains(plug.id());
    }

    @Override
    public void avoid(Lease<?> lease) {
        Set<Long> ids = avoided;
        Set<Long> more = ids == null ? new HashSet<>() : new HashSet<>(ids);
        more.add(((CountedLease<?>) lease).held().id());
        avoided = more;
    }

    @Override
    public void avoidNone() {
        avoided = null;
    }

    private boolean is(Plug<?> plug, PlugType<?> type, String name) {
        return plug.type() == type && plug.name().equals(name) && plug.admits(this);
    }

    @Override
    public boolean leaving(Lease<?> lease) {
        return ((CountedLease<?>) lease).held().state() != PlugInfo.State.ACTIVE;
    }
}
