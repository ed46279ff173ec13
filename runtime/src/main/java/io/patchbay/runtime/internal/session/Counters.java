package io.patchbay.runtime.internal.session;

/** What a session counts of things that went otherwise than asked. On the loop only. */
final class Counters {
    /** Errors of our own cancels, truncations and deletions that came too late to matter. */
    long absorbedErrors;

    /** Results of tools that were started under an older connection. */
    long staleResults;

    /** Calls in responses that did not complete. */
    long callsNotRun;

    /** Frames of the model that came after their response was interrupted. */
    long lateFrames;

    /** Bytes of caller's sound that nobody could take in time. */
    long callerBytesDropped;

    /** Exceptions of listeners. */
    long listenerFailures;
}
