package io.patchbay.runtime;

import io.patchbay.api.agent.AgentSource;
import io.patchbay.api.guardrail.GuardrailSource;
import io.patchbay.api.provider.RealtimeProvider;
import io.patchbay.api.tool.ToolSource;
import io.patchbay.api.transport.CallerLegFactory;
import io.patchbay.api.transport.TransportFactory;
import io.patchbay.runtime.internal.plug.Offer;
import io.patchbay.runtime.internal.plug.PlugRegistry;
import io.patchbay.runtime.internal.plug.PlugType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;

/**
 * One or several plugs as they are to be plugged in: with a version, a ranking, settings, and the
 * share of the sessions that may have them. Immutable: each method gives another one.
 */
public final class PlugIn {

    private static final String SHARE = "share";

    private final List<Service<?>> services;
    private final String version;
    private final int ranking;
    private final Map<String, Object> settings;

    private PlugIn(
            List<Service<?>> services, String version, int ranking, Map<String, Object> settings) {
        this.services = services;
        this.version = version;
        this.ranking = ranking;
        this.settings = settings;
    }

    /** One service of a kind. */
    record Service<S>(PlugType<S> type, S service) {

        void add(PlugRegistry registry, Offer offer) {
            registry.add(type, service, offer);
        }
    }

    private static <S> PlugIn of(PlugType<S> type, S service) {
        type.name(Objects.requireNonNull(service, "service"));
        return new PlugIn(List.of(new Service<>(type, service)), "-", 0, Map.of());
    }

    /** A way to reach a model. */
    public static PlugIn transport(TransportFactory factory) {
        return of(PlugType.TRANSPORT, factory);
    }

    /** A speech-to-speech service. */
    public static PlugIn provider(RealtimeProvider provider) {
        return of(PlugType.PROVIDER, provider);
    }

    /** A way in which callers come. */
    public static PlugIn callerLegs(CallerLegFactory factory) {
        return of(PlugType.CALLER_LEG, factory);
    }

    /** Agents that sessions may name. */
    public static PlugIn agents(AgentSource source) {
        return of(PlugType.AGENT, source);
    }

    /** Tools that agents may name. */
    public static PlugIn tools(ToolSource source) {
        return of(PlugType.TOOL, source);
    }

    /** Guardrails that agents may name. */
    public static PlugIn guardrails(GuardrailSource source) {
        return of(PlugType.GUARDRAIL, source);
    }

    /**
     * Everything that {@code loader} names in its own {@code META-INF/services} files; what its
     * parents offer is left out. They come and go together.
     *
     * @throws IllegalArgumentException when it offers nothing
     * @throws java.util.ServiceConfigurationError when a named plug cannot be loaded
     */
    public static PlugIn services(ClassLoader loader) {
        Objects.requireNonNull(loader, "loader");
        List<Service<?>> found = new ArrayList<>();
        PlugType.ALL.forEach(type -> services(type, loader, found));
        if (found.isEmpty()) {
            throw new IllegalArgumentException(
                    "loader: it names no plug of its own in META-INF/services: " + loader);
        }
        return new PlugIn(List.copyOf(found), "-", 0, Map.of());
    }

    private static <S> void services(PlugType<S> type, ClassLoader loader, List<Service<?>> found) {
        ServiceLoader.load(type.service(), loader).stream()
                .filter(provider -> provider.type().getClassLoader() == loader)
                .forEach(provider -> found.add(new Service<>(type, provider.get())));
    }

    /**
     * Of this version, as OSGi compares them ({@code 1.10} is above {@code 1.9}); default {@code
     * "-"}, the lowest.
     *
     * @throws IllegalArgumentException when it is blank
     */
    public PlugIn version(String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException("version must not be blank");
        }
        return new PlugIn(services, value, ranking, settings);
    }

    /** The highest one of a name wins; default 0. */
    public PlugIn ranking(int value) {
        return new PlugIn(services, version, value, settings);
    }

    /**
     * On trial for a share of the sessions that are opened from now on; default 1, for all. Live
     * sessions stay with what they have until the share is 1.
     *
     * @param value above 0 to 1
     * @throws IllegalArgumentException when it is out of range
     * @see Plugged#share
     */
    public PlugIn share(double value) {
        PlugIn changed = with(Map.of(SHARE, value));
        changed.offer();
        return changed;
    }

    /**
     * Settings of each of the plugs, more than it has. Keys and values are the plug's own; its
     * documentation lists them.
     */
    public PlugIn settings(Map<String, ?> values) {
        return with(values);
    }

    private PlugIn with(Map<String, ?> more) {
        Map<String, Object> all = new HashMap<>(settings);
        all.putAll(more);
        return new PlugIn(services, version, ranking, Map.copyOf(all));
    }

    List<Service<?>> services() {
        return services;
    }

    Offer offer() {
        return Offer.of("-", version, ranking, settings);
    }

    /** Names and version. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Service<?> service : services) {
            text.append(text.isEmpty() ? "" : ", ").append(named(service));
        }
        return text.append(' ').append(version).toString();
    }

    private static <S> String named(Service<S> service) {
        return service.type() + " '" + service.type().name(service.service()) + "'";
    }
}
