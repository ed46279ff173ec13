package io.patchbay.sip.internal.signal;

/** A request of the far end, until we have answered it. On the door's loop. */
public interface ServerTransaction {

    /**
     * The request, with {@code received} and {@code rport} in its top Via. Of a body of many parts
     * it has the one that the door's {@link Capabilities} name.
     */
    SipRequest request();

    /** Where it came from; further requests of the far end's flow go there over a stream. */
    Hop from();

    /**
     * Answers. Via, From, To, Call-ID and CSeq come from the request where {@code answer} has none,
     * and To gets a tag where it has none. After a final answer, and when the door was closed,
     * nothing happens.
     *
     * <p>A 2xx to an INVITE is sent again until {@link #acknowledged}; so are reliable provisional
     * ones, by whoever sends them.
     */
    void respond(SipResponse answer);

    /** Answers with a status and the reason that belongs to it. */
    void respond(int status);

    /** The ACK of a 2xx has come. */
    void acknowledged();

    /** Hears what becomes of an INVITE. */
    void listen(Listener listener);

    /** Hears of an INVITE. */
    interface Listener {
        /**
         * CANCEL came, which was answered with 200; the INVITE itself is to be answered with 487.
         */
        void onCancel();

        /** No ACK came for a 2xx within 64 times T1. */
        void onUnacknowledged();
    }
}
