package io.patchbay.api.history;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A conversation as it stood at one moment: immutable, for any thread. Taking one costs the same
 * however long the conversation is; items are shared with later moments.
 */
@ProviderType
public interface History {

    /**
     * All items in the order of the conversation, unmodifiable. Random access costs the same at any
     * length.
     */
    List<Item> items();

    /** How many items there are. */
    default int size() {
        return items().size();
    }

    /** The item with this id. */
    Optional<Item> item(String id);

    /** The output of a function call, once it was sent. */
    Optional<Item.FunctionCallOutput> output(String callId);
}
