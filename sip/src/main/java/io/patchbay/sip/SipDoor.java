package io.patchbay.sip;

import io.patchbay.api.session.SerialLoop;
import java.net.URI;
import java.util.List;
import java.util.concurrent.ConcurrentMap;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One plug's share of listening sockets that outlive it. All methods from any thread.
 *
 * @see SipDoors
 */
@ProviderType
public interface SipDoor extends AutoCloseable {

    /**
     * Where it listens, with the ports that were bound: {@code sip:127.0.0.1:5062;transport=udp}.
     */
    List<URI> listening();

    /**
     * Places a call.
     *
     * @param loop where everything of this call happens
     * @return the call, on its way; {@link SipCall.Listener#onEnded} says when it fails
     * @throws IllegalArgumentException for an address that is none, naming what is wrong
     * @throws IllegalStateException when the door is closed
     */
    SipCall call(SipTarget target, SerialLoop loop, SipCall.Listener listener);

    /** Samples per second of the sound of calls that are placed: {@link SipCall#sampleRate()}. */
    int sampleRate();

    /** How the registrations stand that these sockets have: those of the newest door. */
    List<SipRegistration> registrations();

    /** How calls and requests fared, since the sockets were opened. */
    SipCounters counters();

    /**
     * What plugs of this door's name leave to their successors: text, so that nothing of a bundle
     * is kept alive by it. Whoever writes bounds it.
     */
    ConcurrentMap<String, String> memory();

    /**
     * Takes no more calls. Those that were taken or placed go on undisturbed. Closing twice does
     * nothing; never blocks.
     */
    @Override
    void close();
}
