package io.patchbay.runtime.internal.session;

/** Whether this machine has a flight recorder; a JDK may be built without. */
final class Flight {
    private static final boolean HERE = here();

    private Flight() {}

    /** Lets it watch a session, where there is one. */
    static void watch(SessionCore core) {
        if (HERE) {
            core.follow(new FlightRecorder(core));
        }
    }

    private static boolean here() {
        try {
            Class.forName("jdk.jfr.Event", false, Flight.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}
