package io.patchbay.management.internal;

import io.patchbay.management.resource.Feed;
import io.patchbay.net.http.ResponseStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** An answer of the door in many parts; the server behind it bounds what waits. */
final class DoorFeed implements Feed {

    private final ResponseStream stream;
    private final Format format;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    DoorFeed(ResponseStream stream, Format format) {
        this.stream = stream;
        this.format = format;
        stream.ended().whenComplete((nothing, failure) -> ended.complete(null));
    }

    @Override
    public boolean send(String event, String json) {
        if (ended.isDone()) {
            return false;
        }
        String part =
                switch (format) {
                    case LINES -> json + "\n";
                    case EVENTS -> "event: " + event + "\ndata: " + json + "\n\n";
                };
        stream.write(ByteBuffer.wrap(part.getBytes(StandardCharsets.UTF_8)))
                .whenComplete(
                        (nothing, failure) -> {
                            if (failure != null) {
                                close();
                            }
                        });
        return !ended.isDone();
    }

    @Override
    public void onEnd(Runnable action) {
        ended.thenRun(action);
    }

    @Override
    public void close() {
        stream.close();
        ended.complete(null);
    }
}
