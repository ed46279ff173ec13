package io.patchbay.sip.internal.signal;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An INVITE of the far end (RFC 3261 §17.2.1, RFC 6026 §7.1). */
final class InviteServer extends ServerBase {

    private enum State {
        PROCEEDING,
        COMPLETED,
        ACCEPTED
    }

    private State state = State.PROCEEDING;
    private @Nullable Listener listener;
    private boolean cancelled;
    private Duration interval = Timers.T1;
    private long deadline;

    InviteServer(TransactionLayer layer, Key key, SipRequest request, Hop from) {
        super(layer, key, request, from);
    }

    @Override
    boolean takes(SipResponse answer) {
        return state == State.PROCEEDING;
    }

    @Override
    void sent(SipResponse answer, byte[] bytes) {
        if (answer.isProvisional()) {
            if (answer.status() > 100 && !answer.headers().has("RSeq")) {
                arm(Timers.REMINDER, this::remind);
            }
            return;
        }
        layer.answered();
        state = answer.isSuccess() ? State.ACCEPTED : State.COMPLETED;
        deadline = layer.loop().nanoTime() + Timers.PATIENCE.toNanos();
        if (answer.status() == 401 || answer.status() == 407) {
            // one challenge each: the address may be forged (§26.3.2.4)
            arm(Timers.PATIENCE, this::unconfirmed);
            return;
        }
        // a 2xx is sent again over streams too: a proxy may lose it behind them (§13.3.1.4)
        arm(answer.isSuccess() || !reliable() ? interval : Timers.PATIENCE, this::unconfirmed);
    }

    private void remind() {
        again();
        arm(Timers.REMINDER, this::remind);
    }

    /** Timers G and H, or those of a 2xx. */
    private void unconfirmed() {
        long left = deadline - layer.loop().nanoTime();
        if (left <= 0) {
            boolean accepted = state == State.ACCEPTED;
            Listener told = listener;
            end(true);
            if (accepted && told != null) {
                told.onUnacknowledged();
            }
            return;
        }
        again();
        interval = Timers.next(interval);
        arm(Duration.ofNanos(Math.min(left, interval.toNanos())), this::unconfirmed);
    }

    @Override
    void repeated() {
        if (state != State.ACCEPTED) {
            again();
        }
    }

    /** The ACK of what is no 2xx has come. */
    void confirmed() {
        if (state == State.COMPLETED) {
            end(true);
        }
    }

    /** Whether an ACK with this key is one of a 2xx, as it is with RFC 2543. */
    boolean isAccepted() {
        return state == State.ACCEPTED;
    }

    @Override
    public void acknowledged() {
        if (state == State.ACCEPTED) {
            end(false);
        }
    }

    /** A CANCEL has come, and been answered. */
    void cancel() {
        if (state == State.PROCEEDING && !cancelled) {
            cancelled = true;
            if (listener != null) {
                listener.onCancel();
            }
        }
    }

    @Override
    public void listen(Listener listener) {
        this.listener = listener;
        if (cancelled && state == State.PROCEEDING) {
            listener.onCancel();
        }
    }
}
