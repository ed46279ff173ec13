package io.patchbay.net.line;

import io.patchbay.api.plug.Settings;
import io.patchbay.api.provider.Endpoint;
import io.patchbay.net.ClientSettings;
import io.patchbay.net.websocket.WebSocketRequest;
import io.patchbay.net.websocket.WebSocketSettings;
import java.time.Duration;

/**
 * What an operator set for the lines of this transport.
 *
 * @param connection bounds and times
 * @param client through which proxy lines go, whom they trust, whether {@code ws} may leave this
 *     machine
 */
public record LineSettings(WebSocketSettings connection, ClientSettings client) {

    /** Less could not hold one long frame of sound. */
    private static final int LEAST_PENDING = 64 << 10;

    /**
     * Reads the settings, all of them optional: {@code pingIntervalMillis} (15 000; 0 for no pings)
     * and {@code peerTimeoutMillis} (15 000) notice a dead peer, {@code closeTimeoutMillis} (3 000)
     * bounds the closing handshake, {@code maxMessageBytes} (16 MiB and 64 KiB) what comes in,
     * {@code maxPendingBytes} (4 MiB, at least 64 KiB) what waits to go out; {@code proxy}, {@code
     * allowPlain}, {@code trustStore} and {@code trustStorePassword} are those of {@link
     * ClientSettings#read}.
     *
     * @throws IllegalArgumentException naming the setting that is wrong
     */
    public static LineSettings read(Settings settings) {
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
        return new LineSettings(connection, ClientSettings.read(settings));
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
                        .tls(client.tls())
                        .allowPlain(client.allowPlain());
        endpoint.headers().forEach(request::header);
        endpoint.secretHeaders().forEach((name, value) -> request.header(name, value.reveal()));
        client.proxy().ifPresent(request::proxy);
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
}
