package io.patchbay.net.internal;

import io.netty.handler.codec.http2.Http2Settings;
import io.patchbay.net.ConnectionException;
import io.patchbay.net.ConnectionException.Kind;
import java.util.Locale;
import java.util.Set;

/** What both sides of HTTP/2 need, and whether Netty's codec is there at all. */
final class Http2 {

    /** Its name in the negotiation of TLS (RFC 9113, section 3.2). */
    static final String ALPN = "h2";

    /** The name of HTTP/1.1 there (RFC 7301, section 6). */
    static final String ALPN_HTTP_1_1 = "http/1.1";

    /** What a side may send before a WINDOW_UPDATE (RFC 9113, section 6.9.2). */
    static final int FIRST_WINDOW = 65_535;

    /** Headers of one connection, which have no meaning here (RFC 9113, section 8.2.2). */
    private static final Set<String> OF_THE_CONNECTION =
            Set.of(
                    "connection",
                    "proxy-connection",
                    "keep-alive",
                    "transfer-encoding",
                    "upgrade",
                    "http2-settings",
                    "te");

    /** Headers whose values are kept out of the memory that compression shares (RFC 7541, 7.1). */
    private static final Set<String> SECRET =
            Set.of(
                    "authorization",
                    "proxy-authorization",
                    "cookie",
                    "set-cookie",
                    "sec-websocket-protocol");

    private Http2() {}

    /** Whether the bundle or jar of Netty's codec, which is optional, is there. */
    static boolean isAvailable() {
        return Availability.THERE;
    }

    /** The failure where it is not. */
    static ConnectionException missing() {
        return new ConnectionException(
                Kind.INVALID,
                "HTTP/2 needs Netty's codec, which is not here: add io.netty:netty-codec-http2 to"
                        + " the class path, or the bundle io.netty.codec-http2 to the container and"
                        + " refresh io.patchbay.net");
    }

    /** Whether a header travels; {@code name} in lower case. */
    static boolean travels(CharSequence name) {
        return !OF_THE_CONNECTION.contains(name.toString());
    }

    static boolean isSecret(CharSequence name) {
        return SECRET.contains(name.toString());
    }

    static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** A class of its own: asking for it must not fail where the codec is missing. */
    private static final class Availability {
        static final boolean THERE = there();

        private Availability() {}

        private static boolean there() {
            try {
                return Http2Settings.defaultSettings() != null;
            } catch (LinkageError e) {
                return false;
            }
        }
    }
}
