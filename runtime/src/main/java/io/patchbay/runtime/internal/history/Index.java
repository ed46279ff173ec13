package io.patchbay.runtime.internal.history;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An immutable map of names to positions that shares all it can with the maps it was made from: a
 * hash trie of 32-fold nodes. Names whose hashes are equal are chained.
 */
final class Index {
    static final Index EMPTY = new Index(0, new Object[0]);

    private static final int BITS = 5;
    private static final int MAX_SHIFT = 30;

    private final int bitmap;
    private final Object[] slots;

    private record Leaf(String key, int value, @Nullable Leaf next) {
        @Nullable Leaf find(String wanted) {
            for (Leaf leaf = this; leaf != null; leaf = leaf.next) {
                if (leaf.key.equals(wanted)) {
                    return leaf;
                }
            }
            return null;
        }

        static @Nullable Leaf without(@Nullable Leaf chain, String key) {
            if (chain == null || chain.key.equals(key)) {
                return chain == null ? null : chain.next;
            }
            return new Leaf(chain.key, chain.value, without(chain.next, key));
        }
    }

    private Index(int bitmap, Object[] slots) {
        this.bitmap = bitmap;
        this.slots = slots;
    }

    /** The position of {@code key}, or -1. */
    int get(String key) {
        int hash = key.hashCode();
        Index node = this;
        for (int shift = 0; ; shift += BITS) {
            int bit = bit(hash, shift);
            if ((node.bitmap & bit) == 0) {
                return -1;
            }
            Object slot = node.slots[node.position(bit)];
            if (slot instanceof Index child) {
                node = child;
                continue;
            }
            Leaf leaf = ((Leaf) slot).find(key);
            return leaf == null ? -1 : leaf.value;
        }
    }

    /** This with {@code key} at {@code value}. */
    Index with(String key, int value) {
        return with(key, key.hashCode(), value, 0);
    }

    /** This without {@code key}. */
    Index without(String key) {
        return get(key) < 0 ? this : without(key, key.hashCode(), 0);
    }

    private Index with(String key, int hash, int value, int shift) {
        int bit = bit(hash, shift);
        int position = position(bit);
        if ((bitmap & bit) == 0) {
            Object[] longer = new Object[slots.length + 1];
            System.arraycopy(slots, 0, longer, 0, position);
            longer[position] = new Leaf(key, value, null);
            System.arraycopy(slots, position, longer, position + 1, slots.length - position);
            return new Index(bitmap | bit, longer);
        }
        Object slot = slots[position];
        if (slot instanceof Index child) {
            return replaced(position, child.with(key, hash, value, shift + BITS));
        }
        Leaf leaf = (Leaf) slot;
        if (leaf.key.hashCode() == hash || shift >= MAX_SHIFT) {
            return replaced(position, new Leaf(key, value, Leaf.without(leaf, key)));
        }
        int below = shift + BITS;
        Index child = new Index(bit(leaf.key.hashCode(), below), new Object[] {leaf});
        return replaced(position, child.with(key, hash, value, below));
    }

    private Index without(String key, int hash, int shift) {
        int bit = bit(hash, shift);
        int position = position(bit);
        Object slot = slots[position];
        if (slot instanceof Index child) {
            Index less = child.without(key, hash, shift + BITS);
            return less.bitmap == 0 ? cut(bit, position) : replaced(position, less);
        }
        Leaf rest = Leaf.without((Leaf) slot, key);
        return rest == null ? cut(bit, position) : replaced(position, rest);
    }

    private Index replaced(int position, Object slot) {
        Object[] changed = slots.clone();
        changed[position] = slot;
        return new Index(bitmap, changed);
    }

    private Index cut(int bit, int position) {
        Object[] shorter = Arrays.copyOf(slots, slots.length - 1);
        System.arraycopy(slots, position + 1, shorter, position, shorter.length - position);
        return new Index(bitmap & ~bit, shorter);
    }

    private int position(int bit) {
        return Integer.bitCount(bitmap & (bit - 1));
    }

    private static int bit(int hash, int shift) {
        return 1 << ((hash >>> shift) & 31);
    }
}
