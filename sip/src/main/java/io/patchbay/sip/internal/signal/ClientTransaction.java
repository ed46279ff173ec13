package io.patchbay.sip.internal.signal;

/** A request of ours, until it is answered. On the door's loop. */
public interface ClientTransaction {

    /** The request as it was sent, with its Via. */
    SipRequest request();

    /** Sends CANCEL for an INVITE, at once or when the first provisional answer has come. */
    void cancel();

    /** Hears of the answers. */
    interface User {
        /** 1xx but 100. */
        default void onProvisional(SipResponse answer) {}

        /**
         * A final answer. Called once, but for an INVITE with each 2xx: of a fork, or come again
         * because its ACK was lost. What is no 2xx has been acknowledged.
         */
        void onFinal(SipResponse answer);

        /** No answer came in time, or it could not be sent. Called instead of a final answer. */
        void onFailed(String reason);
    }
}
