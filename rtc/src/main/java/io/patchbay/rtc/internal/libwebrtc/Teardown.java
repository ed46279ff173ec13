package io.patchbay.rtc.internal.libwebrtc;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * One step of giving native things back; a step that fails must not keep the next from its turn.
 */
final class Teardown {

    private Teardown() {}

    static void step(Logger log, String what, Runnable action) {
        try {
            action.run();
        } catch (Throwable e) {
            log.log(Level.DEBUG, "the " + what + " was not given back", e);
        }
    }
}
