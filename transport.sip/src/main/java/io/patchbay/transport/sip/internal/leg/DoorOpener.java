package io.patchbay.transport.sip.internal.leg;

import io.patchbay.sip.SipDoor;
import io.patchbay.sip.SipHandler;
import io.patchbay.sip.SipSettings;
import java.io.IOException;

/** Opens what listens: {@link io.patchbay.sip.SipDoors#open}. */
@FunctionalInterface
interface DoorOpener {

    /** Blocks until it listens. */
    SipDoor open(String name, SipSettings settings, SipHandler handler) throws IOException;
}
