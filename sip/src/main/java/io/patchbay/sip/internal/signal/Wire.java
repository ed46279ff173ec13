package io.patchbay.sip.internal.signal;

import io.patchbay.sip.SipSettings;
import io.patchbay.sip.SipSettings.Carrier;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Consumer;

/** What transactions stand on: bytes to somewhere. On the door's loop. */
interface Wire {

    /**
     * Sends a request, over a stream on the connection that is there or a new one.
     *
     * @param failed told the reason when it cannot be sent; perhaps before this returns
     */
    void send(byte[] message, Hop to, Consumer<String> failed);

    /**
     * Sends an answer: over a stream on the connection that the request came on; when that is gone,
     * on one to {@code otherwise} (RFC 3261 §18.2.2).
     */
    void answer(byte[] message, Hop to, Hop otherwise);

    /** Whether it can send over this. */
    boolean has(Carrier carrier);

    /** With whose certificates connections are made and taken from now on. */
    void certify(SipSettings settings);

    /** Where it listens. */
    List<Hop> listening();

    /** Our address as the far end sees it. */
    InetSocketAddress localTowards(Hop to) throws IOException;

    /** Closes all. */
    void close();
}
