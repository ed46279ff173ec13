package io.patchbay.emulator;

/**
 * Counts since the start.
 *
 * @param sessions sessions that are open now
 * @param sessionsOpened sessions opened
 * @param refused handshakes that were refused
 * @param responses responses begun
 * @param errors error events sent
 * @param audioMillisIn milliseconds of sound received
 * @param audioMillisOut milliseconds of sound sent
 */
public record EmulatorMetrics(
        int sessions,
        long sessionsOpened,
        long refused,
        long responses,
        long errors,
        long audioMillisIn,
        long audioMillisOut) {}
