package io.patchbay.net.websocket;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.http.HttpHeaders;
import io.patchbay.net.http.HttpResponse;
import io.patchbay.net.http.IncomingRequest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A client's wish for a WebSocket connection, waiting for its one answer.
 *
 * <p>The answer may come at any time within the server's response timeout and from any thread. A
 * second answer throws {@link IllegalStateException}.
 */
@ProviderType
public interface WebSocketUpgrade {

    /** The request. */
    IncomingRequest request();

    /** The subprotocols that the client offers, preferred first. */
    List<String> subprotocols();

    /** The loop on which the connection will be. */
    SerialLoop loop();

    /**
     * Accepts without a subprotocol and with the default settings. From any thread.
     *
     * @return the connection; fails with {@link io.patchbay.net.ConnectionException} when the
     *     client is gone
     */
    default CompletionStage<WebSocketConnection> accept(WebSocketListener listener) {
        return accept(Acceptance.plain(), listener);
    }

    /**
     * Accepts. From any thread.
     *
     * @return the connection; fails with {@link io.patchbay.net.ConnectionException} when the
     *     client is gone
     * @throws IllegalArgumentException when the subprotocol was not offered
     */
    CompletionStage<WebSocketConnection> accept(Acceptance how, WebSocketListener listener);

    /** Rejects with any status, headers and body. From any thread. */
    void reject(HttpResponse answer);

    /**
     * How a connection is accepted.
     *
     * @param subprotocol one of those offered, or none
     * @param headers sent with the answer, besides those of the upgrade itself
     * @param settings bounds and times of the connection
     */
    record Acceptance(
            Optional<String> subprotocol, HttpHeaders headers, WebSocketSettings settings) {

        /** No subprotocol, no headers, default settings. */
        public static Acceptance plain() {
            return new Acceptance(
                    Optional.empty(), HttpHeaders.none(), WebSocketSettings.defaults());
        }

        /** The same with this subprotocol. */
        public Acceptance withSubprotocol(String chosen) {
            return new Acceptance(Optional.of(chosen), headers, settings);
        }

        /** The same with these settings. */
        public Acceptance withSettings(WebSocketSettings of) {
            return new Acceptance(subprotocol, headers, of);
        }

        /** The same with one header more. */
        public Acceptance withHeader(String name, String value) {
            return new Acceptance(subprotocol, headers.with(name, value), settings);
        }
    }
}
