package io.patchbay.bench.internal.sip;

import io.patchbay.audio.G711;
import io.patchbay.bench.internal.rtc.MarkerLedger;
import io.patchbay.bench.internal.rtc.MarkerVoice;
import io.patchbay.bench.internal.rtc.Markers;
import io.patchbay.sip.SipDoor;
import io.patchbay.sip.SipSettings;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Set;

/** What all steps have in common: G.711 over datagrams of this machine. */
final class Telephones {

    /** Samples per second. */
    static final int RATE = 8_000;

    /** Bytes of 20 ms of PCM16. */
    static final int FRAME_BYTES = RATE * 2 * Markers.WINDOW_MILLIS / 1_000;

    private static final int WINDOWS = Markers.COUNT * Markers.SLOT_MILLIS / Markers.WINDOW_MILLIS;

    private Telephones() {}

    /** Settings without limits that would be the benchmark's. */
    static SipSettings.Builder settings() {
        return SipSettings.builder()
                .host("127.0.0.1")
                .carriers(Set.of(SipSettings.Carrier.UDP))
                .codecs(List.of("PCMU"))
                .maxCalls(1_000_000)
                .maxCallsPerSource(1_000_000)
                .invitesPerSecond(1_000_000);
    }

    /** Where a door is called. */
    static URI address(SipDoor door) {
        return address(port(door));
    }

    static URI address(int port) {
        return URI.create("sip:bench@127.0.0.1:" + port);
    }

    static int port(SipDoor door) {
        String where = door.listening().get(0).toString();
        return Integer.parseInt(where.replaceFirst(".*:(\\d+).*", "$1"));
    }

    /** All markers once, in frames of PCM16. */
    static ByteBuffer[] markers() {
        MarkerVoice voice = new MarkerVoice(RATE, new MarkerLedger());
        voice.speak(Markers.COUNT);
        ByteBuffer[] frames = new ByteBuffer[WINDOWS];
        for (int i = 0; i < WINDOWS; i++) {
            frames[i] = voice.fill(ByteBuffer.allocate(FRAME_BYTES).order(ByteOrder.LITTLE_ENDIAN));
        }
        return frames;
    }

    /** The same in G.711. */
    static byte[][] codedMarkers() {
        ByteBuffer[] frames = markers();
        byte[][] coded = new byte[frames.length][];
        for (int i = 0; i < frames.length; i++) {
            ByteBuffer codes = ByteBuffer.allocate(FRAME_BYTES / 2);
            G711.MU_LAW.encode(frames[i], codes);
            coded[i] = codes.array();
        }
        return coded;
    }
}
