package io.patchbay.launcher;

import io.patchbay.api.provider.RealtimeProvider;
import io.patchbay.api.session.LineChoice;
import io.patchbay.runtime.ProviderKeys;
import io.patchbay.runtime.ProviderKeys.Variables;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which provider speaks, and by which of its profiles. */
final class ProviderOptions {

    private static final String DEFAULT = "openai";

    @Option(
            names = "--provider",
            paramLabel = "NAME[:PROFILE]",
            description =
                    "The provider that speaks, and which of its profiles: gemini, openai:azure; a profile's name alone will do. Default: openai.")
    private @Nullable String provider;

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            description = "The provider's profile, where --provider does not name it.")
    private @Nullable String profile;

    /** Whether anything was said. */
    boolean given() {
        return provider != null || profile != null;
    }

    /**
     * Looks at what was asked for, before anybody is called.
     *
     * @throws UsageException for names that are none, and for two profiles
     */
    void check() {
        String[] parts = parts();
        if (parts[0].isBlank() || parts.length > 1 && parts[1].isBlank()) {
            throw new UsageException("--provider looks like NAME or NAME:PROFILE");
        }
        if (profile != null && parts.length > 1) {
            throw new UsageException(
                    "--provider " + provider + " names a profile already; leave out --profile");
        }
    }

    /**
     * A line to the provider, with its key.
     *
     * @param address replaces the provider's own, or null
     * @param known the profiles of each provider that is there, and where their keys live
     * @throws IllegalArgumentException for a provider or a profile that is not there; the message
     *     lists those that are
     */
    LineChoice.Builder line(@Nullable URI address, Map<String, Map<String, Variables>> known) {
        String[] parts = parts();
        String name = parts[0];
        String wanted = parts.length > 1 ? parts[1] : profile;
        Map<String, Variables> profiles = known.get(name);
        if (profiles == null && wanted == null) {
            wanted = name;
            name = offering(name, known);
            profiles = known.get(name);
        }
        if (profiles == null) {
            throw new IllegalArgumentException(
                    "there is no provider named '" + parts[0] + "'; there are: " + told(known));
        }
        if (wanted != null && !profiles.containsKey(wanted)) {
            throw new IllegalArgumentException(
                    "the provider "
                            + name
                            + " has no profile '"
                            + wanted
                            + "'; it has: "
                            + String.join(", ", profiles.keySet()));
        }
        return LineChoice.builder()
                .provider(name)
                .profile(wanted)
                .url(address)
                .credentials(
                        new ProviderKeys(profiles, address != null && Address.isLocal(address)));
    }

    /** The profile that a line is of: the provider's first, where it names none. */
    static String profile(LineChoice line, Map<String, Map<String, Variables>> known) {
        String named = line.profile();
        return named != null
                ? named
                : known.getOrDefault(line.provider(), Map.of()).keySet().stream()
                        .findFirst()
                        .orElse(line.provider());
    }

    /** Who has a profile of this name; the name itself where nobody has. */
    private static String offering(String profile, Map<String, Map<String, Variables>> known) {
        return known.entrySet().stream()
                .filter(entry -> entry.getValue().containsKey(profile))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(profile);
    }

    private static String told(Map<String, Map<String, Variables>> known) {
        return known.entrySet().stream()
                .map(
                        entry ->
                                entry.getValue().size() < 2
                                        ? entry.getKey()
                                        : entry.getKey()
                                                + " ("
                                                + String.join(", ", entry.getValue().keySet())
                                                + ")")
                .collect(Collectors.joining(", "));
    }

    /** The profiles of each of these, by name, and where their keys live. */
    static Map<String, Map<String, Variables>> known(Iterable<RealtimeProvider> providers) {
        Map<String, Map<String, Variables>> known = new TreeMap<>();
        providers.forEach(one -> known.put(one.name(), Variables.of(one)));
        return known;
    }

    private String[] parts() {
        return (provider == null ? DEFAULT : provider).split(":", 2);
    }
}
