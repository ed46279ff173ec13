package io.patchbay.transport.webrtc.internal;

import io.patchbay.api.plug.Settings;
import io.patchbay.api.provider.Secret;
import io.patchbay.api.transport.TransportCapabilities;
import io.patchbay.net.ClientSettings;
import io.patchbay.rtc.IceServer;
import io.patchbay.rtc.RtcSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an operator set for the lines of this transport.
 *
 * @param link how the peer connection is made
 * @param client how the offer is posted
 * @param offerTimeout for the engine to start and to make the offer
 * @param answerTimeout for the POST of the offer and its answer
 * @param pathTimeout for a path to be found, keys to be agreed on and the text channel to open
 * @param readyTimeout for the provider to confirm the session; the line counts as connected then,
 *     with a warning. 0 waits as long as the whole connect may take, and fails
 */
record LineSettings(
        RtcSettings link,
        ClientSettings client,
        Duration offerTimeout,
        Duration answerTimeout,
        Duration pathTimeout,
        Duration readyTimeout) {

    /** Sound travels as packets; the provider plays from a buffer of its own. */
    static final TransportCapabilities PACKETS =
            new TransportCapabilities("webrtc", TransportCapabilities.Media.PACKETS, true, false);

    private static final TransportCapabilities WITH_DEVICES =
            new TransportCapabilities("webrtc", TransportCapabilities.Media.ELSEWHERE, true, false);

    private static final int LEAST_PENDING = 64 << 10;

    /**
     * Reads the settings, all of them optional.
     *
     * <ul>
     *   <li>{@code iceServers}: {@code stun:host:port}, {@code turn:host:port}, several separated
     *       by blanks; none by default, as the provider's answer names where it is. {@code iceUser}
     *       and {@code icePassword} are for the TURN servers among them; {@code .icePassword}, with
     *       a dot, keeps it from other bundles. {@code relayOnly} (false) sends packets through
     *       TURN alone.
     *   <li>{@code minPort} and {@code maxPort}: the UDP ports to use, for a firewall; any by
     *       default.
     *   <li>{@code devices} (false): the engine speaks for itself, with microphone and loudspeaker
     *       of this machine; the session carries no sound then.
     *   <li>{@code sendAheadMillis} (1 000, at least 20) of caller's sound may wait; while more
     *       than {@code trimAboveMillis} (200; 0 for never) wait, silence is left out until the
     *       delay is made up for.
     *   <li>{@code maxPendingText} (4 MiB, at least 64 KiB): bytes of messages that may wait.
     *   <li>{@code graceMillis} (5 000): how long a path may be silent before the line is lost.
     *   <li>{@code offerTimeoutMillis} (15 000), {@code answerTimeoutMillis} (15 000), {@code
     *       pathTimeoutMillis} (15 000) and {@code readyTimeoutMillis} (5 000): the phases of a
     *       connect.
     *   <li>{@code proxy}, {@code allowPlain}, {@code trustStore}, {@code trustStorePassword}: for
     *       the POST, as {@link ClientSettings#read} says.
     * </ul>
     *
     * @throws IllegalArgumentException naming the setting that is wrong
     */
    static LineSettings read(Settings settings) {
        RtcSettings defaults = RtcSettings.defaults();
        RtcSettings link =
                new RtcSettings(
                        iceServers(settings),
                        settings.flag("relayOnly", false),
                        port(settings, "minPort"),
                        port(settings, "maxPort"),
                        defaults.textChannel(),
                        defaults.sendRate(),
                        settings.flag("devices", false),
                        atLeast(settings, "sendAheadMillis", defaults.sendAheadMillis(), 20),
                        atLeast(settings, "trimAboveMillis", 200, 0),
                        atLeast(
                                settings,
                                "maxPendingText",
                                defaults.maxPendingText(),
                                LEAST_PENDING),
                        settings.millis("graceMillis", defaults.grace()));
        return new LineSettings(
                checked(link),
                ClientSettings.read(settings),
                phase(settings, "offerTimeoutMillis"),
                phase(settings, "answerTimeoutMillis"),
                phase(settings, "pathTimeoutMillis"),
                settings.millis("readyTimeoutMillis", Duration.ofSeconds(5)));
    }

    /** How such lines carry sound: that of microphone and loudspeaker does not come here. */
    TransportCapabilities carriage() {
        return link.devices() ? WITH_DEVICES : PACKETS;
    }

    private static RtcSettings checked(RtcSettings link) {
        if (link.relayOnly()
                && link.iceServers().stream()
                        .flatMap(server -> server.urls().stream())
                        .noneMatch(url -> url.startsWith("turn"))) {
            throw new IllegalArgumentException(
                    "setting 'relayOnly' needs a TURN server in 'iceServers': turn:host:port");
        }
        return link;
    }

    private static Duration phase(Settings settings, String name) {
        return Duration.ofMillis(atLeast(settings, name, 15_000, 1));
    }

    private static int port(Settings settings, String name) {
        int least = settings.integer("minPort", 0);
        int most = settings.integer("maxPort", 0);
        boolean any = least == 0 && most == 0;
        if (!any && (least < 1 || most > 65_535 || least > most)) {
            throw new IllegalArgumentException(
                    "settings 'minPort' and 'maxPort' must be a range within 1 to 65535, or unset");
        }
        return settings.integer(name, 0);
    }

    private static int atLeast(Settings settings, String name, int otherwise, int least) {
        int value = settings.integer(name, otherwise);
        if (value < least) {
            throw new IllegalArgumentException(
                    "setting '" + name + "' must be at least " + least + ", not " + value);
        }
        return value;
    }

    private static List<IceServer> iceServers(Settings settings) {
        List<IceServer> servers = new ArrayList<>();
        String user = settings.text("iceUser").orElse(null);
        Secret password = settings.text("icePassword").map(LineSettings::password).orElse(null);
        for (String url : settings.text("iceServers", "").trim().split("[\\s,]+")) {
            if (!url.isEmpty()) {
                servers.add(server(url, user, password));
            }
        }
        return servers;
    }

    private static IceServer server(String url, @Nullable String user, @Nullable Secret password) {
        boolean turn = url.startsWith("turn");
        if (turn && (user == null || password == null)) {
            throw new IllegalArgumentException(
                    "setting 'iceServers' names a TURN server; set iceUser and icePassword too");
        }
        try {
            return new IceServer(List.of(url), turn ? user : null, turn ? password : null);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("setting 'iceServers': " + e.getMessage(), e);
        }
    }

    private static Secret password(String value) {
        try {
            return Secret.of(value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("setting 'icePassword': " + e.getMessage(), e);
        }
    }
}
