package io.patchbay.console.internal;

import io.patchbay.management.resource.Feed;
import java.nio.charset.StandardCharsets;

/** Lines, or events, of an answer that goes on. */
final class ServletFeed implements Feed {

    private static final byte[] HEARTBEAT = ":\n\n".getBytes(StandardCharsets.UTF_8);

    private final Outgoing out;
    private final Format format;

    ServletFeed(Outgoing out, Format format) {
        this.out = out;
        this.format = format;
    }

    @Override
    public boolean send(String event, String json) {
        String part =
                format == Format.EVENTS
                        ? "event: " + event + "\ndata: " + json + "\n\n"
                        : json + "\n";
        return out.write(part.getBytes(StandardCharsets.UTF_8), MOST_BYTES);
    }

    /** Shows who reads that it lives, and us whether they do. */
    void beat() {
        if (format == Format.EVENTS) {
            out.write(HEARTBEAT, MOST_BYTES);
        }
    }

    @Override
    public void onEnd(Runnable action) {
        out.onEnd(action);
    }

    @Override
    public void close() {
        out.close();
    }
}
