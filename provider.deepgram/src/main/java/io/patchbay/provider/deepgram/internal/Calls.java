package io.patchbay.provider.deepgram.internal;

import io.patchbay.api.history.Item;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The names of functions by the ids of their calls: an output has to name both. Bounded. */
final class Calls {

    private static final int MOST = 256;

    private final Map<String, String> names = new LinkedHashMap<>();

    /** With the calls that an earlier line made. */
    Calls(List<Item> history) {
        for (Item item : history) {
            if (item instanceof Item.FunctionCall call) {
                made(call.callId(), call.name());
            }
        }
    }

    void made(String callId, String name) {
        names.put(callId, name);
        if (names.size() > MOST) {
            names.remove(names.keySet().iterator().next());
        }
    }

    /** The name of the function; of a call that nobody knows, that. */
    String name(String callId) {
        return names.getOrDefault(callId, "unknown");
    }
}
