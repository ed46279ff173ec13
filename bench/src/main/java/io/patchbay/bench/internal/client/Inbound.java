package io.patchbay.bench.internal.client;

import java.net.URI;
import java.util.concurrent.CompletableFuture;

/** Audio deltas of 20 ms flat out on one connection: CPU microseconds each. */
final class Inbound {

    private final URI uri;
    private final int events;

    Inbound(URI uri, int events) {
        this.uri = uri;
        this.events = events;
    }

    /** One round of one client. */
    double measure(Client client) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        int[] heard = {0};
        try (Client.Conn conn =
                client.connect(
                        uri,
                        sound -> {
                            if (++heard[0] == events) {
                                done.complete(null);
                            }
                        })) {
            Cost.Cpu from = Cost.cpu();
            conn.send("{\"type\":\"bench.flood\",\"count\":" + events + "}");
            Waiting.on("the arrival of " + events + " audio events", done);
            return from.microsEach(events);
        }
    }
}
