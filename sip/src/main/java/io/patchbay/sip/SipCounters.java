package io.patchbay.sip;

/**
 * Counts of one set of listening sockets.
 *
 * @param calls calls that are up or ring now
 * @param offered INVITEs of new calls
 * @param refusedByLimit of these, refused by a limit or an allow-list
 * @param unauthorised requests whose digest was missing or wrong
 * @param malformed messages that were no SIP, or broke a bound
 * @param retransmitted requests and answers that came again
 */
public record SipCounters(
        int calls,
        long offered,
        long refusedByLimit,
        long unauthorised,
        long malformed,
        long retransmitted) {}
