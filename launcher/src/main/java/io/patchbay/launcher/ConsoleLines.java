package io.patchbay.launcher;

import io.patchbay.api.session.LineChoice;
import io.patchbay.api.tool.ToolDefinition;
import io.patchbay.console.LineSource;
import io.patchbay.console.OfferedLine;
import io.patchbay.emulator.Emulator;
import io.patchbay.runtime.ProviderKeys;
import io.patchbay.runtime.ProviderKeys.Variables;
import java.net.URI;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the console may talk over here: the line of the command line, and the emulator's. */
final class ConsoleLines implements LineSource {

    private static final String EMULATOR = "emulator";

    private final Inside inside;
    private final String agent;
    private final @Nullable LineChoice chosen;
    private final @Nullable Emulator emulator;

    private ConsoleLines(
            Inside inside, String agent, @Nullable LineChoice chosen, @Nullable Emulator emulator) {
        this.inside = inside;
        this.agent = agent;
        this.chosen = chosen;
        this.emulator = emulator;
    }

    /**
     * Offers them to the console, which must be there, for as long as this bundle runs.
     *
     * @param agent who answers unless somebody chooses another
     * @param chosen the line that the command line names, or null
     * @param emulator the one that runs here, or null
     */
    static void offer(
            Inside inside, String agent, @Nullable LineChoice chosen, @Nullable Emulator emulator) {
        inside.bundle()
                .registerService(
                        LineSource.class,
                        new ConsoleLines(inside, agent, chosen, emulator),
                        new Hashtable<>(Map.of()));
    }

    @Override
    public Optional<String> agent() {
        return Optional.of(agent);
    }

    @Override
    public List<OfferedLine> lines() {
        Map<String, Map<String, Variables>> providers = inside.providers();
        Emulator running = emulator;
        List<OfferedLine> lines =
                running == null ? new ArrayList<>() : emulated(running, providers);
        LineChoice first = chosen;
        if (first != null && lines.stream().noneMatch(OfferedLine::first)) {
            lines.add(0, named(first, providers.getOrDefault(first.provider(), Map.of())));
        }
        return lines;
    }

    private List<OfferedLine> emulated(
            Emulator running, Map<String, Map<String, Variables>> providers) {
        Set<String> faces = Set.copyOf(Emulator.faces());
        List<OfferedLine> lines = new ArrayList<>();
        List<OfferedLine> others = new ArrayList<>();
        providers.forEach(
                (provider, profiles) ->
                        profiles.forEach(
                                (profile, variables) -> {
                                    if (profile.equals("openai")) {
                                        lines.add(own(running));
                                    } else if (faces.contains(profile)) {
                                        others.add(face(running, provider, profile));
                                    }
                                }));
        lines.addAll(others);
        return lines;
    }

    private static OfferedLine named(LineChoice line, Map<String, Variables> profiles) {
        String provider = line.provider();
        String profile = line.profile() == null ? provider : line.profile();
        String who = profile.equals(provider) ? provider : provider + ":" + profile;
        URI url = line.url();
        return url == null
                ? new OfferedLine(
                        who,
                        who,
                        line,
                        false,
                        true,
                        new ProviderKeys(profiles, false).missing(profile).orElse(null))
                : new OfferedLine(
                        "command-line", who + " at " + url.getHost(), line, false, true, null);
    }

    private OfferedLine own(Emulator running) {
        return emulated(
                EMULATOR,
                "Emulator",
                LineChoice.builder()
                        .url(running.webSocketUri())
                        .credentials(new ProviderKeys(Map.of(), true))
                        .build());
    }

    private OfferedLine face(Emulator running, String provider, String profile) {
        return emulated(
                EMULATOR + "/" + profile,
                "Emulator as " + profile,
                LineChoice.builder()
                        .provider(provider)
                        .profile(profile)
                        .url(running.faceUri(profile))
                        .credentials(new ProviderKeys(Map.of(), true))
                        .build());
    }

    /** The command line may name one of these: that one comes with all that it says. */
    private OfferedLine emulated(String id, String title, LineChoice line) {
        LineChoice named = chosen;
        if (named == null) {
            return new OfferedLine(id, title, line, true, id.equals(EMULATOR), null);
        }
        boolean first = Objects.equals(named.url(), line.url());
        return new OfferedLine(id, title, first ? named : line, true, first, null);
    }

    @Override
    public List<String> phrases(
            OfferedLine line, String instructions, List<ToolDefinition.Function> tools) {
        return line.emulated() ? Emulator.phrases(instructions, tools) : List.of();
    }
}
