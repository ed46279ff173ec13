package io.patchbay.runtime.internal.session;

import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.history.ContentPart;
import io.patchbay.api.history.Item;
import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.Placement;
import io.patchbay.runtime.internal.history.HistoryDiff;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Carries out what an application wants changed in the conversation: on the line, where the
 * provider confirms each step, or here while there is none. On the loop.
 */
final class HistoryEditing {
    private final SessionCore core;
    private final Configuration configuration;
    private final Outgoing outgoing;
    private final List<Step> open = new ArrayList<>(0);

    /** A deletion or creation that the provider has not answered. */
    private static final class Step {
        final Edit edit;
        final String commandId;
        final String itemId;
        final HistoryDiff.@Nullable Create create;

        Step(Edit edit, String commandId, String itemId, HistoryDiff.@Nullable Create create) {
            this.edit = edit;
            this.commandId = commandId;
            this.itemId = itemId;
            this.create = create;
        }
    }

    /** One call of the application. */
    private static final class Edit {
        final CompletableFuture<Void> done = new CompletableFuture<>();
        final List<String> refused = new ArrayList<>(0);
        int open;
        boolean sending = true;

        void settle() {
            if (open > 0 || sending) {
                return;
            }
            if (refused.isEmpty()) {
                done.complete(null);
            } else {
                done.completeExceptionally(
                        new IllegalStateException(
                                "the provider did not take all of the history: "
                                        + String.join("; ", refused)));
            }
        }
    }

    HistoryEditing(SessionCore core, Configuration configuration, Outgoing outgoing) {
        this.core = core;
        this.configuration = configuration;
        this.outgoing = outgoing;
    }

    /** A name for an item that has none. Any thread. */
    static String newId() {
        return "pbh_" + Long.toString(ThreadLocalRandom.current().nextLong(1L << 60), 36);
    }

    /** Brings the conversation to where the difference leads. */
    CompletionStage<Void> apply(HistoryDiff diff) {
        for (String skipped : diff.skipped()) {
            core.warn("history-item-skipped", skipped);
        }
        Edit edit = new Edit();
        for (String itemId : diff.deletes()) {
            if (core.conversation.has(itemId) && !leaving(itemId)) {
                step(edit, itemId, null);
            }
        }
        for (HistoryDiff.Create create : diff.creates()) {
            step(edit, create.item().id(), create);
        }
        edit.sending = false;
        edit.settle();
        return edit.done;
    }

    private boolean leaving(String itemId) {
        boolean leaving = false;
        for (Step step : open) {
            if (step.itemId.equals(itemId)) {
                leaving = step.create == null;
            }
        }
        return leaving;
    }

    private void step(Edit edit, String itemId, HistoryDiff.@Nullable Create create) {
        if (outgoing.line() == null) {
            here(itemId, create);
            return;
        }
        Command command =
                create == null
                        ? Command.DeleteItem.of(itemId)
                        : Command.CreateItem.at(placement(create), sendable(create.item()));
        Step step = new Step(edit, command.id(), itemId, create);
        edit.open++;
        open.add(step);
        outgoing.send(command)
                .whenComplete(
                        (receipt, failure) -> {
                            if (failure != null) {
                                core.onLoop(() -> refuse(step, failure.getMessage()));
                            }
                        });
    }

    /** Without a line the conversation here is all there is. */
    private void here(String itemId, HistoryDiff.@Nullable Create create) {
        if (create == null) {
            core.conversation.remove(itemId);
        } else if (!core.conversation.has(itemId)) {
            put(create.item(), placement(create));
        }
    }

    private Placement placement(HistoryDiff.Create create) {
        for (int i = create.before().size() - 1; i >= 0; i--) {
            String id = create.before().get(i);
            if (coming(id) || core.conversation.has(id) && !leaving(id)) {
                return Placement.after(id);
            }
        }
        String forgotten = core.conversation.lastForgotten();
        return forgotten == null ? Placement.FIRST : Placement.after(forgotten);
    }

    private void put(Item item, Placement placement) {
        if (placement instanceof Placement.First) {
            core.conversation.putFirst(item);
        } else {
            core.conversation.put(item, placement);
        }
    }

    private boolean coming(String itemId) {
        for (Step step : open) {
            if (step.create != null && step.itemId.equals(itemId)) {
                return true;
            }
        }
        return false;
    }

    /** Sound that the line does not take goes as its words. */
    private Item sendable(Item item) {
        if (!(item instanceof Item.Message message)) {
            return item;
        }
        for (ContentPart part : message.content()) {
            if (part instanceof ContentPart.InputAudio sound) {
                AudioClip clip = sound.audio();
                if (clip != null
                        && !clip.format().equals(configuration.inputFormat())
                        && sound.transcript() != null) {
                    return message.inWriting();
                }
            }
        }
        return item;
    }

    /**
     * The provider has an item in its conversation.
     *
     * @return whether it is one of ours, and stands in the history now
     */
    boolean added(Item item, Placement placement) {
        if (!coming(item.id())) {
            return false;
        }
        put(item, placement);
        settle(item.id(), true);
        return true;
    }

    /** An item left the provider's conversation. */
    void deleted(String itemId) {
        settle(itemId, false);
    }

    private void settle(String itemId, boolean created) {
        for (int i = 0; i < open.size(); i++) {
            Step step = open.get(i);
            if (step.itemId.equals(itemId) && (step.create != null) == created) {
                close(step);
                return;
            }
        }
    }

    /**
     * The provider complains.
     *
     * @return whether the complaint is about an edit, whose stage tells of it
     */
    boolean refused(ProviderError error) {
        for (int i = 0; i < open.size(); i++) {
            Step step = open.get(i);
            if (step.commandId.equals(error.commandId())) {
                refuse(step, error.summary());
                return true;
            }
        }
        return false;
    }

    private void refuse(Step step, @Nullable String why) {
        boolean gone = step.create == null && !core.conversation.has(step.itemId);
        if (open.contains(step) && !gone) {
            step.edit.refused.add(
                    step.itemId
                            + (step.create == null ? " was not deleted: " : " was not put in: ")
                            + why);
        }
        close(step);
    }

    private void close(Step step) {
        if (open.remove(step)) {
            step.edit.open--;
            step.edit.settle();
        }
    }

    /** The line is gone: what it did not answer is done here, and the next line learns it. */
    void lineGone() {
        List<Step> left = List.copyOf(open);
        for (Step step : left) {
            here(step.itemId, step.create);
        }
        left.forEach(this::close);
    }
}
