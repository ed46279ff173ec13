package io.patchbay.rtc;

import io.patchbay.rtc.internal.KnownEngines;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The engines of this JVM: services in a container, {@code META-INF/services} on a class path. From
 * any thread.
 */
public final class RtcEngines {

    private RtcEngines() {}

    /**
     * The engine that works here; of several the one with the highest service ranking. May load
     * native code: not on an event loop.
     *
     * @throws RtcException {@link RtcException.Kind#UNAVAILABLE} saying what is missing; every
     *     transport that needs no WebRTC works nevertheless
     */
    public static RtcEngine best() {
        return best(KnownEngines.all());
    }

    static RtcEngine best(List<RtcEngine> engines) {
        List<String> reasons = new ArrayList<>();
        for (RtcEngine engine : engines) {
            Optional<String> why = engine.unavailable();
            if (why.isEmpty()) {
                return engine;
            }
            reasons.add(engine.name() + ": " + why.get());
        }
        throw new RtcException(
                RtcException.Kind.UNAVAILABLE,
                reasons.isEmpty()
                        ? "there is no WebRTC engine; add io.patchbay.lib.webrtc"
                        : "no WebRTC engine works here: " + String.join("; ", reasons));
    }
}
