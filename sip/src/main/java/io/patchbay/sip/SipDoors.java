package io.patchbay.sip;

import io.patchbay.sip.internal.SharedSipDoors;
import java.io.IOException;
import java.net.URI;
import java.util.List;

/**
 * Listening sockets that several plugs share and that no plug owns (RULES 3). Whoever opens the
 * same addresses joins the sockets that are there, and the newest door takes the calls that come;
 * when it is gone the one before again. After the last door is closed the sockets listen on for
 * {@link #GRACE_SECONDS}, so that a successor finds them: calls get 503 with {@code Retry-After}
 * meanwhile, and calls that are up go on until they end. For any thread.
 */
public final class SipDoors {

    /** How long a place without a plug is kept. */
    public static final int GRACE_SECONDS = 10;

    private SipDoors() {}

    /**
     * Where a door listens.
     *
     * @param name whose it is
     * @param uri such as {@code sip:127.0.0.1:5062;transport=udp}
     */
    public record Listening(String name, URI uri) {}

    /**
     * Opens a door. Blocks until it listens, so not for an event loop.
     *
     * @param name whose it is: with port 0, a door of the same name joins the sockets that the
     *     earlier one picked
     * @param settings where and how; those of the newest door hold for what comes after it
     * @param handler who decides on calls
     * @throws IOException when an address is taken or is not this machine's; the message says so
     * @throws IllegalArgumentException when none of the codecs that the settings name can be had;
     *     the message says what to add. One that is wanting beside others is logged
     */
    public static SipDoor open(String name, SipSettings settings, SipHandler handler)
            throws IOException {
        return SharedSipDoors.open(name, settings, handler);
    }

    /**
     * The doors that are open now, in the order in which they were opened, each as often as it has
     * addresses.
     */
    public static List<Listening> listening() {
        return SharedSipDoors.listening();
    }
}
