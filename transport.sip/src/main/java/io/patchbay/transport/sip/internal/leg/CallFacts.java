package io.patchbay.transport.sip.internal.leg;

import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.CloseReason.Cause;
import io.patchbay.sip.SipCall;
import io.patchbay.sip.SipEnd;
import io.patchbay.sip.SipStatistics;
import java.util.HashMap;
import java.util.Map;

/** What is said of a call, in the words of sessions. */
final class CallFacts {
    private CallFacts() {}

    /** What is known of the caller, and how the call fares now. */
    static Map<String, String> of(SipCall call, Map<String, String> caller) {
        Map<String, String> facts = new HashMap<>(caller);
        SipStatistics now = call.statistics();
        facts.put("codec", call.codec());
        facts.put("encrypted", String.valueOf(call.encrypted()));
        facts.put("packets.sent", String.valueOf(now.sentPackets()));
        facts.put("packets.received", String.valueOf(now.receivedPackets()));
        facts.put("packets.lost", String.valueOf(now.lostPackets()));
        facts.put("packets.dropped", String.valueOf(now.droppedPackets()));
        facts.put("jitter.micros", String.valueOf(now.jitterMicros()));
        if (now.roundTripMicros() >= 0) {
            facts.put("round-trip.micros", String.valueOf(now.roundTripMicros()));
        }
        if (now.farLostPackets() >= 0) {
            facts.put("packets.far-lost", String.valueOf(now.farLostPackets()));
        }
        return Map.copyOf(facts);
    }

    /** Why a call is over. */
    static CloseReason reason(SipEnd end) {
        Cause cause =
                switch (end.cause()) {
                    case LOCAL -> Cause.LOCAL;
                    case REMOTE, REFUSED, TRANSFERRED -> Cause.REMOTE;
                    case LOST -> Cause.LOST;
                    case PROTOCOL -> Cause.PROTOCOL;
                };
        String text =
                switch (end.cause()) {
                    case TRANSFERRED -> "the call was transferred";
                    case REMOTE -> "the caller has hung up";
                    default -> end.reason();
                };
        return new CloseReason(cause, end.status(), text, null);
    }
}
