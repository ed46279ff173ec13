package io.patchbay.runtime.internal.history;

import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.history.ContentPart;
import io.patchbay.api.history.HeardText;
import io.patchbay.api.history.History;
import io.patchbay.api.history.Item;
import io.patchbay.api.history.ItemStatus;
import io.patchbay.api.history.Role;
import io.patchbay.api.transport.Placement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    }

    /** No item has so many parts; what the line tells of one further on is wrong. */
    private static final int MAX_PARTS = 1_024;

    private final boolean storeAudio;
    private final Watcher watcher;
    private volatile HistorySnapshot current = HistorySnapshot.EMPTY;

    /** Answers that were cut while their words still came: what was heard of how much sound. */
    private @Nullable Map<String, Cut> cuts;

    /** How many items earlier lines have told; what is first on this one comes after them. */
    private int earlier;

    private record Cut(int contentIndex, long heardMillis, long totalMillis) {}

    /**
     * An empty conversation.
     *
     * @param storeAudio whether sound is kept
     */
    public Conversation(boolean storeAudio, Watcher watcher) {
        this.storeAudio = storeAudio;
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

    /** The line told of an item: it enters at its place, or what is known of it grows. */
    public void put(Item told, Placement placement) {
        Item item = storeAudio ? told : silent(told);
        if (item.id().isEmpty()) {
            return; // without a name nobody can refer to it; the line tells again when it has one
        }
        int position = current.position(item.id());
        if (position >= 0) {
            replace(position, Merging.merge(current.list().get(position), item), true);
            return;
        }
        int place = place(placement);
        current = current.insert(place, item);
        if (place < earlier) {
            earlier++;
        }
        watcher.added(item);
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
        part(
                itemId,
                contentIndex,
                old -> {
                    if (old instanceof ContentPart.InputAudio p) {
                        return new ContentPart.InputAudio(text(p.transcript()) + delta, p.audio());
                    }
                    if (old instanceof ContentPart.OutputAudio p) {
                        return new ContentPart.OutputAudio(
                                text(p.transcript()) + delta, p.audio(), p.heard());
                    }
                    String words = old == null ? delta : Merging.words(old) + delta;
                    return spoken
                            ? new ContentPart.OutputAudio(words, null, null)
                            : new ContentPart.OutputText(words);
                },
                false);
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
     * words generated so far the same share.
     */
    public void heard(String itemId, int contentIndex, long heardMillis, long totalMillis) {
        Optional<Item> cut = item(itemId);
        if (cut.isPresent() && cut.get().status() == ItemStatus.IN_PROGRESS) {
            Map<String, Cut> open = cuts == null ? new HashMap<>() : cuts;
            cuts = open;
            open.put(itemId, new Cut(contentIndex, heardMillis, totalMillis));
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
                    return new ContentPart.OutputAudio(
                            spoken.transcript(),
                            spoken.audio(),
                            prefix(text(spoken.transcript()), heardMillis, totalMillis));
                },
                true);
    }

    /** The line is gone: the next one begins behind what is here. */
    public void lineGone() {
        earlier = current.size();
    }

    /** An item left the conversation. */
    public void remove(String itemId) {
        int position = current.position(itemId);
        if (position >= 0) {
            current = current.remove(position);
            if (position < earlier) {
                earlier--;
            }
            if (cuts != null) {
                cuts.remove(itemId);
            }
            watcher.removed(itemId);
        }
    }

    private void merge(String itemId, int contentIndex, ContentPart part) {
        int position = owner(itemId, contentIndex);
        if (position < 0 || !(current.list().get(position) instanceof Item.Message message)) {
            return;
        }
        List<ContentPart> told = new ArrayList<>(message.content());
        set(told, contentIndex, part);
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
        set(content, contentIndex, changed);
        replace(
                position,
                new Item.Message(itemId, message.role(), content, message.status()),
                announced);
    }

    private void replace(int position, Item told, boolean announced) {
        Item item = cuts == null ? told : reheard(cuts, told);
        if (item.equals(current.list().get(position))) {
            return;
        }
        current = current.replace(position, item);
        if (announced) {
            watcher.updated(item);
        }
    }

    /** Words that came after the cut move the share of them that was heard. */
    private static Item reheard(Map<String, Cut> cuts, Item item) {
        Cut cut = cuts.get(item.id());
        if (cut == null || !(item instanceof Item.Message message)) {
            return item;
        }
        if (item.status() != ItemStatus.IN_PROGRESS) {
            cuts.remove(item.id());
        }
        if (cut.contentIndex() >= message.content().size()
                || !(message.content().get(cut.contentIndex())
                        instanceof ContentPart.OutputAudio part)) {
            return item;
        }
        List<ContentPart> content = new ArrayList<>(message.content());
        content.set(
                cut.contentIndex(),
                new ContentPart.OutputAudio(
                        part.transcript(),
                        part.audio(),
                        prefix(text(part.transcript()), cut.heardMillis(), cut.totalMillis())));
        return new Item.Message(message.id(), message.role(), content, message.status());
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
            return predecessor < 0 ? current.size() : predecessor + 1;
        }
        return current.size();
    }

    private static HeardText prefix(String generated, long heardMillis, long totalMillis) {
        if (heardMillis >= totalMillis) {
            return new HeardText(generated, totalMillis, true);
        }
        int end = (int) (generated.length() * heardMillis / totalMillis);
        // a character outside the basic plane is not torn apart
        if (end > 0 && Character.isHighSurrogate(generated.charAt(end - 1))) {
            end--;
        }
        return new HeardText(generated.substring(0, end), heardMillis, true);
    }

    private static Item silent(Item item) {
        if (!(item instanceof Item.Message message)
                || message.content().stream().noneMatch(Conversation::hasSound)) {
            return item;
        }
        List<ContentPart> content = new ArrayList<>(message.content().size());
        for (ContentPart part : message.content()) {
            if (part instanceof ContentPart.InputAudio p) {
                content.add(new ContentPart.InputAudio(p.transcript(), null));
            } else if (part instanceof ContentPart.OutputAudio p) {
                content.add(new ContentPart.OutputAudio(p.transcript(), null, p.heard()));
            } else {
                content.add(part);
            }
        }
        return new Item.Message(message.id(), message.role(), content, message.status());
    }

    private static boolean hasSound(ContentPart part) {
        return part instanceof ContentPart.InputAudio in && in.audio() != null
                || part instanceof ContentPart.OutputAudio out && out.audio() != null;
    }

    private static void set(List<ContentPart> content, int index, ContentPart part) {
        while (content.size() <= index) {
            content.add(new ContentPart.OutputText(""));
        }
        content.set(index, part);
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }
}
