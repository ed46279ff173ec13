package io.patchbay.bench.internal.edge;

import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;

/** Sends on one line as fast as it comes back, with a bound of what is on its way. On its loop. */
final class Flood implements LongConsumer {

    /** So many are on their way: as many as the benchmark of the client lets be. */
    private static final int WINDOW = 128;

    private final int frames;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private EchoLine line;
    private int sent;
    private int back;

    @SuppressWarnings("NullAway.Init") // the line is made with this as its listener
    Flood(int frames) {
        this.frames = frames;
    }

    /** From any thread; completes when all are back. */
    CompletableFuture<Void> over(EchoLine through) {
        through.loop()
                .execute(
                        () -> {
                            line = through;
                            send();
                        });
        return done;
    }

    @Override
    public void accept(long nanos) {
        back++;
        if (back == frames) {
            done.complete(null);
        } else if (sent - back <= WINDOW / 2) {
            send();
        }
    }

    private void send() {
        while (sent < frames && sent - back < WINDOW) {
            if (!line.send()) {
                done.completeExceptionally(
                        new IllegalStateException("no room for " + WINDOW + " messages"));
                return;
            }
            sent++;
        }
    }
}
