package io.patchbay.net;

import java.net.URI;
import java.util.Objects;
import java.util.Optional;

/**
 * An HTTP proxy that tunnels by {@code CONNECT}, with basic authentication where it wants some.
 *
 * <p>{@link #toString()} leaves the password out.
 */
public final class ProxySettings {

    private final String host;
    private final int port;
    private final Optional<String> user;
    private final String password;

    private ProxySettings(String host, int port, Optional<String> user, String password) {
        if (host.isBlank()) {
            throw new IllegalArgumentException("the proxy has no host");
        }
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("the proxy's port must be 1 to 65535: " + port);
        }
        this.host = host;
        this.port = port;
        this.user = user;
        this.password = password;
    }

    /**
     * A proxy without authentication.
     *
     * @throws IllegalArgumentException when the host is blank or the port is none
     */
    public static ProxySettings of(String host, int port) {
        return new ProxySettings(host, port, Optional.empty(), "");
    }

    /**
     * Reads the usual form {@code http://user:password@host:port}; user and password may be
     * missing.
     *
     * @throws IllegalArgumentException when it has another form; the message does not repeat it
     */
    public static ProxySettings parse(String url) {
        URI uri;
        try {
            uri = URI.create(url.contains("://") ? url : "http://" + url);
        } catch (IllegalArgumentException e) {
            throw malformed();
        }
        if (!"http".equalsIgnoreCase(uri.getScheme()) || uri.getHost() == null) {
            throw malformed();
        }
        ProxySettings proxy = of(uri.getHost(), uri.getPort() < 0 ? 80 : uri.getPort());
        String userInfo = uri.getUserInfo();
        if (userInfo == null) {
            return proxy;
        }
        int colon = userInfo.indexOf(':');
        return colon < 0
                ? proxy.withCredentials(userInfo, "")
                : proxy.withCredentials(
                        userInfo.substring(0, colon), userInfo.substring(colon + 1));
    }

    private static IllegalArgumentException malformed() {
        return new IllegalArgumentException(
                "a proxy is given as http://host:port or http://user:password@host:port");
    }

    /** The same proxy with basic authentication. */
    public ProxySettings withCredentials(String newUser, String newPassword) {
        return new ProxySettings(
                host, port, Optional.of(newUser), Objects.requireNonNull(newPassword));
    }

    /** Name or address of the proxy. */
    public String host() {
        return host;
    }

    /** Port of the proxy. */
    public int port() {
        return port;
    }

    /** User name for basic authentication, where the proxy wants one. */
    public Optional<String> user() {
        return user;
    }

    /** Password for basic authentication; empty without a user. Secret. */
    public String password() {
        return password;
    }

    @Override
    public String toString() {
        return "ProxySettings[" + host + ":" + port + (user.isPresent() ? ", with user]" : "]");
    }
}
