package io.patchbay.runtime.internal.history;

import io.patchbay.api.history.Item;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.Objects;
import java.util.RandomAccess;

/**
 * An immutable list of items that shares all it can with the lists it was made from: a tree of
 * 32-fold nodes with a tail. Appending, replacing and reading cost the same at any length that a
 * conversation can have (at most seven levels); inserting and removing cost in proportion to what
 * follows, which is little, because conversations change at their end.
 */
final class ItemList extends AbstractList<Item> implements RandomAccess {
    static final ItemList EMPTY = new ItemList(0, 5, new Object[0], new Object[0]);

    private static final int BITS = 5;
    private static final int WIDTH = 1 << BITS;
    private static final int MASK = WIDTH - 1;

    private final int size;
    private final int shift;
    private final Object[] root;
    private final Object[] tail;

    private ItemList(int size, int shift, Object[] root, Object[] tail) {
        this.size = size;
        this.shift = shift;
        this.root = root;
        this.tail = tail;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public Item get(int index) {
        Objects.checkIndex(index, size);
        return (Item) leaf(index)[index & MASK];
    }

    /** This with {@code item} at the end. */
    ItemList append(Item item) {
        if (tail.length < WIDTH) {
            Object[] longer = Arrays.copyOf(tail, tail.length + 1);
            longer[tail.length] = item;
            return new ItemList(size + 1, shift, root, longer);
        }
        Object[] fresh = {item};
        if (tailStart() == WIDTH << shift) {
            Object[] higher = {root, path(shift, tail)};
            return new ItemList(size + 1, shift + BITS, higher, fresh);
        }
        return new ItemList(size + 1, shift, push(shift, root, size - 1, tail), fresh);
    }

    /** This with {@code item} at {@code index} in place of what is there. */
    ItemList with(int index, Item item) {
        Objects.checkIndex(index, size);
        if (index >= tailStart()) {
            Object[] changed = tail.clone();
            changed[index & MASK] = item;
            return new ItemList(size, shift, root, changed);
        }
        return new ItemList(size, shift, replace(shift, root, index, item), tail);
    }

    /** This without its last item. */
    ItemList withoutLast() {
        if (size <= 1) {
            return EMPTY;
        }
        if (tail.length > 1) {
            return new ItemList(size - 1, shift, root, Arrays.copyOf(tail, tail.length - 1));
        }
        Object[] newTail = leaf(size - 2);
        Object[] shorter = pop(shift, root, size - 2);
        if (shift > BITS && shorter.length == 1) {
            return new ItemList(size - 1, shift - BITS, (Object[]) shorter[0], newTail);
        }
        return new ItemList(size - 1, shift, shorter, newTail);
    }

    private int tailStart() {
        return size - tail.length;
    }

    private Object[] leaf(int index) {
        if (index >= tailStart()) {
            return tail;
        }
        Object[] node = root;
        for (int level = shift; level > 0; level -= BITS) {
            node = (Object[]) node[(index >>> level) & MASK];
        }
        return node;
    }

    private static Object[] path(int level, Object[] leaf) {
        return level == 0 ? leaf : new Object[] {path(level - BITS, leaf)};
    }

    private static Object[] push(int level, Object[] node, int lastIndex, Object[] leaf) {
        int slot = (lastIndex >>> level) & MASK;
        Object[] changed = Arrays.copyOf(node, Math.max(node.length, slot + 1));
        if (level == BITS) {
            changed[slot] = leaf;
        } else {
            changed[slot] =
                    slot < node.length
                            ? push(level - BITS, (Object[]) node[slot], lastIndex, leaf)
                            : path(level - BITS, leaf);
        }
        return changed;
    }

    private static Object[] replace(int level, Object[] node, int index, Item item) {
        Object[] changed = node.clone();
        int slot = (index >>> level) & MASK;
        changed[slot] =
                level == 0 ? item : replace(level - BITS, (Object[]) node[slot], index, item);
        return changed;
    }

    /** {@code node} without the leaf that holds {@code lastIndex}, its last one. */
    private static Object[] pop(int level, Object[] node, int lastIndex) {
        int slot = (lastIndex >>> level) & MASK;
        if (level > BITS) {
            Object[] child = pop(level - BITS, (Object[]) node[slot], lastIndex);
            if (child.length > 0) {
                Object[] changed = node.clone();
                changed[slot] = child;
                return changed;
            }
        }
        return Arrays.copyOf(node, slot);
    }
}
