package io.patchbay.sip.internal.signal;

/** A request of the far end that is no INVITE (RFC 3261 §17.2.2). */
final class OtherServer extends ServerBase {

    OtherServer(TransactionLayer layer, Key key, SipRequest request, Hop from) {
        super(layer, key, request, from);
        // whoever asked has given up by then
        arm(Timers.PATIENCE, () -> end(true));
    }

    @Override
    boolean takes(SipResponse answer) {
        return true;
    }

    @Override
    void sent(SipResponse answer, byte[] bytes) {
        if (answer.isFinal()) {
            endAnswered();
        }
    }

    @Override
    public void acknowledged() {
        // nobody acknowledges these
    }

    @Override
    public void listen(Listener listener) {
        // nobody cancels these
    }
}
