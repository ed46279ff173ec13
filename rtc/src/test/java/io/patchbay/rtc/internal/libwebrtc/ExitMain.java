package io.patchbay.rtc.internal.libwebrtc;

import io.patchbay.rtc.RtcSettings;
import java.time.Duration;

/** Calls, hangs up and returns: the JVM ends when nothing native is left. */
final class ExitMain {

    private ExitMain() {}

    public static void main(String[] arguments) {
        LibwebrtcEngine engine = new LibwebrtcEngine(300_000, Duration.ofMillis(200));
        try (HeardPeer caller = new HeardPeer(engine, RtcSettings.defaults());
                HeardPeer called = new HeardPeer(engine, RtcSettings.defaults())) {
            HeardPeer.connect(caller, called);
            caller.say("good-bye");
            System.out.println("heard " + called.nextText());
        }
    }
}
