package io.patchbay.rtc;

import io.patchbay.api.provider.Secret;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A server that helps two peers to find a path.
 *
 * @param urls where it is: {@code stun:host:port}, {@code turn:host:port?transport=udp}, {@code
 *     turns:…}
 * @param user the user name at a TURN server, or null where there is none
 * @param password the password there, or null where there is none
 */
public record IceServer(List<String> urls, @Nullable String user, @Nullable Secret password) {

    /** As in RFC 7064 and RFC 7065; an IPv6 address stands in brackets. */
    private static final Pattern ADDRESS =
            Pattern.compile(
                    "(?<kind>stuns?|turns?):([A-Za-z0-9.-]{1,255}|\\[[0-9A-Fa-f:.]{2,45}])"
                            + "(:(?<port>\\d{1,5}))?(?<transport>\\?transport=(udp|tcp))?");

    /** RFC 8489 has no longer ones, in bytes. */
    private static final int MAX_USER = 508;

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException for an address that is neither {@code stun} nor {@code
     *     turn}, or a TURN server without user name and password
     */
    public IceServer {
        Objects.requireNonNull(urls, "urls");
        urls = List.copyOf(urls);
        if (urls.isEmpty()) {
            throw new IllegalArgumentException("an ICE server needs an address: stun:host:port");
        }
        for (String url : urls) {
            requireAddress(url);
            if (url.startsWith("turn") && (user == null || user.isEmpty() || password == null)) {
                throw new IllegalArgumentException(
                        "the TURN server '" + url + "' needs a user name and a password");
            }
        }
        if (user != null && user.getBytes(StandardCharsets.UTF_8).length > MAX_USER) {
            throw new IllegalArgumentException(
                    "the user name at an ICE server has more than " + MAX_USER + " bytes");
        }
    }

    /** Strictly: an engine in native code may end the JVM over an address that it refuses. */
    private static void requireAddress(String url) {
        Matcher parts = ADDRESS.matcher(url);
        if (parts.matches()) {
            String port = parts.group("port");
            int number = port == null ? 1 : Integer.parseInt(port);
            boolean stun = parts.group("kind").startsWith("stun");
            if (number > 0 && number < 65_536 && !(stun && parts.group("transport") != null)) {
                return;
            }
        }
        throw new IllegalArgumentException(
                "'" + url + "' is no ICE server; write stun:host:port or turn:host:port");
    }

    /** A STUN server. */
    public static IceServer stun(String url) {
        return new IceServer(List.of(url), null, null);
    }
}
