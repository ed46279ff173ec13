package io.patchbay.sip;

/**
 * What was measured on a call.
 *
 * @param sentPackets packets of sound that were sent
 * @param receivedPackets packets of sound that were taken
 * @param lostPackets packets that never came, or too late
 * @param concealedMicros sound that was made up for them
 * @param droppedPackets packets that were refused: of strangers, malformed, too many
 * @param jitterMicros the spread of their arrival (RFC 3550)
 * @param farLostPackets packets that the far end says it lost; -1 while it says nothing
 * @param roundTripMicros to the far end and back; -1 while unknown
 * @param bufferMicros what waits before it is heard
 */
public record SipStatistics(
        long sentPackets,
        long receivedPackets,
        long lostPackets,
        long concealedMicros,
        long droppedPackets,
        long jitterMicros,
        long farLostPackets,
        long roundTripMicros,
        long bufferMicros) {}
