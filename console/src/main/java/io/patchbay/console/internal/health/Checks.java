package io.patchbay.console.internal.health;

import java.util.List;

/** Where checks are asked. */
interface Checks extends AutoCloseable {

    /** Has all of them look; may take a few seconds. */
    List<Checked> look();

    @Override
    void close();
}
