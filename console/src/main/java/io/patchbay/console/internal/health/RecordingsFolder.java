package io.patchbay.console.internal.health;

import java.nio.file.Path;

/** Where recordings are written, for who looks whether there is room. */
public interface RecordingsFolder {

    /** The folder; it need not be there yet. */
    Path folder();
}
