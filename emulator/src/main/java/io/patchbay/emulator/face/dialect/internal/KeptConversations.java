package io.patchbay.emulator.face.dialect.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Conversations that another connection may go on with, by their id; the oldest are forgotten when
 * there are too many. Thread-safe.
 */
final class KeptConversations {
    private static final int MAX = 1_024;

    private final Map<String, List<String>> items = new LinkedHashMap<>();

    synchronized void keep(String id, List<String> conversation) {
        items.remove(id);
        items.put(id, conversation);
        if (items.size() > MAX) {
            items.remove(items.keySet().iterator().next());
        }
    }

    synchronized Optional<List<String>> find(String id) {
        return Optional.ofNullable(items.get(id));
    }
}
