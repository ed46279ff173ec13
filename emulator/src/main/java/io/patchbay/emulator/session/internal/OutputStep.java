package io.patchbay.emulator.session.internal;

/** One output item in the making. Tells the run when it is complete. */
interface OutputStep {

    /** Opens the item and begins. */
    void start();

    /** Ends before its time: closes every level that is open, as incomplete. */
    void stop();

    /** Ends without a word. */
    default void abandon() {}
}
