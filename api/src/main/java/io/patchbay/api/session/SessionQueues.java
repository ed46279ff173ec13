package io.patchbay.api.session;

/**
 * What waits in a session at one moment. All of it is bounded ({@link SessionLimits}).
 *
 * @param callerAudioBytes caller's sound that no line has taken yet
 * @param listenerEvents what waits for listeners off the loop, all of them together
 */
public record SessionQueues(long callerAudioBytes, int listenerEvents) {}
