package io.patchbay.provider.gemini.internal;

import io.patchbay.api.tool.ToolDefinition;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The calls that wait for an output: an output must name its function, and is scheduled only where
 * the model did not wait for it.
 */
final class PendingCalls {

    /** A model has not so many open at once. */
    private static final int MAX = 256;

    private static final String UNNAMED = "unnamed-";

    private final Set<String> background;
    private final Map<String, String> open = new LinkedHashMap<>();
    private final Map<String, String> told = new HashMap<>();
    private long unnamed;

    /**
     * None yet.
     *
     * @param tools those that the model may call
     */
    PendingCalls(List<ToolDefinition> tools) {
        background =
                tools.stream()
                        .filter(
                                tool ->
                                        tool instanceof ToolDefinition.Function function
                                                && function.background())
                        .map(ToolDefinition::name)
                        .collect(Collectors.toUnmodifiableSet());
    }

    /** A call came; its id, one of our own where the service gave none. */
    String called(@Nullable String id, String name) {
        String call = id == null || id.isEmpty() ? UNNAMED + ++unnamed : id;
        open.put(call, name);
        if (open.size() > MAX) {
            open.remove(open.keySet().iterator().next());
        }
        return call;
    }

    /** Whether the id of a call is the service's own. */
    boolean named(String call) {
        return !(call.startsWith(UNNAMED) && open.containsKey(call));
    }

    /** The function of a call that is open, or null. */
    @Nullable String name(String call) {
        return open.get(call);
    }

    /** Whether the model goes on while a function runs. */
    boolean background(@Nullable String name) {
        return name != null && background.contains(name);
    }

    /** The call has its output, or was taken back. */
    void forget(String call) {
        open.remove(call);
    }

    /** Functions of calls that were told in words, by call. */
    Map<String, String> told() {
        if (told.size() > MAX) {
            told.clear();
        }
        return told;
    }
}
