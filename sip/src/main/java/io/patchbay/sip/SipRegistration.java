package io.patchbay.sip;

import java.net.URI;
import java.util.Objects;

/**
 * How a registration stands.
 *
 * @param registrar where
 * @param address as whom
 * @param state how far it came
 * @param status the SIP status of the last answer, 0 where there was none
 * @param seconds for how long it was granted; 0 unless registered
 */
public record SipRegistration(URI registrar, URI address, State state, int status, long seconds) {

    /** How far it came. */
    public enum State {
        /** It was asked for, for the first time or again after a failure. */
        TRYING,
        /** Calls to the address come here. */
        REGISTERED,
        /** The registrar refused, or does not answer; it is tried again. */
        FAILED,
        /** It was taken back. */
        ENDED
    }

    /** Checks for null. */
    public SipRegistration {
        Objects.requireNonNull(registrar, "registrar");
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(state, "state");
    }
}
