package io.patchbay.runtime.internal.history;

import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.history.ContentPart;
import io.patchbay.api.history.HeardText;
import io.patchbay.api.history.History;
import io.patchbay.api.history.Item;
import io.patchbay.api.history.ItemStatus;
import io.patchbay.api.history.Role;
import io.patchbay.api.session.Retention;
import io.patchbay.api.transport.Placement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The history of one session: ordered by the conversation, growing as the line tells. Changed on
 * the session's loop; a snapshot may be taken on any thread. No change and no snapshot costs more
 * because the conversation is long.
 */
public final class Conversation {
    /** Hears what changes. On the loop. */
    public interface Watcher {
        /** An item entered. */
        void added(Item item);

        /** An item changed. */
        void updated(Item item);

        /** An item left. */
        void removed(String itemId);

        /** The oldest items are kept no longer; the conversation still has them. */
        void forgotten(List<String> itemIds);
    }

    /** No item has so many parts; what the line tells of one further on is wrong. */
    private static final int MAX_PARTS = 1_024;

    private final boolean storeAudio;
    private final Retention retention;
    private final Watcher watcher;
    private volatile HistorySnapshot current = HistorySnapshot.EMPTY;

    private final Cuts cuts = new Cuts();
    private final Orphans orphans = new Orphans();
    private long bytes;
    private @Nullable String lastForgotten;

    /** How many items earlier lines have told; what is first on this one comes after them. */
    private int earlier;

    /**
     * An empty conversation.
     *
     * @param storeAudio whether sound is kept
     * @param retention how much is kept
     */
    public Conversation(boolean storeAudio, Retention retention, Watcher watcher) {
        this.storeAudio = storeAudio;
        this.retention = retention;
        this.watcher = watcher;
    }

    /** How it stands. Any thread. */
    public History snapshot() {
        return current;
    }

    /** An item that is known. */
    public Optional<Item> item(String id) {
        return current.item(id);
    }

    /** Whether an item is known. */
    public boolean has(String id) {
        return current.position(id) >= 0;
    }

    /** The item before another one; null when there is none, or the other is not known. */
    public @Nullable String before(String id) {
        int position = current.position(id);
        return position <= 0 ? null : current.list().get(position - 1).id();
    }

    /** The line told of an item: it enters at its place, or what is known of it grows. */
    public void put(Item told, Placement placement) {
        Item item = storeAudio ? told : Parts.silent(told);
        if (item.id().isEmpty()) {
            return; // without a name nobody can refer to it; the line tells again when it has one
        }
        int position = current.position(item.id());
        if (position >= 0) {
            replace(position, Merging.merge(current.list().get(position), item), true);
            return;
        }
        insert(place(placement), item);
        if (placement instanceof Placement.After after) {
            if (has(after.itemId())) {
                orphans.follows(item.id(), after.itemId());
            } else if (!after.itemId().equals(lastForgotten)) {
                orphans.waits(item.id(), after.itemId());
            }
        }
        watcher.added(item);
        for (List<String> chain : orphans.of(item.id())) {
            adopt(item.id(), chain);
        }
        forget();
    }

    /** An item that nobody knows enters before all others, those of earlier lines included. */
    public void putFirst(Item told) {
        if (has(told.id()) || told.id().isEmpty()) {
            put(told);
            return;
        }
        Item item = storeAudio ? told : Parts.silent(told);
        insert(0, item);
        watcher.added(item);
        forget();
    }

    private void insert(int place, Item item) {
        current = current.insert(place, item);
        bytes += Parts.bytes(item);
        if (place < earlier) {
            earlier++;
        }
    }

    private void takeOut(int position) {
        bytes -= Parts.bytes(current.list().get(position));
        current = current.remove(position);
        if (position < earlier) {
            earlier--;
        }
    }

    /** Items that waited for their predecessor come to stand after it. */
    private void adopt(String predecessor, List<String> chain) {
        String before = predecessor;
        for (String id : chain) {
            int position = current.position(id);
            if (position < 0) {
                continue;
            }
            Item item = current.list().get(position);
            takeOut(position);
            insert(current.position(before) + 1, item);
            before = id;
            watcher.updated(item);
        }
    }

    /** Keeps within the bounds. */
    private void forget() {
        Forgetting old = Forgetting.of(current, bytes, retention);
        if (old == null) {
            return;
        }
        old.gone().forEach(this::left);
        earlier = Math.max(0, earlier - old.gone().size());
        current = old.kept();
        bytes = old.bytes();
        lastForgotten = old.last();
        watcher.forgotten(old.gone());
    }

    private void left(String itemId) {
        cuts.forget(itemId);
        orphans.forget(itemId);
    }

    /** The newest item that was forgotten; null when none was. */
    public @Nullable String lastForgotten() {
        return lastForgotten;
    }

    /** About how many bytes the history holds, two for each character. */
    public long bytes() {
        return bytes;
    }

    /** The line told of an item that need not be known yet; it enters at the end then. */
    public void put(Item told) {
        put(told, Placement.END);
    }

    /** The caller's turn became an item, before anything is known of its words. */
    public void committed(String itemId, Placement placement) {
        if (!has(itemId)) {
            put(
                    new Item.Message(
                            itemId,
                            Role.USER,
                            List.of(new ContentPart.InputAudio(null, null)),
                            ItemStatus.IN_PROGRESS),
                    placement);
        }
    }

    /** More words of an item. They are in the next snapshot, and no event is made of them. */
    public void grow(String itemId, int contentIndex, boolean spoken, String delta) {
        part(itemId, contentIndex, old -> Parts.grown(old, spoken, delta), false);
    }

    /** All words of an item of the model, spoken or written. */
    public void words(String itemId, int contentIndex, boolean spoken, String words) {
        merge(
                itemId,
                contentIndex,
                spoken
                        ? new ContentPart.OutputAudio(words, null, null)
                        : new ContentPart.OutputText(words));
    }

    /** All words of the caller in an item. */
    public void transcript(String itemId, int contentIndex, String transcript) {
        int position = owner(itemId, contentIndex);
        if (position < 0 || !(current.list().get(position) instanceof Item.Message message)) {
            return;
        }
        List<ContentPart> content = new ArrayList<>(message.content());
        while (content.size() <= contentIndex) {
            content.add(new ContentPart.InputAudio(null, null));
        }
        if (!transcript.isEmpty()
                && content.get(contentIndex) instanceof ContentPart.InputAudio part) {
            content.set(contentIndex, new ContentPart.InputAudio(transcript, part.audio()));
        }
        replace(
                position,
                new Item.Message(itemId, message.role(), content, ItemStatus.COMPLETED),
                true);
    }

    /** The sound of an item, where sound is kept. */
    public void sound(String itemId, int contentIndex, AudioClip clip) {
        if (storeAudio) {
            merge(itemId, contentIndex, new ContentPart.OutputAudio(null, clip, null));
        }
    }

    /**
     * An answer was cut: of {@code totalMillis} of sound {@code heardMillis} were heard, and of the
     * words generated so far the same share. Of an answer that is over, what was heard before, or
     * was going to be, can only become less.
     */
    public void heard(String itemId, int contentIndex, long heardMillis, long totalMillis) {
        Item told = item(itemId).orElse(null);
        boolean over = told != null && told.status() != ItemStatus.IN_PROGRESS;
        if (told != null) {
            cuts.cut(told, contentIndex, heardMillis, totalMillis);
        }
        part(
                itemId,
                contentIndex,
                old -> {
                    if (old != null && !(old instanceof ContentPart.OutputAudio)) {
                        return old;
                    }
                    ContentPart.OutputAudio spoken =
                            old instanceof ContentPart.OutputAudio p
                                    ? p
                                    : new ContentPart.OutputAudio(null, null, null);
                    HeardText before = over ? spoken.heard() : null;
                    return before != null && before.millis() > heardMillis
                            ? Cuts.less(spoken, before, heardMillis)
                            : Cuts.heard(spoken, heardMillis, totalMillis);
                },
                true);
    }

    /**
     * The model's memory of an answer was cut, by whomever: what was heard is known, unless it was
     * known before.
     *
     * @param totalMillis how much sound there was; negative when nobody knows
     */
    public void truncated(String itemId, int contentIndex, long heardMillis, long totalMillis) {
        HeardText known = null;
        if (item(itemId).orElse(null) instanceof Item.Message message
                && contentIndex >= 0
                && contentIndex < message.content().size()
                && message.content().get(contentIndex) instanceof ContentPart.OutputAudio part) {
            known = part.heard();
        }
        if (known == null || known.millis() != heardMillis) {
            heard(itemId, contentIndex, heardMillis, totalMillis);
        }
    }

    /** The line is gone: the next one begins behind what is here. */
    public void lineGone() {
        earlier = current.size();
        orphans.clear();
    }

    /** The next line knows what is here from this item on: what is first there comes before it. */
    public void knownFrom(String itemId) {
        int position = current.position(itemId);
        if (position >= 0) {
            earlier = position;
        }
    }

    /** An item left the conversation. */
    public void remove(String itemId) {
        int position = current.position(itemId);
        if (position >= 0) {
            takeOut(position);
            left(itemId);
            watcher.removed(itemId);
        }
    }

    private void merge(String itemId, int contentIndex, ContentPart part) {
        int position = owner(itemId, contentIndex);
        if (position < 0 || !(current.list().get(position) instanceof Item.Message message)) {
            return;
        }
        List<ContentPart> told = new ArrayList<>(message.content());
        Parts.set(told, contentIndex, part);
        Item.Message now = new Item.Message(itemId, message.role(), told, ItemStatus.IN_PROGRESS);
        replace(position, Merging.merge(message, now), true);
    }

    private void part(
            String itemId,
            int contentIndex,
            UnaryOperator<@Nullable ContentPart> change,
            boolean announced) {
        int position = owner(itemId, contentIndex);
        if (position < 0 || !(current.list().get(position) instanceof Item.Message message)) {
            return;
        }
        List<ContentPart> content = new ArrayList<>(message.content());
        ContentPart old = contentIndex < content.size() ? content.get(contentIndex) : null;
        ContentPart changed = change.apply(old);
        if (changed == null) {
            return;
        }
        Parts.set(content, contentIndex, changed);
        replace(
                position,
                new Item.Message(itemId, message.role(), content, message.status()),
                announced);
    }

    private void replace(int position, Item told, boolean announced) {
        Item item = cuts.applied(told);
        Item before = current.list().get(position);
        if (item.equals(before)) {
            return;
        }
        current = current.replace(position, item);
        bytes += Parts.bytes(item) - Parts.bytes(before);
        if (announced) {
            watcher.updated(item);
        }
    }

    /** Where the item of a part is; -1 when there is no such item, or cannot be such a part. */
    private int owner(String itemId, int contentIndex) {
        return contentIndex < 0 || contentIndex >= MAX_PARTS ? -1 : current.position(itemId);
    }

    private int place(Placement placement) {
        if (placement instanceof Placement.First) {
            return earlier;
        }
        if (placement instanceof Placement.After after) {
            int predecessor = current.position(after.itemId());
            if (predecessor < 0 && after.itemId().equals(lastForgotten)) {
                return 0;
            }
            return predecessor < 0 ? current.size() : predecessor + 1;
        }
        return current.size();
    }
}
