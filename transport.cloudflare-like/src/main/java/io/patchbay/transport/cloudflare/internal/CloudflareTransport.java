package io.patchbay.transport.cloudflare.internal;

import io.patchbay.api.provider.Endpoint;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.ConnectRequest;
import io.patchbay.api.transport.Connected;
import io.patchbay.api.transport.RealtimeTransport;
import io.patchbay.api.transport.Receipt;
import io.patchbay.api.transport.SendStatus;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportListener;
import io.patchbay.api.transport.TransportState;
import io.patchbay.net.fetch.UpgradeFetch;
import io.patchbay.net.line.LineSettings;
import io.patchbay.net.line.LineTransport;
import io.patchbay.net.websocket.WebSocketClient;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A link over WebSocket, as any other, whose connections are made by the fetch that is the best in
 * that moment. It asks the session for another line when that one goes, or a better one comes.
 */
final class CloudflareTransport implements RealtimeTransport, Passage.Line {

    private final LineSettings settings;
    private final Fetches fetches;
    private final @Nullable String wanted;

    /** The connection of the moment, or the last one; before the first there is no way. */
    private volatile LineTransport line;

    private volatile @Nullable Passage passage;

    /**
     * Not connected yet.
     *
     * @param wanted the name of the fetch to take, or null for the best
     */
    CloudflareTransport(LineSettings settings, Fetches fetches, @Nullable String wanted) {
        this.settings = settings;
        this.fetches = fetches;
        this.wanted = wanted;
        this.line = through(fetches.none(wanted));
    }

    private LineTransport through(UpgradeFetch fetch) {
        return new LineTransport(
                new WebSocketClient(fetch), settings, CloudflareTransportFactory.CAPABILITIES);
    }

    @Override
    public CompletionStage<Connected> connect(ConnectRequest request, TransportListener listener) {
        if (line.state() == TransportState.DISCONNECTED) {
            choose(request);
        }
        return line.connect(asWebSocket(request), listener)
                .thenApply(
                        connected -> {
                            // what changed meanwhile was no news for a line that did not stand
                            reconsider();
                            return connected;
                        });
    }

    /** Whoever has an HTTP client in mind may give the address as one of the web. */
    private static ConnectRequest asWebSocket(ConnectRequest request) {
        Endpoint endpoint = request.endpoint();
        String uri = endpoint.uri().toString();
        if (!uri.regionMatches(true, 0, "http", 0, 4)) {
            return request;
        }
        return new ConnectRequest(
                request.loop(),
                new Endpoint(
                        URI.create("ws" + uri.substring(4)),
                        endpoint.headers(),
                        endpoint.secretHeaders(),
                        endpoint.subprotocols()),
                request.codec(),
                request.config(),
                request.model(),
                request.callId(),
                request.resumption(),
                request.timeout(),
                request.history());
    }

    private void choose(ConnectRequest request) {
        end();
        Offer offer = best();
        if (offer == null) {
            line = through(fetches.none(wanted));
            return;
        }
        Passage begun = new Passage(fetches, this, offer, request.loop());
        passage = begun;
        line = through(begun.fetch(offer));
        if (!fetches.has(offer)) {
            begun.cut("the fetch '" + offer.name() + "' is gone"); // while it was being chosen
        }
    }

    private void reconsider() {
        Passage current = passage;
        if (current != null) {
            current.reconsider();
        }
    }

    // ---- asked and told by the passage

    @Override
    public @Nullable Offer best() {
        return fetches.best(wanted);
    }

    @Override
    public boolean moves(String reason) {
        boolean stands = line.state() == TransportState.CONNECTED;
        if (stands) {
            line.tell(new TransportEvent.NewLineNeeded(reason));
        }
        return stands;
    }

    @Override
    public void ends(Duration left) {
        if (line.state() == TransportState.CONNECTED) {
            line.tell(new TransportEvent.GoAway(left));
        }
    }

    // ---- as every line

    @Override
    public CompletionStage<Receipt> send(Command command) {
        return line.send(command);
    }

    @Override
    public SendStatus sendAudio(ByteBuffer frame) {
        return line.sendAudio(frame);
    }

    @Override
    public TransportState state() {
        return line.state();
    }

    @Override
    public CompletionStage<Void> close(CloseReason reason) {
        CompletionStage<Void> closed = line.close(reason);
        closed.whenComplete((nothing, failure) -> end());
        return closed;
    }

    private void end() {
        Passage current = passage;
        if (current != null) {
            current.cut("the line is closed");
        }
    }
}
