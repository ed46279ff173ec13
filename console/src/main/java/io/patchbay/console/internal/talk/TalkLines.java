package io.patchbay.console.internal.talk;

import io.patchbay.api.provider.RealtimeProvider;
import io.patchbay.api.session.LineChoice;
import io.patchbay.console.LineSource;
import io.patchbay.console.OfferedLine;
import io.patchbay.runtime.ProviderKeys;
import io.patchbay.runtime.ProviderKeys.Variables;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * The lines to talk over: those that a host offers, then each profile of each provider that is
 * plugged in, with its key from the environment. For any thread.
 */
@Component(service = TalkLines.class)
public final class TalkLines {

    private final BundleContext context;

    /** In rising order of their ranking. */
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    private volatile List<LineSource> sources = List.of();

    /** For the container. */
    @Activate
    public TalkLines(BundleContext context) {
        this.context = context;
    }

    /** All of them, as they are now; those that can be used first. */
    List<TalkLine> now() {
        Map<String, TalkLine> lines = new LinkedHashMap<>();
        for (LineSource source : best()) {
            for (OfferedLine offered : source.lines()) {
                TalkLine.Ear ear =
                        (instructions, tools) -> source.phrases(offered, instructions, tools);
                lines.putIfAbsent(offered.id(), new TalkLine(offered, ear));
            }
        }
        providers().forEach((provider, profiles) -> add(provider, profiles, lines));
        List<TalkLine> sorted = new ArrayList<>(lines.values());
        sorted.sort(Comparator.comparing((TalkLine line) -> line.unavailable().isPresent()));
        return sorted;
    }

    /** How a line is reached that is offered under an id now. */
    public Optional<LineChoice> line(String id) {
        return now().stream()
                .filter(line -> line.id().equals(id))
                .map(line -> line.offered().line())
                .findFirst();
    }

    /** The same line, with its keys, over another transport. */
    public static LineChoice over(LineChoice line, String transport) {
        return new LineChoice(
                transport,
                line.provider(),
                line.profile(),
                line.model(),
                line.url(),
                line.callId(),
                line.credentials());
    }

    /** The agent that a host would have answer, if it says so. */
    Optional<String> agent() {
        return best().stream().flatMap(source -> source.agent().stream()).findFirst();
    }

    private List<LineSource> best() {
        List<LineSource> best = new ArrayList<>(sources);
        Collections.reverse(best);
        return best;
    }

    private static void add(
            String provider, Map<String, Variables> profiles, Map<String, TalkLine> lines) {
        ProviderKeys keys = new ProviderKeys(profiles, false);
        for (String profile : profiles.keySet()) {
            boolean only = profile.equals(provider);
            LineChoice line =
                    LineChoice.builder()
                            .provider(provider)
                            .profile(profile)
                            .credentials(keys)
                            .build();
            OfferedLine offered =
                    new OfferedLine(
                            only ? provider : provider + ":" + profile,
                            only ? provider : profile + " (" + provider + ")",
                            line,
                            false,
                            false,
                            keys.missing(profile).orElse(null));
            lines.putIfAbsent(offered.id(), new TalkLine(offered, TalkLine.Ear.ALL));
        }
    }

    /** The profiles of each provider and where their keys live; holds nothing of a plug. */
    private Map<String, Map<String, Variables>> providers() {
        Map<String, Map<String, Variables>> known = new TreeMap<>();
        try {
            for (ServiceReference<RealtimeProvider> reference :
                    context.getServiceReferences(RealtimeProvider.class, null)) {
                RealtimeProvider provider = context.getService(reference);
                if (provider != null) {
                    try {
                        known.put(provider.name(), Variables.of(provider));
                    } finally {
                        context.ungetService(reference);
                    }
                }
            }
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e); // there is no filter that could be wrong
        }
        return known;
    }
}
