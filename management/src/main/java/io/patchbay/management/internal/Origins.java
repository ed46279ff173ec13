package io.patchbay.management.internal;

import io.patchbay.management.PlugBundle.Origin;
import io.patchbay.management.PlugStore;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;

/** Knows how each bundle came here. For any thread. */
final class Origins {

    private final PlugStore store;
    private final Map<Path, Path> watched = new ConcurrentHashMap<>();

    Origins(PlugStore store) {
        this.store = store;
    }

    Origin of(Bundle bundle) {
        Path file = TakeDown.file(bundle);
        if (file == null || !store.holds(file)) {
            return Origin.SHIPPED;
        }
        return watched.containsKey(file) ? Origin.WATCHED : Origin.INSTALLED;
    }

    /** A copy was made of a file in the watched folder. */
    void watch(Path copy, Path file) {
        watched.put(copy, file);
    }

    void forget(Path copy) {
        watched.remove(copy);
    }

    /** The file in the watched folder that a bundle was copied from, or null. */
    @Nullable Path watchedFile(Bundle bundle) {
        Path copy = TakeDown.file(bundle);
        return copy == null ? null : watched.get(copy);
    }
}
