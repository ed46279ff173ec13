package io.patchbay.management;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Hears of changes of plugs, whoever asked for them. Called on a thread of {@link PlugControl}, one
 * after the other; must not block.
 */
@ConsumerType
public interface PlugListener {

    /** A change has gone a step further. */
    default void progressed(PlugProgress progress) {}

    /** A change was made or refused, or what it gave up has gone: what history has. */
    default void changed(PlugChange change) {}
}
