package io.patchbay.emulator.speech;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * The service that offers a way of speaking. Stateless, with a public constructor without arguments
 * that loads nothing.
 */
@ConsumerType
public interface SpeakerFactory {

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
     * Makes a speaker. Cheap: a voice is loaded with the first sentence.
     *
     * @return a new speaker, closed by the caller
     */
    Speaker open();
}
