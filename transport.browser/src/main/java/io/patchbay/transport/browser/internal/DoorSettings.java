package io.patchbay.transport.browser.internal;

import io.patchbay.api.plug.Settings;
import io.patchbay.api.provider.Secret;
import io.patchbay.net.TlsIdentity;
import io.patchbay.net.http.HttpServerConfig;
import io.patchbay.rtc.IceServer;
import io.patchbay.rtc.RtcSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What an operator says of the door; the names are those of the settings.
 *
 * @param server where it listens
 * @param path where its resources begin, without a slash at the end; possibly empty
 * @param origins pages of which origins may call, besides those that this door serves itself
 * @param secret who shows it may mint credentials; empty when nobody may
 * @param lifetime of a credential, at most
 * @param outstanding how many credentials may wait to be used
 * @param calls how many calls may be up
 * @param callsPerSource how many of one address
 * @param messageBytes the longest message of a page
 * @param page whether the page to try it out is served
 * @param showTools whether pages see the names of the tools that run
 * @param rtc how peer connections are made
 */
record DoorSettings(
        HttpServerConfig server,
        String path,
        Set<String> origins,
        String secret,
        Duration lifetime,
        int outstanding,
        int calls,
        int callsPerSource,
        int messageBytes,
        boolean page,
        boolean showTools,
        RtcSettings rtc) {

    private static final int SHORTEST_SECRET = 16;

    /**
     * Reads them.
     *
     * @return empty when there is no {@code port}: the door is to stay closed
     * @throws IllegalArgumentException naming the setting that is wrong
     */
    static Optional<DoorSettings> read(Settings settings) {
        if (settings.text("port").isEmpty()) {
            return Optional.empty();
        }
        String path = path(settings.text("path", "/browser").strip());
        return Optional.of(
                new DoorSettings(
                        server(settings),
                        path,
                        origins(settings.text("origins", "")),
                        secret(settings.text("secret", "")),
                        Duration.ofSeconds(within(settings, "credential-seconds", 60, 5, 86_400)),
                        within(settings, "credentials", 10_000, 1, 1_000_000),
                        within(settings, "calls", 100, 1, 100_000),
                        within(settings, "calls-per-source", 20, 1, 100_000),
                        within(settings, "message-bytes", 65_536, 1_024, 1 << 20),
                        settings.flag("page", false),
                        settings.flag("show-tools", false),
                        rtc(settings)));
    }

    private static int within(Settings settings, String name, int otherwise, int min, int max) {
        int value = settings.integer(name, otherwise);
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    "setting '" + name + "' must be " + min + " to " + max + ", not " + value);
        }
        return value;
    }

    private static String path(String path) {
        String bare = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        if (!bare.isEmpty() && !bare.matches("(/[A-Za-z0-9._~-]+)+")) {
            throw new IllegalArgumentException(
                    "setting 'path' must be like /browser: segments of letters and digits, not '"
                            + path
                            + "'");
        }
        return bare;
    }

    private static Set<String> origins(String list) {
        Set<String> origins = new LinkedHashSet<>();
        for (String each : list.split("[,\\s]+")) {
            if (!each.isEmpty()) {
                if (!each.matches(
                        "https?://[A-Za-z0-9.\\[\\]:_-]+|http://(127\\.0\\.0\\.1|localhost):\\*")) {
                    throw new IllegalArgumentException(
                            "setting 'origins' must list origins like https://shop.example, not '"
                                    + each
                                    + "'");
                }
                origins.add(each.toLowerCase(Locale.ROOT));
            }
        }
        return Set.copyOf(origins);
    }

    private static String secret(String secret) {
        if (!secret.isEmpty()
                && (secret.length() < SHORTEST_SECRET || !secret.matches("[\\x21-\\x7e]+"))) {
            throw new IllegalArgumentException(
                    "setting 'secret' must have at least "
                            + SHORTEST_SECRET
                            + " characters, all of them visible ASCII");
        }
        return secret;
    }

    private static HttpServerConfig server(Settings settings) {
        String host = settings.text("host", "127.0.0.1").strip();
        HttpServerConfig.Builder config =
                HttpServerConfig.builder()
                        .host(host)
                        .port(within(settings, "port", 0, 0, 65_535))
                        .maxConnections(within(settings, "connections", 4_096, 1, 1_000_000));
        Optional<String> store = settings.text("tls-keystore");
        if (store.isPresent()) {
            return config.tls(identity(store.get(), settings.text("tls-password", ""))).build();
        }
        if (!settings.flag("allow-plain", false) && !isLoopback(host)) {
            throw new IllegalArgumentException(
                    "setting 'host': "
                            + host
                            + " is reached from other machines, so give tls-keystore, or allow-plain"
                            + " where a proxy in front speaks TLS");
        }
        return config.build();
    }

    /** The same server at the port that was picked. */
    HttpServerConfig serverAt(int port) {
        HttpServerConfig.Builder config =
                HttpServerConfig.builder()
                        .host(server.host())
                        .port(port)
                        .maxConnections(server.maxConnections());
        server.tls().ifPresent(config::tls);
        return config.build();
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("setting 'host': there is no host " + host, e);
        }
    }

    private static TlsIdentity identity(String store, String password) {
        try {
            return TlsIdentity.load(Path.of(store), password.toCharArray());
        } catch (IOException | GeneralSecurityException | InvalidPathException e) {
            throw new IllegalArgumentException(
                    "setting 'tls-keystore': "
                            + store
                            + " is no key store that tls-password opens: "
                            + e.getMessage(),
                    e);
        }
    }

    private static RtcSettings rtc(Settings settings) {
        RtcSettings rtc =
                RtcSettings.defaults()
                        .withSendRate(48_000)
                        .withSendAhead(RtcEar.AHEAD_MILLIS, 0)
                        .withGrace(settings.millis("grace", Duration.ofSeconds(5)));
        String ports = settings.text("udp-ports", "").strip();
        if (!ports.isEmpty()) {
            if (!ports.matches("\\d{1,5}-\\d{1,5}")) {
                throw new IllegalArgumentException(
                        "setting 'udp-ports' must be a range like 50000-50100, not '"
                                + ports
                                + "'");
            }
            int dash = ports.indexOf('-');
            try {
                rtc =
                        rtc.withPorts(
                                Integer.parseInt(ports.substring(0, dash)),
                                Integer.parseInt(ports.substring(dash + 1)));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("setting 'udp-ports': " + e.getMessage(), e);
            }
        }
        return rtc.withIce(ice(settings), settings.flag("relay-only", false));
    }

    private static List<IceServer> ice(Settings settings) {
        List<String> urls =
                Arrays.stream(settings.text("ice-servers", "").split("[,\\s]+"))
                        .filter(url -> !url.isEmpty())
                        .toList();
        if (urls.isEmpty()) {
            return List.of();
        }
        try {
            return List.of(
                    new IceServer(
                            urls,
                            settings.text("ice-user").orElse(null),
                            settings.text("ice-password").map(Secret::of).orElse(null)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("setting 'ice-servers': " + e.getMessage(), e);
        }
    }

    /** Neither secret nor TLS. */
    @Override
    public String toString() {
        return "DoorSettings[" + server.host() + ":" + server.port() + path + "]";
    }
}
