package io.patchbay.tools.mcp.internal;

import io.patchbay.api.plug.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How one MCP server is reached, and what of it is offered.
 *
 * @param name what the settings call it
 * @param command the program and its arguments, or empty with a URL
 * @param environment what the program gets beside a minimal environment
 * @param url the streamable HTTP endpoint, or null with a command
 * @param headers what each request carries
 * @param prefix what the names of its tools begin with
 * @param allowed the tools that are offered, by the server's names; null for all
 * @param timeout how long a call may take
 */
record ServerSettings(
        String name,
        List<String> command,
        Map<String, String> environment,
        @Nullable URI url,
        Map<String, String> headers,
        String prefix,
        @Nullable Set<String> allowed,
        Duration timeout) {

    private static final Duration STARTUP = Duration.ofSeconds(10);
    private static final Duration CALL = Duration.ofSeconds(60);

    /** The names that follow a server's. */
    private static final Set<String> MEMBERS =
            new TreeSet<>(
                    Set.of("command", "url", "prefix", "tools", "timeoutMillis", "allowInsecure"));

    /**
     * All servers.
     *
     * @throws IllegalArgumentException for a setting that is wrong or unknown; the message names it
     */
    static List<ServerSettings> all(Settings settings) {
        Set<String> names = new LinkedHashSet<>(list(settings.text("servers", "")));
        checkNames(settings, names);
        List<ServerSettings> servers = new ArrayList<>();
        for (String name : names) {
            servers.add(one(settings, name));
        }
        return servers;
    }

    /** How long to wait for the servers' first answers. */
    static Duration startup(Settings settings) {
        return settings.millis("startupMillis", STARTUP);
    }

    private static void checkNames(Settings settings, Set<String> servers) {
        for (String name : servers) {
            if (!name.matches("[A-Za-z0-9_-]{1,32}")) {
                throw new IllegalArgumentException(
                        "setting 'servers' lists '"
                                + name
                                + "'; a server's name is 1 to 32 letters, digits, '_' and '-'");
            }
        }
        for (String key : settings.names()) {
            int dot = key.indexOf('.');
            if (dot < 0) {
                continue; // a container adds names of its own
            }
            String member = key.substring(dot + 1);
            boolean known =
                    MEMBERS.contains(member)
                            || member.startsWith("env.")
                            || member.startsWith("header.");
            if (known && !servers.contains(key.substring(0, dot))) {
                throw new IllegalArgumentException(
                        "setting '"
                                + key
                                + "' is about a server that 'servers' does not list; add '"
                                + key.substring(0, dot)
                                + "' there");
            }
            if (!known && servers.contains(key.substring(0, dot))) {
                throw new IllegalArgumentException(
                        "setting '"
                                + key
                                + "' is unknown; a server has "
                                + String.join(", ", MEMBERS)
                                + ", env.NAME and header.NAME");
            }
        }
    }

    private static ServerSettings one(Settings settings, String name) {
        String command = settings.text(name + ".command", "").strip();
        String address = settings.text(name + ".url", "").strip();
        if (command.isEmpty() == address.isEmpty()) {
            throw new IllegalArgumentException(
                    "server '"
                            + name
                            + "' needs either '"
                            + name
                            + ".command' or '"
                            + name
                            + ".url'");
        }
        String tools = settings.text(name + ".tools").orElse(null);
        Duration timeout = settings.millis(name + ".timeoutMillis", CALL);
        if (timeout.isZero()) {
            throw new IllegalArgumentException(
                    "setting '" + name + ".timeoutMillis' must be positive");
        }
        return new ServerSettings(
                name,
                command.isEmpty() ? List.of() : words(name + ".command", command),
                below(settings, name + ".env."),
                address.isEmpty()
                        ? null
                        : url(name, address, settings.flag(name + ".allowInsecure", false)),
                below(settings, name + ".header."),
                settings.text(name + ".prefix", ""),
                tools == null ? null : Set.copyOf(list(tools)),
                timeout);
    }

    private static Map<String, String> below(Settings settings, String prefix) {
        Map<String, String> found = new LinkedHashMap<>();
        for (String key : settings.names()) {
            if (key.startsWith(prefix)) {
                found.put(key.substring(prefix.length()), settings.text(key, ""));
            }
        }
        return Map.copyOf(found);
    }

    private static URI url(String name, String address, boolean insecure) {
        URI url;
        try {
            url = URI.create(address);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "setting '" + name + ".url' is not an address such as https://host/mcp");
        }
        String scheme = url.getScheme();
        if (url.getHost() == null || !("https".equals(scheme) || "http".equals(scheme))) {
            throw new IllegalArgumentException(
                    "setting '" + name + ".url' must be an http or https address with a host");
        }
        boolean loopback = Set.of("localhost", "127.0.0.1", "[::1]").contains(url.getHost());
        if ("http".equals(scheme) && !loopback && !insecure) {
            throw new IllegalArgumentException(
                    "setting '"
                            + name
                            + ".url' is plain http to another machine; use https, or set '"
                            + name
                            + ".allowInsecure = true'");
        }
        return url;
    }

    private static List<String> list(String text) {
        List<String> entries = new ArrayList<>();
        for (String entry : text.split(",")) {
            if (!entry.isBlank()) {
                entries.add(entry.strip());
            }
        }
        return entries;
    }

    /** A command line as words; quotes hold blanks together. No shell is involved. */
    static List<String> words(String setting, String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean begun = false;
        char quote = 0;
        for (char c : line.toCharArray()) {
            if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '"' || c == '\'') {
                quote = c;
                begun = true;
            } else if (Character.isWhitespace(c)) {
                if (begun) {
                    words.add(word.toString());
                    word.setLength(0);
                    begun = false;
                }
            } else {
                word.append(c);
                begun = true;
            }
        }
        if (quote != 0) {
            throw new IllegalArgumentException(
                    "setting '" + setting + "' has a quote that is not closed");
        }
        if (begun) {
            words.add(word.toString());
        }
        return List.copyOf(words);
    }

    /** The name only: commands, addresses and headers hold keys. */
    @Override
    public String toString() {
        return "ServerSettings[" + name + "]";
    }
}
