package io.patchbay.runtime.internal.session;

import io.patchbay.api.history.ContentPart;
import io.patchbay.api.history.Item;
import io.patchbay.api.history.ItemStatus;
import io.patchbay.api.transport.Placement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The conversation that a {@link SoakServer} keeps. */
final class SoakConversation {
    private final List<Item> items = new ArrayList<>();
    private final Map<String, Item> byId = new HashMap<>();

    /** How much sound of an answer there is, in milliseconds. */
    private final Map<String, Long> sound = new HashMap<>();

    /** Where answers were truncated, in milliseconds. */
    private final Map<String, Long> truncated = new HashMap<>();

    List<Item> items() {
        return items;
    }

    @Nullable Item item(String id) {
        return byId.get(id);
    }

    boolean isTruncated(String id) {
        return truncated.containsKey(id);
    }

    Placement append(Item item) {
        Placement place =
                items.isEmpty()
                        ? Placement.FIRST
                        : Placement.after(items.get(items.size() - 1).id());
        items.add(item);
        byId.put(item.id(), item);
        return place;
    }

    /** Where it stands now; null when there is no such place. */
    @Nullable Placement put(Item item, Placement wanted) {
        if (wanted instanceof Placement.End) {
            return append(item);
        }
        int position = 0;
        if (wanted instanceof Placement.After after) {
            position = position(after.itemId()) + 1;
            if (position == 0) {
                return null;
            }
        }
        items.add(position, item);
        byId.put(item.id(), item);
        return position == 0 ? Placement.FIRST : Placement.after(items.get(position - 1).id());
    }

    private int position(String id) {
        for (int i = items.size() - 1; i >= 0; i--) {
            if (items.get(i).id().equals(id)) {
                return i;
            }
        }
        return -1;
    }

    /** What is known of an item grows; an item that was deleted stays so. */
    void replace(Item item) {
        int position = position(item.id());
        if (position >= 0) {
            items.set(position, item);
            byId.put(item.id(), item);
        }
    }

    void spoken(String id, long millis) {
        sound.merge(id, millis, Long::sum);
    }

    boolean delete(String id) {
        if (byId.remove(id) == null) {
            return false;
        }
        items.remove(position(id));
        sound.remove(id);
        truncated.remove(id);
        return true;
    }

    boolean truncate(String id, long millis) {
        Item item = byId.get(id);
        if (item == null || millis > sound.getOrDefault(id, -1L)) {
            return false;
        }
        truncated.put(id, millis);
        return true;
    }

    boolean transcribed(String id, String words) {
        if (!(byId.get(id) instanceof Item.Message message)) {
            return false;
        }
        replace(
                new Item.Message(
                        id,
                        message.role(),
                        List.of(new ContentPart.InputAudio(words, null)),
                        ItemStatus.COMPLETED));
        return true;
    }
}
