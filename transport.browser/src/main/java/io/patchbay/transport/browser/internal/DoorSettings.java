package io.patchbay.transport.browser.internal;

import io.patchbay.api.plug.Settings;
import io.patchbay.api.provider.Secret;
import io.patchbay.net.http.HttpDoorSettings;
import io.patchbay.net.http.HttpServerConfig;
import io.patchbay.rtc.IceServer;
import io.patchbay.rtc.RtcSettings;
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
 * @param door where it listens
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
        HttpDoorSettings door,
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
        return HttpDoorSettings.read(settings, "/browser").map(door -> read(settings, door));
    }

    private static DoorSettings read(Settings settings, HttpDoorSettings door) {
        return new DoorSettings(
                door,
                origins(settings.text("origins", "")),
                secret(settings.text("secret", "")),
                Duration.ofSeconds(settings.integer("credential-seconds", 60, 5, 86_400)),
                settings.integer("credentials", 10_000, 1, 1_000_000),
                settings.integer("calls", 100, 1, 100_000),
                settings.integer("calls-per-source", 20, 1, 100_000),
                settings.integer("message-bytes", 65_536, 1_024, 1 << 20),
                settings.flag("page", false),
                settings.flag("show-tools", false),
                rtc(settings));
    }

    /** Where it listens. */
    HttpServerConfig server() {
        return door.server();
    }

    /** Where its resources begin, without a slash at the end; possibly empty. */
    String path() {
        return door.path();
    }

    /** The same server at the port that was picked. */
    HttpServerConfig serverAt(int port) {
        return door.serverAt(port);
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

    private static RtcSettings rtc(Settings settings) {
        RtcSettings rtc =
                RtcSettings.defaults()
                        .withSendRate(48_000)
                        .withSendAhead(RtcLeg.AHEAD_MILLIS, 0)
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
        return "DoorSettings[" + server().host() + ":" + server().port() + path() + "]";
    }
}
