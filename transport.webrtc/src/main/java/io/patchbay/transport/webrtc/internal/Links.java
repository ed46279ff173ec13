package io.patchbay.transport.webrtc.internal;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.rtc.RtcEngines;
import io.patchbay.rtc.RtcLink;
import io.patchbay.rtc.RtcSettings;

/** Makes links. */
@FunctionalInterface
interface Links {

    /** Links of the engine that works here. */
    Links BEST =
            () -> {
                var engine = RtcEngines.best();
                return (settings, loop, listener) -> RtcLink.open(engine, settings, loop, listener);
            };

    /** Makes one link. On the loop. */
    @FunctionalInterface
    interface Maker {
        /** A link, not yet connected. */
        RtcLink open(RtcSettings settings, SerialLoop loop, RtcLink.Listener listener);
    }

    /**
     * Finds out who makes a link here. May load native code: not on an event loop.
     *
     * @throws io.patchbay.rtc.RtcException when nobody can, saying what is missing
     */
    Maker find();
}
