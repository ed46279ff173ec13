package io.patchbay.runtime.internal.session;

import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.transport.TransportEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Which updates of the configuration the provider has taken: it confirms them in the order in which
 * they came, and refuses one by its id. A provider that says nothing is believed to have taken it
 * after a while. On the loop.
 */
final class Confirmations implements Follower {
    /** So long a provider may take to confirm; one that never does costs this much. */
    static final Duration PATIENCE = Duration.ofSeconds(3);

    private final SessionCore core;
    private final ArrayDeque<Update> open = new ArrayDeque<>(2);

    Confirmations(SessionCore core) {
        this.core = core;
    }

    private static final class Update {
        final String commandId;
        final CompletableFuture<Void> taken = new CompletableFuture<>();
        SerialLoop.@Nullable Timer patience;

        Update(String commandId) {
            this.commandId = commandId;
        }

        void end() {
            if (patience != null) {
                patience.cancel();
            }
        }
    }

    /**
     * An update goes out.
     *
     * @return completes when it is taken; fails when the provider refuses it, or the line is gone
     */
    CompletionStage<Void> sent(String commandId) {
        Update update = new Update(commandId);
        open.add(update);
        update.patience =
                core.loop.schedule(
                        () -> {
                            if (open.remove(update)) {
                                update.taken.complete(null);
                            }
                        },
                        PATIENCE);
        return update.taken;
    }

    /** An update did not get onto the line. */
    void forget(String commandId) {
        open.stream()
                .filter(update -> update.commandId.equals(commandId))
                .findFirst()
                .ifPresent(
                        update -> {
                            open.remove(update);
                            update.end();
                        });
    }

    @Override
    public void event(TransportEvent event) {
        if (event instanceof TransportEvent.SessionUpdated) {
            Update oldest = open.poll();
            if (oldest != null) {
                oldest.end();
                oldest.taken.complete(null);
            }
        } else if (event instanceof TransportEvent.Error e && e.error().commandId() != null) {
            refused(e.error());
        }
    }

    private void refused(ProviderError error) {
        for (Iterator<Update> updates = open.iterator(); updates.hasNext(); ) {
            Update update = updates.next();
            if (update.commandId.equals(error.commandId())) {
                updates.remove();
                update.end();
                update.taken.completeExceptionally(
                        new IllegalArgumentException(
                                "the provider refused the configuration: " + error.summary()));
                return;
            }
        }
    }

    @Override
    public void lineGone() {
        while (!open.isEmpty()) {
            Update update = open.remove();
            update.end();
            update.taken.completeExceptionally(
                    new IllegalStateException("the line to the model was lost before it was told"));
        }
    }
}
