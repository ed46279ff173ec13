package io.patchbay.sip.internal.signal;

import io.patchbay.api.session.SerialLoop.Timer;
import io.patchbay.sip.SipSettings.Carrier;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What both kinds of client transactions have in common. */
abstract class ClientBase implements ClientTransaction {

    /** What a transaction of ours is known by (RFC 3261 §17.1.3). */
    record Name(String branch, String method) {}

    final TransactionLayer layer;
    final User user;
    private final Duration patience;
    private Sending sending;
    private @Nullable Timer timer;
    private Duration interval = Timers.T1;
    private long deadline;
    private boolean over;

    /**
     * What goes over the wire.
     *
     * @param request with its Via
     * @param otherwise what is tried when this cannot be sent, or null (§18.1.1)
     */
    record Sending(
            Name name, SipRequest request, byte[] bytes, Hop to, @Nullable Sending otherwise) {}

    ClientBase(TransactionLayer layer, Sending sending, Duration patience, User user) {
        this.layer = layer;
        this.sending = sending;
        this.patience = patience;
        this.user = user;
    }

    @Override
    public final SipRequest request() {
        return sending.request();
    }

    final Name name() {
        return sending.name();
    }

    final Hop to() {
        return sending.to();
    }

    final boolean reliable() {
        return sending.to().carrier() != Carrier.UDP;
    }

    /** Sends it for the first time, and again until there is an answer. */
    final void start() {
        interval = Timers.T1;
        deadline = layer.loop().nanoTime() + patience.toNanos();
        arm(reliable() ? patience : interval, this::unanswered);
        transmit();
    }

    /** Timers A and B, or E and F. */
    private void unanswered() {
        long left = deadline - layer.loop().nanoTime();
        if (left <= 0) {
            fail("no answer within " + patience.toSeconds() + " s");
            return;
        }
        interval = after(interval);
        arm(Duration.ofNanos(Math.min(left, interval.toNanos())), this::unanswered);
        transmit();
    }

    /** The time until it is sent again, after that one. */
    abstract Duration after(Duration interval);

    private void transmit() {
        Sending now = sending;
        layer.wire().send(now.bytes(), now.to(), reason -> unsent(now, reason));
    }

    private void unsent(Sending failed, String reason) {
        if (over || failed != sending) {
            return;
        }
        Sending next = failed.otherwise();
        if (next == null) {
            fail(reason);
            return;
        }
        layer.renamed(this, failed.name(), next.name());
        sending = next;
        start();
    }

    /** An answer with our branch has come. */
    abstract void received(SipResponse answer);

    final boolean isOver() {
        return over;
    }

    final void arm(Duration time, Runnable task) {
        disarm();
        timer = layer.loop().schedule(task, time);
    }

    final void disarm() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    /** Ends it; late answers of an INVITE are met by {@code acknowledgement}. */
    final void end(byte @Nullable [] acknowledgement) {
        if (!over) {
            over = true;
            disarm();
            layer.ended(this, acknowledgement);
        }
    }

    final void fail(String reason) {
        if (!over) {
            end(null);
            user.onFailed(reason);
        }
    }
}
