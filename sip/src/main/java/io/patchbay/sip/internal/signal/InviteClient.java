package io.patchbay.sip.internal.signal;

import java.time.Duration;
import java.util.List;

/** An INVITE of ours (RFC 3261 §17.1.1, §9.1, RFC 6026 §7.2). */
final class InviteClient extends ClientBase {

    private enum State {
        CALLING,
        PROCEEDING,
        ACCEPTED
    }

    private State state = State.CALLING;
    private boolean cancelled;

    InviteClient(TransactionLayer layer, Sending sending, Duration patience, User user) {
        super(layer, sending, patience, user);
    }

    @Override
    Duration after(Duration interval) {
        return interval.multipliedBy(2);
    }

    @Override
    void received(SipResponse answer) {
        if (state == State.ACCEPTED) {
            if (answer.isSuccess()) {
                user.onFinal(answer);
            }
            return;
        }
        if (answer.isProvisional()) {
            if (state == State.CALLING) {
                state = State.PROCEEDING;
                disarm();
                if (cancelled) {
                    sendCancel();
                }
            }
            if (answer.status() > 100) {
                user.onProvisional(answer);
            }
        } else if (answer.isSuccess()) {
            state = State.ACCEPTED;
            arm(Timers.PATIENCE, () -> end(null)); // timer M
            user.onFinal(answer);
        } else {
            byte[] acknowledgement = acknowledgement(answer).toBytes();
            end(acknowledgement);
            layer.wire().send(acknowledgement, to(), reason -> {});
            user.onFinal(answer);
        }
    }

    /** The ACK of what is no 2xx (§17.1.1.3). */
    private SipRequest acknowledgement(SipResponse answer) {
        return hopByHop("ACK").set("To", answer.headers().first("To") + "").build();
    }

    /** A request that goes where the INVITE went, and no further. */
    private SipRequest.Builder hopByHop(String method) {
        SipRequest invite = request();
        SipRequest.Builder copy = SipRequest.builder(method, invite.uri());
        copy.add("Via", invite.topVia());
        for (String name : List.of("Max-Forwards", "Route", "From", "To", "Call-ID")) {
            for (String field : invite.headers().fields(name)) {
                copy.add(name, field);
            }
        }
        return copy.add("CSeq", new CSeq(invite.cseq().number(), method));
    }

    @Override
    public void cancel() {
        if (cancelled || isOver() || state == State.ACCEPTED) {
            return;
        }
        cancelled = true;
        if (state == State.PROCEEDING) {
            sendCancel();
        }
    }

    private void sendCancel() {
        SipRequest cancel = hopByHop("CANCEL").build();
        // far ends that forget the INVITE leave it unanswered (§9.1)
        arm(Timers.PATIENCE, () -> fail("it was cancelled, and not answered"));
        layer.sendCancel(cancel, to());
    }
}
