package io.patchbay.management;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An index of a {@link PlugStore} that could not be read as a whole: it keeps nobody from starting,
 * and a copy is there for whoever mends it.
 *
 * @param copy where that is
 */
record DamagedIndex(Path copy) {

    private static final System.Logger LOG = System.getLogger("io.patchbay.management");

    /** Whether there is a copy that nobody has taken away. */
    boolean isKept() {
        return Files.exists(copy);
    }

    /**
     * Copies an index, unless there is a copy of an older one.
     *
     * @param plugs how many could be read of it
     */
    void keep(Path index, int plugs) {
        LOG.log(
                Level.ERROR,
                "{0} is damaged: what could be read of it counts, {1} plugs; a copy is {2}, and no"
                        + " jar beside it is deleted until that is taken away. Install again what"
                        + " is missing",
                index,
                plugs,
                copy);
        try {
            if (Files.isRegularFile(index) && !isKept()) {
                Files.copy(index, copy);
            }
        } catch (IOException e) {
            LOG.log(Level.ERROR, "{0} cannot be copied: {1}", index, e);
        }
    }
}
