package io.patchbay.emulator.session.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The default conversation: items in order, with a bound on the sound that is kept. */
final class Conversation {
    private final String id;
    private final int retainedAudioBytes;
    private final List<Item> items = new ArrayList<>();
    private final Map<String, Item> byId = new HashMap<>();
    private final Deque<Item> withAudio = new ArrayDeque<>();
    private int audioBytes;

    Conversation(String id, int retainedAudioBytes) {
        this.id = id;
        this.retainedAudioBytes = retainedAudioBytes;
    }

    String id() {
        return id;
    }

    List<Item> items() {
        return Collections.unmodifiableList(items);
    }

    @Nullable Item find(String itemId) {
        return byId.get(itemId);
    }

    @Nullable String lastId() {
        return items.isEmpty() ? null : items.get(items.size() - 1).id();
    }

    /** Adds at the end; the answer is the id of the item before, null if it is the first. */
    @Nullable String append(Item item) {
        return insert(item, items.size());
    }

    /** Puts an item first. */
    void prepend(Item item) {
        insert(item, 0);
    }

    /** Inserts after an item, which must be there. */
    void insertAfter(Item before, Item item) {
        insert(item, items.lastIndexOf(before) + 1);
    }

    private @Nullable String insert(Item item, int index) {
        items.add(index, item);
        byId.put(item.id(), item);
        return index == 0 ? null : items.get(index - 1).id();
    }

    void remove(Item item) {
        items.remove(item);
        byId.remove(item.id());
        if (withAudio.remove(item)) {
            audioBytes -= item.dropAudio();
        }
    }

    /** Counts the sound of an item that is complete, and lets the oldest sound go if needed. */
    void retain(Item item) {
        int bytes = item.audioBytes();
        if (bytes == 0 || withAudio.contains(item)) {
            return;
        }
        withAudio.add(item);
        audioBytes += bytes;
        while (audioBytes > retainedAudioBytes && !withAudio.isEmpty()) {
            audioBytes -= withAudio.remove().dropAudio();
        }
    }

    /** Tells that an item's sound became less. */
    void shrunk(Item item, int bytes) {
        if (withAudio.contains(item)) {
            audioBytes -= bytes;
        }
    }

    /** Whether some function was called with this id. */
    boolean hasCall(String callId) {
        return any("function_call", "call_id", callId);
    }

    /** Whether an approval was asked for with this id. */
    @Nullable Item approvalRequest(String requestId) {
        Item item = byId.get(requestId);
        return item != null && "mcp_approval_request".equals(item.type()) ? item : null;
    }

    private boolean any(String type, String field, String value) {
        for (int i = items.size() - 1; i >= 0; i--) {
            Item item = items.get(i);
            if (type.equals(item.type())
                    && value.equals(item.json().path(field).stringValue(null))) {
                return true;
            }
        }
        return false;
    }
}
