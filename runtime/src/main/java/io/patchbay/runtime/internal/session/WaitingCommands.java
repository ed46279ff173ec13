package io.patchbay.runtime.internal.session;

import io.patchbay.api.history.Item;
import io.patchbay.api.transport.BacklogException;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.Receipt;
import io.patchbay.api.transport.TransportEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Commands that wait for the next line, in order and up to a bound, and those that change the
 * conversation and that the last line took without saying so: they go first. On the loop.
 */
final class WaitingCommands {
    private static final int MAX_WAITING = 256;
    private static final int REMEMBERED = 256;
    private static final String COMMIT = "commit";

    private @Nullable ArrayDeque<Waiting> queue;
    private @Nullable Map<String, Command> unanswered;
    private boolean holding;

    private record Waiting(Command command, CompletableFuture<Receipt> receipt) {}

    /** Whether a line is lost and another will come. */
    boolean holding() {
        return holding;
    }

    /** The line is gone and another will come. */
    void hold() {
        holding = true;
    }

    /** A command waits for the next line. */
    CompletionStage<Receipt> add(Command command) {
        if (command instanceof Command.CancelResponse
                || command instanceof Command.ClearOutputAudio) {
            return CompletableFuture.failedFuture(
                    new IllegalStateException(
                            "not sent: the session is reconnecting, and nothing is left to cancel"));
        }
        ArrayDeque<Waiting> all = queue == null ? new ArrayDeque<>() : queue;
        queue = all;
        if (all.size() >= MAX_WAITING) {
            return CompletableFuture.failedFuture(new BacklogException(all.size()));
        }
        Waiting waiting = new Waiting(command, new CompletableFuture<>());
        all.add(waiting);
        return waiting.receipt();
    }

    /** A command goes onto the line. */
    void sent(Command command) {
        String key = key(command);
        if (key == null) {
            return;
        }
        Map<String, Command> open = unanswered;
        if (open == null) {
            open = new LinkedHashMap<>();
            unanswered = open;
        }
        open.put(key, command);
        if (open.size() > REMEMBERED) {
            open.remove(open.keySet().iterator().next());
        }
    }

    private static @Nullable String key(Command command) {
        if (command instanceof Command.CreateItem create) {
            // outputs of calls have somebody who looks after them
            return create.item().id().isEmpty() || create.item() instanceof Item.FunctionCallOutput
                    ? null
                    : "+" + create.item().id();
        }
        if (command instanceof Command.DeleteItem delete) {
            return "-" + delete.itemId();
        }
        return command instanceof Command.CommitAudio ? COMMIT : null;
    }

    /** The line told something. */
    void heard(TransportEvent event) {
        Map<String, Command> open = unanswered;
        if (open == null || open.isEmpty()) {
            return;
        }
        if (event instanceof TransportEvent.ItemAdded e) {
            open.remove("+" + e.item().id());
        } else if (event instanceof TransportEvent.ItemDone e) {
            open.remove("+" + e.item().id());
        } else if (event instanceof TransportEvent.ItemDeleted e) {
            open.remove("-" + e.itemId());
        } else if (event instanceof TransportEvent.InputCommitted) {
            open.remove(COMMIT);
        } else if (event instanceof TransportEvent.Error e && e.error().commandId() != null) {
            open.values().removeIf(command -> command.id().equals(e.error().commandId()));
        }
    }

    /** What was sent and not answered, in order, as a line that knows nothing of it needs it. */
    List<Command> takeUnanswered() {
        Map<String, Command> open = unanswered;
        unanswered = null;
        return open == null ? List.of() : new ArrayList<>(open.values());
    }

    /** A line stands: all that waits goes. */
    void flush(Function<Command, CompletionStage<Receipt>> send) {
        holding = false;
        for (Waiting waiting = poll(); waiting != null; waiting = poll()) {
            CompletableFuture<Receipt> receipt = waiting.receipt();
            send.apply(waiting.command())
                    .whenComplete(
                            (value, failure) -> {
                                if (failure != null) {
                                    receipt.completeExceptionally(failure);
                                } else {
                                    receipt.complete(value);
                                }
                            });
        }
    }

    private @Nullable Waiting poll() {
        return queue == null ? null : queue.poll();
    }

    /** No line comes back. */
    void drop() {
        holding = false;
        unanswered = null;
        for (Waiting waiting = poll(); waiting != null; waiting = poll()) {
            waiting.receipt()
                    .completeExceptionally(
                            new IllegalStateException("not sent: the line did not come back"));
        }
    }
}
