package io.patchbay.api.transport;

import java.util.Objects;

/** Where in a conversation an item stands, or shall stand. */
public sealed interface Placement {

    /** At the end. */
    Placement END = new End();

    /** Before all others. */
    Placement FIRST = new First();

    /** At the end. */
    record End() implements Placement {}

    /** Before all others. */
    record First() implements Placement {}

    /** Right after another item. */
    record After(String itemId) implements Placement {
        /** Checks for null. */
        public After {
            Objects.requireNonNull(itemId, "itemId");
        }
    }

    /** Right after {@code itemId}. */
    static Placement after(String itemId) {
        return new After(itemId);
    }
}
