package io.patchbay.transport.websocket.internal;

import io.patchbay.api.plug.Settings;
import io.patchbay.api.provider.Endpoint;
import io.patchbay.net.ProxySettings;
import io.patchbay.net.TlsSettings;
import io.patchbay.net.websocket.WebSocketRequest;
import io.patchbay.net.websocket.WebSocketSettings;
import java.io.File;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Optional;

/**
 * What an operator set for the lines of this transport.
 *
 * @param connection bounds and times
 * @param proxy through which lines go, if any
 * @param tls whom lines trust
 * @param allowPlain whether {@code ws} may leave this machine
 */
record LineSettings(
        WebSocketSettings connection,
        Optional<ProxySettings> proxy,
        TlsSettings tls,
        boolean allowPlain) {

    /** Less could not hold one long frame of sound. */
    private static final int LEAST_PENDING = 64 << 10;

    /**
     * Reads the settings, all of them optional: {@code pingIntervalMillis} (15 000; 0 for no pings)
     * and {@code peerTimeoutMillis} (15 000) notice a dead peer, {@code closeTimeoutMillis} (3 000)
     * bounds the closing handshake, {@code maxMessageBytes} (16 MiB and 64 KiB) what comes in,
     * {@code maxPendingBytes} (4 MiB, at least 64 KiB) what waits to go out; {@code proxy} is
     * {@code http://user:password@host:port}; {@code allowPlain} (false) permits {@code ws} to
     * other machines; {@code trustStore} is the path of a PKCS#12 or JKS file with the issuers to
     * trust in place of the Java runtime's, {@code trustStorePassword} opens it. In a container
     * {@code .proxy} and {@code .trustStorePassword}, with a dot, keep them from other bundles.
     *
     * @throws IllegalArgumentException naming the setting that is wrong
     */
    static LineSettings read(Settings settings) {
        WebSocketSettings defaults = WebSocketSettings.defaults();
        int maxMessage = atLeast(settings, "maxMessageBytes", defaults.maxMessageBytes(), 1_024);
        int maxPending =
                atLeast(settings, "maxPendingBytes", defaults.maxPendingBytes(), LEAST_PENDING);
        Duration ping = settings.millis("pingIntervalMillis", defaults.pingInterval());
        Duration silence = settings.millis("peerTimeoutMillis", defaults.peerTimeout());
        Duration closing = settings.millis("closeTimeoutMillis", defaults.closeTimeout());
        WebSocketSettings connection =
                defaults.withMaxMessageBytes(maxMessage)
                        .withMaxPendingBytes(maxPending)
                        .withPing(ping, silence)
                        .withCloseTimeout(closing);
        return new LineSettings(
                connection,
                settings.text("proxy").map(LineSettings::proxy),
                settings.text("trustStore")
                        .map(path -> trust(path, settings.text("trustStorePassword", "")))
                        .orElse(TlsSettings.defaults()),
                settings.flag("allowPlain", false));
    }

    /**
     * The request for one line.
     *
     * @throws IllegalArgumentException when a part of the endpoint cannot be sent; the message
     *     repeats no value
     * @throws IllegalStateException when a secret of the endpoint was wiped
     */
    WebSocketRequest request(Endpoint endpoint, Duration timeout) {
        WebSocketRequest.Builder request =
                WebSocketRequest.builder(endpoint.uri())
                        .subprotocols(endpoint.subprotocols())
                        .connectTimeout(timeout)
                        .settings(connection)
                        .tls(tls)
                        .allowPlain(allowPlain);
        endpoint.headers().forEach(request::header);
        endpoint.secretHeaders().forEach((name, value) -> request.header(name, value.reveal()));
        proxy.ifPresent(request::proxy);
        return request.build();
    }

    private static int atLeast(Settings settings, String name, int otherwise, int least) {
        int value = settings.integer(name, otherwise);
        if (value < least) {
            throw new IllegalArgumentException(
                    "setting '" + name + "' must be at least " + least + ", not " + value);
        }
        return value;
    }

    private static ProxySettings proxy(String url) {
        try {
            return ProxySettings.parse(url);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("setting 'proxy': " + e.getMessage(), e);
        }
    }

    private static TlsSettings trust(String path, String password) {
        try {
            return TlsSettings.trustStore(
                    KeyStore.getInstance(new File(path), password.toCharArray()));
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "setting 'trustStore': "
                            + path
                            + " cannot be read as a key store; check path and trustStorePassword",
                    e);
        }
    }
}
