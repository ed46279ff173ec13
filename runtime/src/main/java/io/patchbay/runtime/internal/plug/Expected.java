package io.patchbay.runtime.internal.plug;

import io.patchbay.api.plug.PlugKind;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Which plugs that are not there may come. For any thread. */
final class Expected {
    /** How many names of plugs that are gone are remembered. */
    private static final int KEPT = 1000;

    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private volatile boolean anyOrder;

    /** Plugs come in any order from now on. */
    void inAnyOrder() {
        anyOrder = true;
    }

    /** A plug came; it may come again. */
    void came(PlugKind kind, String name) {
        if (seen.size() < KEPT) {
            seen.add(kind + " " + name);
        }
    }

    /** Whether it was there before, or any may come. */
    boolean mayCome(PlugKind kind, String name) {
        return anyOrder || seen.contains(kind + " " + name);
    }
}
