package io.patchbay.tck.rtc;

import io.patchbay.rtc.RtcSettings;
import java.time.Duration;
import java.util.Locale;

/** Prints how calls sound over networks that get worse; for docs/webrtc.md. */
final class BadNetworkFigures {

    private static final int WINDOWS = 75;

    private BadNetworkFigures() {}

    /** Prints a line for each network. */
    public static void main(String[] args) {
        measure(0, 0, 0);
        measure(0.02, 20, 30);
        measure(0.05, 50, 50);
        measure(0.10, 50, 100);
    }

    private static void measure(double loss, int delay, int jitter) {
        try (RtcRelay relay = RtcRelay.open();
                RealCall call = new RealCall(RtcSettings.defaults())) {
            relay.lose(loss).delay(Duration.ofMillis(delay), Duration.ofMillis(jitter));
            long start = System.nanoTime();
            call.connect(relay::through);
            long up = (System.nanoTime() - start) / 1_000_000;
            ToneWindows there = call.called.heard;
            there.forget();
            call.caller.heard.forget();
            call.await(() -> there.clear() + there.others() >= WINDOWS);
            System.out.printf(
                    Locale.ROOT,
                    "loss %.0f %%, delay %d to %d ms: text after %d ms, %s / %s, %d of %d packets"
                            + " lost%n",
                    100 * loss,
                    delay,
                    delay + jitter,
                    up,
                    call.caller.heard,
                    there,
                    relay.lost(),
                    relay.lost() + relay.forwarded());
        }
    }
}
