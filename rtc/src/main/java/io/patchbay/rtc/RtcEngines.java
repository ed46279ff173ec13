package io.patchbay.rtc;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The engines of this JVM: services in a container, {@code META-INF/services} on a class path. From
 * any thread.
 */
public final class RtcEngines {

    private static final CopyOnWriteArrayList<RtcEngine> KNOWN = new CopyOnWriteArrayList<>();

    private RtcEngines() {}

    /** An engine has come; the first that works is taken. */
    static void add(RtcEngine engine) {
        KNOWN.add(engine);
    }

    /** An engine is gone. */
    static void remove(RtcEngine engine) {
        KNOWN.remove(engine);
    }

    /**
     * The engine that works here. May load native code: not on an event loop.
     *
     * @throws RtcException {@link RtcException.Kind#UNAVAILABLE} saying what is missing; every
     *     transport that needs no WebRTC works nevertheless
     */
    public static RtcEngine best() {
        List<String> reasons = new ArrayList<>();
        for (RtcEngine engine : all()) {
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

    private static List<RtcEngine> all() {
        if (!KNOWN.isEmpty()) {
            return KNOWN;
        }
        return ServiceLoader.load(RtcEngine.class, RtcEngine.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }
}
