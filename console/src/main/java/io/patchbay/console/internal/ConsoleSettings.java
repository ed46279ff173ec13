package io.patchbay.console.internal;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an operator says of the console; the names are those of the settings.
 *
 * @param token lets its holder do everything, or null for a random one
 * @param contentToken lets its holder see what is said, or null when nobody may
 * @param observeToken lets its holder see that something is said, or null when nobody may
 * @param hosts names, with or without a port, under which it is reached beside loopback
 * @param allowPlain whether it may be reached from elsewhere without TLS
 */
record ConsoleSettings(
        @Nullable String token,
        @Nullable String contentToken,
        @Nullable String observeToken,
        Set<String> hosts,
        boolean allowPlain) {

    private static final int SHORTEST_TOKEN = 16;

    /**
     * Reads them.
     *
     * @throws IllegalArgumentException naming the setting that is wrong, without its value when
     *     that is a secret
     */
    static ConsoleSettings read(Map<String, Object> settings) {
        ConsoleSettings read =
                new ConsoleSettings(
                        token(settings, ".token"),
                        token(settings, ".content-token"),
                        token(settings, ".observe-token"),
                        hosts(settings.get("hosts")),
                        flag(settings.get("allow-plain")));
        if (read.hasEqualTokens()) {
            throw new IllegalArgumentException(
                    "settings '.token', '.content-token' and '.observe-token' must differ: each says what its holder may do");
        }
        return read;
    }

    private boolean hasEqualTokens() {
        return contentToken != null
                        && (contentToken.equals(token) || contentToken.equals(observeToken))
                || observeToken != null && observeToken.equals(token);
    }

    private static @Nullable String token(Map<String, Object> settings, String name) {
        Object value = settings.get(name);
        String token = value == null ? "" : value.toString().strip();
        if (token.isEmpty()) {
            return null;
        }
        // it travels in an address
        if (token.length() < SHORTEST_TOKEN || !token.matches("[A-Za-z0-9._~-]+")) {
            throw new IllegalArgumentException(
                    "setting '"
                            + name
                            + "' must have at least "
                            + SHORTEST_TOKEN
                            + " characters, all of them letters, digits or one of . _ ~ -");
        }
        return token;
    }

    private static Set<String> hosts(@Nullable Object value) {
        String list =
                value instanceof Object[] several
                        ? String.join(",", Arrays.stream(several).map(String::valueOf).toList())
                        : value == null ? "" : value.toString();
        Set<String> hosts = new LinkedHashSet<>();
        for (String each : list.split("[,\\s]+")) {
            if (!each.isEmpty()) {
                if (!each.matches("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\])(:\\d{1,5})?")) {
                    throw new IllegalArgumentException(
                            "setting 'hosts' must list names like console.example or console.example:8443, not '"
                                    + each.replaceAll("\\p{Cntrl}", "?")
                                    + "'");
                }
                hosts.add(each.toLowerCase(Locale.ROOT));
            }
        }
        return Set.copyOf(hosts);
    }

    private static boolean flag(@Nullable Object value) {
        String text = value == null ? "false" : value.toString().strip().toLowerCase(Locale.ROOT);
        return switch (text) {
            case "true" -> true;
            case "false", "" -> false;
            default ->
                    throw new IllegalArgumentException(
                            "setting 'allow-plain' must be true or false");
        };
    }

    /** Without the tokens. */
    @Override
    public String toString() {
        return "ConsoleSettings[hosts=" + hosts + ", allowPlain=" + allowPlain + "]";
    }
}
