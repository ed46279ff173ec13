package io.patchbay.sip.internal;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.EventLoops;
import io.patchbay.sip.SipDoor;
import io.patchbay.sip.SipDoors;
import io.patchbay.sip.SipSettings;

/** A program of its own that answers every call, until it is told to end. */
final class DoorProcess {

    private DoorProcess() {}

    /** Prints where it listens, and runs until it is ended from outside or nobody reads it. */
    public static void main(String[] arguments) throws Exception {
        SipDoor door =
                SipDoors.open(
                        "process",
                        SipSettings.builder().build(),
                        invitation -> {
                            SerialLoop loop = EventLoops.shared().next();
                            loop.execute(() -> invitation.take(loop, new Owner()).answer());
                        });
        System.out.println(door.listening().get(0));
        // whoever started it holds this open
        if (System.in.read() < 0) {
            Runtime.getRuntime().halt(1);
        }
    }
}
