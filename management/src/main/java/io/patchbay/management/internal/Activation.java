package io.patchbay.management.internal;

import io.patchbay.api.agent.AgentSource;
import io.patchbay.api.guardrail.GuardrailSource;
import io.patchbay.api.plug.PlugInfo;
import io.patchbay.api.plug.PlugRefusal;
import io.patchbay.api.provider.RealtimeProvider;
import io.patchbay.api.tool.ToolSource;
import io.patchbay.api.transport.CallerLegFactory;
import io.patchbay.api.transport.TransportFactory;
import io.patchbay.management.PlugRefusedException;
import io.patchbay.management.PlugRefusedException.Reason;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;

/**
 * Waits until started bundles offer what they are made to offer, or it is clear that they never
 * will.
 */
final class Activation {

    /** How long making a plug may take. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    /** What depends on others may come a moment after the start. */
    private static final Duration SETTLING = Duration.ofSeconds(2);

    private static final Duration LOOK = Duration.ofMillis(5);

    private static final Set<String> KINDS =
            Set.of(
                    TransportFactory.class.getName(),
                    RealtimeProvider.class.getName(),
                    CallerLegFactory.class.getName(),
                    AgentSource.class.getName(),
                    ToolSource.class.getName(),
                    GuardrailSource.class.getName());

    private final Surroundings around;

    Activation(Surroundings around) {
        this.around = around;
    }

    /**
     * Waits for some bundles that belong together.
     *
     * @throws PlugRefusedException when one fails, or none has a plug
     */
    void await(Collection<Bundle> bundles) {
        long begun = System.nanoTime();
        while (true) {
            boolean settled = System.nanoTime() - begun > SETTLING.toNanos();
            boolean late = System.nanoTime() - begun > PATIENCE.toNanos();
            int plugs = 0;
            boolean ready = true;
            for (Bundle bundle : bundles) {
                refuseFailed(bundle);
                int offers = offers(bundle);
                plugs += offers;
                boolean made = active(bundle) >= offers;
                if (!made && late) {
                    throw failed(
                            bundle, "is being made still after " + PATIENCE.toSeconds() + " s");
                }
                String waits = waitsFor(bundle);
                if (waits != null && settled && offers == 0) {
                    throw failed(bundle, waits);
                }
                ready &= made && (waits == null || settled);
            }
            if (ready
                    && (plugs > 0 || settled || bundles.stream().noneMatch(this::mayOfferLater))) {
                if (plugs == 0) {
                    throw new PlugRefusedException(Reason.NO_PLUG, noPlug(bundles));
                }
                return;
            }
            LockSupport.parkNanos(LOOK.toNanos());
            if (Thread.currentThread().isInterrupted()) {
                throw new PlugRefusedException(Reason.BUSY, "the container is stopping");
            }
        }
    }

    private void refuseFailed(Bundle bundle) {
        for (PlugRefusal refusal : around.refusalsOf(bundle)) {
            throw failed(
                    bundle,
                    "offers a "
                            + refusal.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ')
                            + " that cannot be made: "
                            + Reasons.printable(refusal.reason()));
        }
        for (ComponentDescriptionDTO component : components(bundle)) {
            for (ComponentConfigurationDTO made :
                    around.components().getComponentConfigurationDTOs(component)) {
                if (made.state == ComponentConfigurationDTO.FAILED_ACTIVATION) {
                    throw failed(
                            bundle,
                            "has a component whose activation fails: "
                                    + Reasons.firstLine(String.valueOf(made.failure)));
                }
            }
        }
    }

    /** What a component of the bundle waits for, or null. */
    private @Nullable String waitsFor(Bundle bundle) {
        Collection<ComponentDescriptionDTO> components = components(bundle);
        String named = bundle.getHeaders().get("Service-Component");
        if (components.isEmpty() && named != null && !named.isBlank()) {
            return "has components that Declarative Services do not take";
        }
        for (ComponentDescriptionDTO component : components) {
            if (Stream.of(component.serviceInterfaces).noneMatch(KINDS::contains)) {
                continue;
            }
            Collection<ComponentConfigurationDTO> all =
                    around.components().getComponentConfigurationDTOs(component);
            if (all.isEmpty() && component.defaultEnabled) {
                return "waits for a configuration under the PID "
                        + String.join(", ", component.configurationPid)
                        + ": configure it first";
            }
            for (ComponentConfigurationDTO one : all) {
                if (one.state == ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION) {
                    return "waits for a configuration under the PID "
                            + String.join(", ", component.configurationPid)
                            + ": configure it first";
                }
                if (one.state == ComponentConfigurationDTO.UNSATISFIED_REFERENCE) {
                    return "waits for a service that nobody offers, "
                            + reference(component, one)
                            + ": install what offers it first";
                }
            }
        }
        return null;
    }

    private static String reference(
            ComponentDescriptionDTO component, ComponentConfigurationDTO one) {
        String name =
                one.unsatisfiedReferences.length == 0 ? "?" : one.unsatisfiedReferences[0].name;
        for (ReferenceDTO reference : component.references) {
            if (reference.name.equals(name)) {
                return reference.interfaceName;
            }
        }
        return name;
    }

    private Collection<ComponentDescriptionDTO> components(Bundle bundle) {
        return around.components().getComponentDescriptionDTOs(bundle);
    }

    /** An activator may register its services on a thread of its own. */
    private boolean mayOfferLater(Bundle bundle) {
        return bundle.getHeaders().get(Constants.BUNDLE_ACTIVATOR) != null;
    }

    private static int offers(Bundle bundle) {
        ServiceReference<?>[] registered = bundle.getRegisteredServices();
        if (registered == null) {
            return 0;
        }
        int offers = 0;
        for (ServiceReference<?> reference : registered) {
            if (reference.getProperty(Constants.OBJECTCLASS) instanceof String[] types) {
                offers += (int) Stream.of(types).filter(KINDS::contains).count();
            }
        }
        return offers;
    }

    private long active(Bundle bundle) {
        return around.plugsOf(bundle).stream()
                .filter(plug -> plug.state() == PlugInfo.State.ACTIVE)
                .count();
    }

    private static PlugRefusedException failed(Bundle bundle, String words) {
        return new PlugRefusedException(
                Reason.FAILED, bundle.getSymbolicName() + " " + bundle.getVersion() + " " + words);
    }

    private static String noPlug(Collection<Bundle> bundles) {
        return String.join(", ", bundles.stream().map(Bundle::getSymbolicName).toList())
                + " offers no transport, provider, caller leg, agent, tool or guardrail, so it is no plug; register one as a service";
    }

    /** Whether a bundle says of itself that it has a plug, which it offers while it runs. */
    static boolean declaresPlugs(Bundle bundle) {
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        return revision != null
                && revision.getDeclaredCapabilities("osgi.service").stream()
                        .map(one -> one.getAttributes().get(Constants.OBJECTCLASS))
                        .anyMatch(
                                types ->
                                        types instanceof List<?> several
                                                && several.stream().anyMatch(KINDS::contains));
    }

    /** Whether a bundle registers what is a plug. */
    static boolean offersPlugs(Bundle bundle) {
        return List.of(Bundle.ACTIVE, Bundle.STARTING).contains(bundle.getState())
                && offers(bundle) > 0;
    }
}
