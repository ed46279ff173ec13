package io.patchbay.emulator.speech;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * The service that offers a way of hearing. Stateless, with a public constructor without arguments
 * that loads nothing.
 */
@ConsumerType
public interface EarFactory {

    /**
     * How users select it.
     *
     * @return a short lower-case name
     */
    String name();

    /**
     * Which one is taken when nobody selects: the highest. The embedded engine has the lowest rank
     * of all, so that whatever is installed beside it comes first.
     *
     * @return a rank, 0 by default
     */
    default int ranking() {
        return 0;
    }

    /**
     * Makes an ear. Cheap: models are loaded with the first turn, or by {@link Ear#warmUp}.
     *
     * @param options bounds
     * @return a new ear, closed by the caller
     */
    Ear open(EarOptions options);
}
