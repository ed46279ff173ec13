package io.patchbay.runtime.internal.session;

import io.patchbay.api.session.SessionCounters;

/**
 * What a session counts of things that went otherwise than asked. Written on the loop only, so that
 * a plain increment loses nothing; read from any thread.
 */
final class Counters {
    /** Errors of our own cancels, truncations and deletions that came too late to matter. */
    volatile long absorbedErrors;

    /** Results of tools that were started under an older connection. */
    volatile long staleResults;

    /** Calls in responses that did not complete. */
    volatile long callsNotRun;

    /** Frames of the model that came after their response was interrupted. */
    volatile long lateFrames;

    /** Bytes of caller's sound that nobody could take in time. */
    volatile long callerBytesDropped;

    /** Bytes of caller's sound that a line took, and the next one got again. */
    long callerBytesReplayed;

    /** Exceptions of listeners. */
    volatile long listenerFailures;

    /** What was not delivered to listeners that were too slow. */
    volatile long listenerDrops;

    /** As it stands. Any thread. */
    SessionCounters snapshot() {
        return new SessionCounters(
                absorbedErrors,
                staleResults,
                callsNotRun,
                lateFrames,
                callerBytesDropped,
                listenerFailures,
                listenerDrops);
    }
}
