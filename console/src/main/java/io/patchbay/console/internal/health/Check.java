package io.patchbay.console.internal.health;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks whether one thing is as it should be. For any thread; quick, and does not block. */
interface Check {

    /** One word: what is looked at. */
    String tag();

    /** Its name for people, among checks of others. */
    String title();

    /** What was found; never empty. */
    List<Finding> look();

    /** How bad something is, the worst last. */
    enum Level {
        OK,
        WARN,
        CRITICAL
    }

    /**
     * Something that was found.
     *
     * @param message in words
     * @param hint what to do, or null where nothing has to be done
     */
    record Finding(Level level, String message, @Nullable String hint) {

        static Finding ok(String message) {
            return new Finding(Level.OK, message, null);
        }

        static Finding warn(String message, String hint) {
            return new Finding(Level.WARN, message, hint);
        }

        static Finding critical(String message, String hint) {
            return new Finding(Level.CRITICAL, message, hint);
        }
    }
}
