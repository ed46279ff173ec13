package io.patchbay.runtime.internal.history;

import io.patchbay.api.history.History;
import io.patchbay.api.history.Item;
import java.util.List;
import java.util.Optional;

/**
 * A conversation at one moment, and what the next moment is made from. Immutable.
 *
 * @param list the items in order
 * @param index positions by item id, and of outputs by call id under a key of their own
 */
record HistorySnapshot(ItemList list, Index index) implements History {
    static final HistorySnapshot EMPTY = new HistorySnapshot(ItemList.EMPTY, Index.EMPTY);

    @Override
    public List<Item> items() {
        return list;
    }

    @Override
    public Optional<Item> item(String id) {
        int position = index.get(id);
        return position < 0 ? Optional.empty() : Optional.of(list.get(position));
    }

    @Override
    public Optional<Item.FunctionCallOutput> output(String callId) {
        int position = index.get(outputKey(callId));
        return position >= 0 && list.get(position) instanceof Item.FunctionCallOutput output
                ? Optional.of(output)
                : Optional.empty();
    }

    int position(String id) {
        return index.get(id);
    }

    HistorySnapshot append(Item item) {
        return new HistorySnapshot(list.append(item), indexed(index, item, list.size()));
    }

    HistorySnapshot replace(int position, Item item) {
        return new HistorySnapshot(list.with(position, item), indexed(index, item, position));
    }

    HistorySnapshot insert(int position, Item item) {
        if (position >= list.size()) {
            return append(item);
        }
        // what follows moves up by one, from the end, so that no item is ever overwritten unseen
        HistorySnapshot moved = append(list.get(list.size() - 1));
        for (int i = list.size() - 1; i > position; i--) {
            moved = moved.replace(i, list.get(i - 1));
        }
        return moved.replace(position, item);
    }

    HistorySnapshot remove(int position) {
        Item removed = list.get(position);
        HistorySnapshot moved = this;
        for (int i = position; i < list.size() - 1; i++) {
            moved = moved.replace(i, list.get(i + 1));
        }
        Index left = moved.index.without(removed.id());
        if (removed instanceof Item.FunctionCallOutput output) {
            left = left.without(outputKey(output.callId()));
        }
        return new HistorySnapshot(moved.list.withoutLast(), left);
    }

    private static Index indexed(Index index, Item item, int position) {
        Index with = index.get(item.id()) == position ? index : index.with(item.id(), position);
        return item instanceof Item.FunctionCallOutput output
                ? with.with(outputKey(output.callId()), position)
                : with;
    }

    /** No provider's id begins with a control character. */
    private static String outputKey(String callId) {
        return '\0' + callId;
    }

    /** Sizes only: a conversation is content. */
    @Override
    public String toString() {
        return "History[" + list.size() + " items]";
    }
}
