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
        List<OfferedLine> lines = new ArrayList<>();
        LineChoice first = chosen;
        if (first != null) {
            lines.add(named(first, providers.getOrDefault(first.provider(), Map.of())));
        }
        Emulator running = emulator;
        if (running != null) {
            Set<String> faces = Set.copyOf(Emulator.faces());
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
        }
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
        return new OfferedLine(
                EMULATOR,
                "Emulator",
                LineChoice.builder()
                        .url(running.webSocketUri())
                        .credentials(new ProviderKeys(Map.of(), true))
                        .build(),
                true,
                chosen == null,
                null);
    }

    private static OfferedLine face(Emulator running, String provider, String profile) {
        return new OfferedLine(
                EMULATOR + "/" + profile,
                "Emulator as " + profile,
                LineChoice.builder()
                        .provider(provider)
                        .profile(profile)
                        .url(running.faceUri(profile))
                        .credentials(new ProviderKeys(Map.of(), true))
                        .build(),
                true,
                false,
                null);
    }

    @Override
    public List<String> phrases(
            OfferedLine line, String instructions, List<ToolDefinition.Function> tools) {
        return line.emulated() ? Emulator.phrases(instructions, tools) : List.of();
    }
}
