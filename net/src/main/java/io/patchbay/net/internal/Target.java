package io.patchbay.net.internal;

import io.netty.util.NetUtil;
import io.patchbay.net.ConnectionException;
import io.patchbay.net.ConnectionException.Kind;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a request goes, taken from its address and checked.
 *
 * @param host name, or address without brackets
 * @param port from the address, or its scheme's own
 * @param secure whether over TLS
 * @param authority host and port as they travel in the host header
 * @param pathAndQuery encoded, beginning with a slash
 */
record Target(String host, int port, boolean secure, String authority, String pathAndQuery) {

    /**
     * Checks an address.
     *
     * @param plain the scheme without TLS, {@code ws} or {@code http}
     * @param allowPlain whether that scheme may leave this machine
     */
    static Target of(URI uri, String plain, boolean allowPlain) throws ConnectionException {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        boolean secure = scheme.equals(plain + "s");
        if (!secure && !scheme.equals(plain)) {
            throw new ConnectionException(
                    Kind.INVALID,
                    "the address must begin with " + plain + "s:// or " + plain + "://");
        }
        String host = uri.getHost();
        if (host == null || host.isEmpty()) {
            throw new ConnectionException(Kind.INVALID, "the address has no valid host name");
        }
        if (uri.getRawUserInfo() != null) {
            throw new ConnectionException(
                    Kind.INVALID, "the address holds user information; send a header instead");
        }
        int port = uri.getPort() < 0 ? secure ? 443 : 80 : uri.getPort();
        if (port < 1 || port > 65535) {
            throw new ConnectionException(Kind.INVALID, "the address has no valid port: " + port);
        }
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        if (!secure && !allowPlain && !isLoopback(bare)) {
            throw new ConnectionException(
                    Kind.PLAIN,
                    "refused to talk "
                            + plain
                            + ":// to "
                            + host
                            + ", which is not this machine; use "
                            + plain
                            + "s:// or allow plain connections");
        }
        String path =
                uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        String authority = uri.getPort() < 0 ? host : host + ":" + port;
        return new Target(bare, port, secure, authority, path + query);
    }

    /** Whether the name or address is this machine by definition, without asking anybody. */
    static boolean isLoopback(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        if (name.equals("localhost") || name.endsWith(".localhost")) {
            return true;
        }
        InetAddress address = literal(name);
        return address != null && address.isLoopbackAddress();
    }

    /** The address that is written there, or null when it is a name. */
    static @Nullable InetAddress literal(String host) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(host);
        try {
            return bytes == null ? null : InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four or sixteen bytes are an address", e);
        }
    }

    /** Host and port as they were written, without asking anybody for the address. */
    InetSocketAddress unresolved() {
        return InetSocketAddress.createUnresolved(host, port);
    }

    /** Host and port for messages and for a proxy. */
    String hostAndPort() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
