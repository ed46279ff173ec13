package io.patchbay.sip.internal.signal;

import java.time.Duration;

/** A request of ours that is no INVITE (RFC 3261 §17.1.2). */
final class OtherClient extends ClientBase {

    private boolean proceeding;

    OtherClient(TransactionLayer layer, Sending sending, Duration patience, User user) {
        super(layer, sending, patience, user);
    }

    @Override
    Duration after(Duration interval) {
        return proceeding ? Timers.T2 : Timers.next(interval);
    }

    @Override
    void received(SipResponse answer) {
        if (answer.isProvisional()) {
            proceeding = true;
            if (answer.status() > 100) {
                user.onProvisional(answer);
            }
            return;
        }
        end(null); // what comes again matches nothing and is dropped
        user.onFinal(answer);
    }

    @Override
    public void cancel() {
        // only an INVITE can be cancelled (§9.1)
    }
}
