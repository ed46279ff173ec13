package io.patchbay.runtime.internal.session;

import io.patchbay.api.history.Item;
import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.transport.BacklogException;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.ConnectException;
import io.patchbay.api.transport.Placement;
import io.patchbay.api.transport.Receipt;
import io.patchbay.api.transport.TransportEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Tells a new line the conversation: sends items one after the other, and follows what the line
 * says of each. What it refuses is no error but lost. Done again, it sends what has changed since.
 * On the loop.
 */
final class Replay {
    /** After so long without any answer, what is not answered counts as not taken. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final Duration BACKLOG_PATIENCE = Duration.ofMillis(20);

    private final SessionCore core;
    private final Line line;
    private final Map<String, Item> known = new LinkedHashMap<>();
    private final Set<String> echoes = new HashSet<>();
    private final List<String> refused = new ArrayList<>();
    private final ArrayDeque<Command> unsent = new ArrayDeque<>();
    private final Map<String, Command> unanswered = new HashMap<>();
    private @Nullable CompletableFuture<Void> done;
    private SerialLoop.@Nullable Timer timer;
    private boolean sending;
    private @Nullable CloseReason ended;

    Replay(SessionCore core, Line line) {
        this.core = core;
        this.line = line;
    }

    /**
     * Brings the line's conversation to these items. Completes when the line has answered all, or
     * nothing more for a while; fails when the line ends.
     */
    CompletionStage<Void> to(List<Item> items) {
        CompletableFuture<Void> result = new CompletableFuture<>();
        CloseReason over = ended;
        if (over != null) {
            result.completeExceptionally(new ConnectException(over, null));
            return result;
        }
        done = result;
        plan(items);
        wait(PATIENCE);
        next();
        return result;
    }

    /**
     * Tells an item again that the line has, at its place. Completes and fails as {@link #to} does.
     *
     * @param predecessor the item before it, or null, where the line was not told of it before
     */
    CompletionStage<Void> again(Item item, @Nullable String predecessor) {
        CompletableFuture<Void> running = done;
        CompletableFuture<Void> result = running == null ? new CompletableFuture<>() : running;
        CloseReason over = ended;
        if (over != null) {
            result.completeExceptionally(new ConnectException(over, null));
            return result;
        }
        done = result;
        if (!item.equals(known.get(item.id()))) {
            String before = known.containsKey(item.id()) ? before(item.id()) : predecessor;
            known.put(item.id(), item); // at its old place
            unsent.add(Command.DeleteItem.of(item.id()));
            unsent.add(
                    Command.CreateItem.at(
                            before == null ? Placement.FIRST : Placement.after(before), item));
        }
        wait(PATIENCE);
        next();
        return result;
    }

    private @Nullable String before(String itemId) {
        String before = null;
        for (String id : known.keySet()) {
            if (id.equals(itemId)) {
                break;
            }
            before = id;
        }
        return before;
    }

    private void plan(List<Item> items) {
        Map<String, Item> wanted = new LinkedHashMap<>();
        items.forEach(item -> wanted.put(item.id(), item));
        for (String id : List.copyOf(known.keySet())) {
            if (!wanted.containsKey(id)) {
                known.remove(id);
                unsent.add(Command.DeleteItem.of(id));
            }
        }
        boolean first = known.isEmpty();
        String before = null;
        for (Item item : items) {
            Item there = known.get(item.id());
            if (!item.equals(there)) {
                if (there != null) {
                    unsent.add(Command.DeleteItem.of(item.id()));
                }
                Placement place =
                        first
                                ? Placement.END
                                : before == null ? Placement.FIRST : Placement.after(before);
                unsent.add(Command.CreateItem.at(place, item));
                known.put(item.id(), item);
            }
            before = item.id();
        }
    }

    private void next() {
        CompletableFuture<Void> result = done;
        if (result == null || sending) {
            return;
        }
        Command command = unsent.poll();
        if (command == null) {
            if (unanswered.isEmpty()) {
                finish();
            }
            return;
        }
        CompletableFuture<Receipt> writing = send(command);
        if (!writing.isCompletedExceptionally() && replaces(unsent.peek(), command)) {
            send(unsent.remove()); // whatever came between would get another place
        }
    }

    private static boolean replaces(@Nullable Command next, Command command) {
        return next instanceof Command.CreateItem create
                && command instanceof Command.DeleteItem delete
                && delete.itemId().equals(create.item().id());
    }

    private CompletableFuture<Receipt> send(Command command) {
        sending = true;
        unanswered.put(command.id(), command);
        if (command instanceof Command.CreateItem create) {
            echoes.add(create.item().id());
        }
        CompletableFuture<Receipt> writing = line.send(command).toCompletableFuture();
        writing.whenComplete((receipt, failure) -> core.onLoop(() -> sent(command, failure)));
        return writing;
    }

    private void sent(Command command, @Nullable Throwable failure) {
        sending = false;
        if (failure instanceof BacklogException) {
            unanswered.remove(command.id());
            unsent.addFirst(command);
            core.loop.schedule(this::next, BACKLOG_PATIENCE);
            return;
        }
        if (failure != null && unanswered.remove(command.id()) != null) {
            refuse(command, String.valueOf(failure.getMessage()));
        }
        next();
    }

    /** The line has room again. */
    void writable() {
        next();
    }

    private void refuse(Command command, String why) {
        if (command instanceof Command.CreateItem create) {
            echoes.remove(create.item().id());
            known.remove(create.item().id());
            refused.add(create.item().id() + ": refused by the new line: " + why);
        }
    }

    /**
     * The line told something.
     *
     * @return whether it was about the replay, and nobody else need hear of it
     */
    boolean took(TransportEvent event) {
        if (event instanceof TransportEvent.ItemAdded e && echoes.contains(e.item().id())) {
            created(e.item().id());
        } else if (event instanceof TransportEvent.ItemDone e && echoes.remove(e.item().id())) {
            created(e.item().id());
        } else if (event instanceof TransportEvent.ItemDeleted e) {
            return deleted(e.itemId());
        } else if (!(event instanceof TransportEvent.Error e) || !complained(e.error())) {
            return false;
        }
        return true;
    }

    private void created(String itemId) {
        answered(
                command ->
                        command instanceof Command.CreateItem create
                                && create.item().id().equals(itemId));
    }

    /** An item left the line's conversation; says whether it was deleted from here. */
    private boolean deleted(String itemId) {
        boolean here =
                answered(
                        command ->
                                command instanceof Command.DeleteItem delete
                                        && delete.itemId().equals(itemId));
        if (!here) {
            known.remove(itemId);
        }
        return here;
    }

    private boolean complained(ProviderError error) {
        Command about = error.commandId() == null ? null : unanswered.remove(error.commandId());
        if (about == null) {
            return false;
        }
        refuse(about, error.summary());
        settled();
        return true;
    }

    private boolean answered(Predicate<Command> which) {
        boolean removed = unanswered.values().removeIf(which);
        if (removed) {
            settled();
        }
        return removed;
    }

    private void settled() {
        if (done != null) {
            wait(PATIENCE);
            next();
        }
    }

    private void wait(Duration time) {
        stop();
        timer = core.loop.schedule(this::late, time);
    }

    private void stop() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void late() {
        timer = null;
        for (Command command : unanswered.values()) {
            if (command instanceof Command.CreateItem create) {
                refused.add(create.item().id() + ": the new line has not said that it took it");
            }
        }
        unanswered.clear();
        finish();
    }

    private void finish() {
        CompletableFuture<Void> result = done;
        done = null;
        stop();
        if (result != null) {
            result.complete(null);
        }
    }

    /** The line is gone, or not wanted any more. */
    void end(CloseReason reason) {
        ended = reason;
        CompletableFuture<Void> result = done;
        done = null;
        unsent.clear();
        stop();
        if (result != null) {
            result.completeExceptionally(new ConnectException(reason, null));
        }
    }

    /** What the line refused, each in a line for a person. */
    List<String> refused() {
        return refused;
    }

    /** Whether the line was told of an item, did not refuse it, and has it still. */
    boolean has(String itemId) {
        return known.containsKey(itemId);
    }

    /** Whether the line was told of a call and did not refuse it. */
    boolean hasCall(String callId) {
        for (Item item : known.values()) {
            if (item instanceof Item.FunctionCall call && call.callId().equals(callId)) {
                return true;
            }
        }
        return false;
    }

    /** The first item that the line has; null when it has none. */
    @Nullable String first() {
        return known.isEmpty() ? null : known.keySet().iterator().next();
    }
}
