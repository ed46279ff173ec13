package io.patchbay.sip.internal.media;

import java.net.InetSocketAddress;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What offer and answer came to.
 *
 * @param codec what we send
 * @param sendType its payload type
 * @param receiveTypes payload types that may come, and what they mean
 * @param keys how keys are sent, or null when the far end does not take them
 * @param keyReceiveTypes payload types of keys that may come, with their clock
 * @param packetMillis how much sound is in a packet of ours
 * @param far where the far end takes sound; null while it gave no address
 * @param farControl where it takes RTCP; null as well
 * @param mux whether RTCP shares the port
 * @param direction which ways sound goes, seen from us
 * @param farHolds whether the far end takes no sound
 * @param encryption keys of both sides, or null
 */
record Agreement(
        Codec codec,
        int sendType,
        Map<Integer, Codec> receiveTypes,
        @Nullable KeyType keys,
        Map<Integer, Integer> keyReceiveTypes,
        int packetMillis,
        @Nullable InetSocketAddress far,
        @Nullable InetSocketAddress farControl,
        boolean mux,
        Direction direction,
        boolean farHolds,
        @Nullable Encryption encryption) {

    Agreement {
        receiveTypes = Map.copyOf(receiveTypes);
        keyReceiveTypes = Map.copyOf(keyReceiveTypes);
    }

    /** A payload type of {@code telephone-event} and its clock. */
    record KeyType(int type, int clock) {}

    /** Keys of both sides; shown nowhere. */
    record Encryption(SdesKey ours, SdesKey theirs) {
        @Override
        public String toString() {
            return "Encryption[" + ours.suite() + "]";
        }
    }
}
