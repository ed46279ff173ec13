package io.patchbay.rtc;

import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A WebRTC stack: ICE, DTLS-SRTP, Opus, SCTP. The service that a bundle registers; on a class path
 * it stands in {@code META-INF/services}. Whoever wants to talk takes {@link RtcLink}, which calls
 * an engine as it must be called. A public constructor without arguments that does nothing.
 *
 * <p>Methods may block for as long as native code takes to load, and are never called on an event
 * loop.
 */
@ConsumerType
public interface RtcEngine {

    /** What it is, in lower case, e.g. {@code libwebrtc}. */
    String name();

    /**
     * Why no peer can be made on this machine, in a line that says what to do; empty when it can.
     * Tries it out at the first call, so that the answer is true.
     */
    Optional<String> unavailable();

    /**
     * Makes one peer, not yet connected, with one audio track each way.
     *
     * @param listener told on threads of the engine
     * @throws RtcException {@link RtcException.Kind#UNAVAILABLE} when it cannot
     */
    RtcPeer open(RtcSettings settings, RtcPeer.Listener listener);

    /** Threads and clock for links on this engine; empty for those that all links share. */
    default Optional<RtcThreads> threads() {
        return Optional.empty();
    }
}
