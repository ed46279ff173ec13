package io.patchbay.rtc;

import io.patchbay.api.provider.Secret;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A server that helps two peers to find a path.
 *
 * @param urls where it is: {@code stun:host:port}, {@code turn:host:port?transport=udp}, {@code
 *     turns:…}
 * @param user the user name at a TURN server, or null
 * @param password the password there, or null
 */
public record IceServer(List<String> urls, @Nullable String user, @Nullable Secret password) {

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException for an address that is neither {@code stun} nor {@code turn}
     */
    public IceServer {
        Objects.requireNonNull(urls, "urls");
        urls = List.copyOf(urls);
        if (urls.isEmpty()) {
            throw new IllegalArgumentException("an ICE server needs an address: stun:host:port");
        }
        for (String url : urls) {
            if (!url.matches("(stuns?|turns?):[^\\s?]+(\\?transport=(udp|tcp))?")) {
                throw new IllegalArgumentException(
                        "'" + url + "' is no ICE server; write stun:host:port or turn:host:port");
            }
        }
    }

    /** A STUN server. */
    public static IceServer stun(String url) {
        return new IceServer(List.of(url), null, null);
    }
}
