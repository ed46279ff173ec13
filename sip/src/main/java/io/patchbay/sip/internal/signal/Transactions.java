package io.patchbay.sip.internal.signal;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.sip.SipSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * Requests and their answers over the sockets of one door (RFC 3261 §17, §18): retransmission,
 * matching, time limits, the top Via, framing, bounds. On the door's loop.
 */
public interface Transactions {

    /**
     * Opens the sockets that {@code settings} name. Waits for {@code loop}, so not on it, nor on
     * another.
     *
     * @param loop where everything happens
     * @throws IOException when an address is taken or is not this machine's; the message says so
     * @throws IllegalArgumentException naming the setting that is wrong
     */
    static Transactions open(
            SerialLoop loop, SipSettings settings, Capabilities capabilities, User user)
            throws IOException {
        return Sockets.open(loop, settings, capabilities, Streams.Patience.USUAL, user);
    }

    /** Who takes requests. Whatever fails in it is answered with 500. */
    interface User {
        /**
         * A new request, well-formed as far as a user agent must look: mandatory fields are there
         * and there is one of each, start line and CSeq agree, version and scheme are SIP's. What
         * is not was answered. An INVITE has been answered with 100.
         */
        void onRequest(ServerTransaction transaction);

        /** An ACK of a 2xx, which has no transaction. */
        void onAck(SipRequest ack, Hop from);

        /** A 2xx to an INVITE whose transaction is gone: it came again, its ACK was lost. */
        void onStrayAnswer(SipResponse answer);
    }

    /**
     * Sends a request in a transaction of its own. Via is put on top here. Over UDP, a request that
     * is longer than 1300 bytes goes over TCP (§18.1.1).
     *
     * @param patience how long nothing may be heard
     * @throws IllegalArgumentException for an ACK
     */
    ClientTransaction send(
            SipRequest request, Hop to, Duration patience, ClientTransaction.User user);

    /** Sends a request with the patience of RFC 3261: 32 seconds. */
    default ClientTransaction send(SipRequest request, Hop to, ClientTransaction.User user) {
        return send(request, to, Timers.PATIENCE, user);
    }

    /** Sends an ACK of a 2xx, outside of any transaction; Via is put on top here. */
    void sendAck(SipRequest ack, Hop to);

    /**
     * Limits, networks and certificates of these settings hold for what comes from now on. On the
     * loop.
     */
    void limit(SipSettings settings);

    /** What has come. */
    Counters counters();

    /**
     * What has come, since the sockets were opened.
     *
     * @param live requests of far ends that wait for their answer or its ACK
     * @param refused INVITEs that were over a limit of rate or queue, or not allowed
     * @param malformed messages that were no SIP, or broke a bound
     * @param retransmitted requests and answers that came again
     */
    record Counters(int live, long refused, long malformed, long retransmitted) {}

    /** Where it listens. */
    List<Hop> listening();

    /** Our address as the far end at {@code to} shall see it, for Via, Contact and sound. */
    InetSocketAddress localTowards(Hop to) throws IOException;

    /** Closes the sockets; transactions end without a word. */
    void close();
}
