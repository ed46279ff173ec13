package io.patchbay.api.session;

/**
 * What a session counts of things that went otherwise than asked, since it was opened. Immutable.
 *
 * @param absorbedErrors errors of our own cancels, truncations and deletions that came too late to
 *     matter
 * @param staleResults results of tools that were started under an older connection
 * @param callsNotRun tool calls in responses that did not complete
 * @param lateFrames frames of the model that came after their response was interrupted
 * @param callerBytesDropped bytes of caller's sound that nobody could take in time
 * @param listenerFailures exceptions of listeners
 * @param listenerDrops what was not delivered to listeners that were too slow
 */
public record SessionCounters(
        long absorbedErrors,
        long staleResults,
        long callsNotRun,
        long lateFrames,
        long callerBytesDropped,
        long listenerFailures,
        long listenerDrops) {}
