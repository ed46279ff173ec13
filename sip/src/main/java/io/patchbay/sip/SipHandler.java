package io.patchbay.sip;

import org.osgi.annotation.versioning.ConsumerType;

/** Decides on calls that come through a {@link SipDoor}. On the door's loop; does not block. */
@FunctionalInterface
@ConsumerType
public interface SipHandler {

    /**
     * A call has come and passed the door's limits. It must be taken or refused, now or later and
     * from any thread; 100 was sent. One that fails here is refused with 500.
     */
    void onCall(SipInvitation call);
}
