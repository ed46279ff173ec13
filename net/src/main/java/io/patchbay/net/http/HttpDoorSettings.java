package io.patchbay.net.http;

import io.patchbay.api.plug.Settings;
import io.patchbay.net.TlsIdentity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;

/**
 * What an operator says of a plug's door: {@code port} (without it the door stays closed), {@code
 * host}, {@code path}, {@code connections}, {@code tls-keystore}, {@code tls-password}, {@code
 * allow-plain}. One meaning for all plugs, so that an operator learns them once.
 *
 * @param server where it listens
 * @param path where its resources begin, without a slash at the end; possibly empty
 */
public record HttpDoorSettings(HttpServerConfig server, String path) {

    /**
     * Reads them.
     *
     * @param path where resources begin unless the operator says otherwise
     * @return empty when there is no {@code port}
     * @throws IllegalArgumentException naming the setting that is wrong
     */
    public static Optional<HttpDoorSettings> read(Settings settings, String path) {
        if (settings.text("port").isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new HttpDoorSettings(
                        server(settings), path(settings.text("path", path).strip(), path)));
    }

    private static String path(String path, String example) {
        String bare = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        if (!bare.isEmpty() && !bare.matches("(/[A-Za-z0-9._~-]+)+")) {
            throw new IllegalArgumentException(
                    "setting 'path' must be like "
                            + example
                            + ": segments of letters and digits, not '"
                            + path
                            + "'");
        }
        return bare;
    }

    private static HttpServerConfig server(Settings settings) {
        String host = settings.text("host", "127.0.0.1").strip();
        HttpServerConfig.Builder config =
                HttpServerConfig.builder()
                        .host(host)
                        .port(settings.integer("port", 0, 0, 65_535))
                        .maxConnections(settings.integer("connections", 4_096, 1, 1_000_000));
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
    public HttpServerConfig serverAt(int port) {
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

    /** Where it is; no TLS identity. */
    @Override
    public String toString() {
        return "HttpDoorSettings[" + server.host() + ":" + server.port() + path + "]";
    }
}
