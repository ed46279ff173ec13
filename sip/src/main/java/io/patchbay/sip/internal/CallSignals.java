package io.patchbay.sip.internal;

import io.patchbay.sip.SipEnd;
import io.patchbay.sip.SipEnd.Cause;
import io.patchbay.sip.SipException;
import io.patchbay.sip.SipSettings;
import io.patchbay.sip.TransferException;
import io.patchbay.sip.internal.signal.ServerTransaction;
import io.patchbay.sip.internal.signal.SipRequest;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The signalling of one call: conducts whoever sets it up, changes it, refreshes it and hands it
 * over, and ends it once. On the door's loop.
 */
final class CallSignals implements CallControl {

    private final Switchboard board;
    private final SipSettings settings;
    private final @Nullable InetAddress source;
    private final Line line;
    private final Renegotiation changes = new Renegotiation(this);
    private final Refreshing refreshing = new Refreshing(this);
    private final Keys keys = new Keys(this);
    private final Transfer transfer = new Transfer(this);
    private final Referral referral = new Referral(this);
    private @Nullable CallSetup setup;
    private @Nullable Call call;
    private @Nullable ServerTransaction confirming;
    private @Nullable SipEnd end;
    private @Nullable String leaving;
    private boolean up;

    CallSignals(Switchboard board, SipSettings settings, @Nullable InetAddress source) {
        this.board = board;
        this.settings = settings;
        this.source = source;
        line = new Line(board, this);
    }

    // ---- how it comes about

    /** It exists from now on, and counts. */
    void begin(CallSetup by, @Nullable Dialog with) {
        setup = by;
        board.add(this);
        if (with != null) {
            line.become(with);
        }
    }

    /** Somebody owns it; false when it is over already, which he is told. */
    boolean takenBy(Call owner) {
        SipEnd over = end;
        if (over != null) {
            owner.ended(over);
            return false;
        }
        call = owner;
        owner.signalledBy(this);
        return true;
    }

    /** We have answered. */
    void answering() {
        Call owner = call;
        if (owner != null) {
            owner.up();
        }
    }

    /** It was answered and confirmed. */
    void up() {
        up = true;
        Call owner = call;
        String why = leaving;
        if (why != null) {
            hangUp(0, why);
            leave();
        } else if (owner != null) {
            owner.answered();
            refreshing.start();
        }
    }

    /** The far end of a placed call rings. */
    void ringing() {
        Call owner = call;
        if (owner != null) {
            owner.ringing();
        }
    }

    /** The far end pressed a key, and said so by a message. */
    void pressed(char key) {
        Call owner = call;
        if (owner != null) {
            owner.pressed(key);
        }
    }

    /** Does something with its sound; nothing, with success, when nobody owns it any more. */
    void sound(Call.SoundWork work, Consumer<Call.Described> then) {
        Call owner = call;
        if (owner == null) {
            then.accept(new Call.Described("", 0, ""));
        } else {
            owner.sound(work, then);
        }
    }

    /** The sound is agreed on and does not come: the call is over. */
    void endWhenFailed(Call.Described made) {
        if (made.failed()) {
            fail(made.refused(), Cause.PROTOCOL, made.reason());
        }
    }

    // ---- how it ends

    /** It is over, and the far end knows. */
    void finish(SipEnd why) {
        if (end != null) {
            return;
        }
        end = why;
        transfer.ended(why);
        Call owner = call;
        call = null;
        if (owner != null) {
            owner.ended(why);
        }
        leave();
    }

    private void leave() {
        refreshing.stop();
        changes.stop();
        referral.stop();
        board.remove(this);
        line.leave();
    }

    /** It is over, and the far end is told. */
    void fail(int status, Cause cause, String reason) {
        if (end == null || leaving != null) {
            hangUp(status, reason);
            leave();
        }
        finish(new SipEnd(cause, status, reason));
    }

    /** The owner is done with it; the far end is told when it has confirmed our answer (§15). */
    void hangUpLater(int status, String reason) {
        leaving = reason;
        SipEnd why = new SipEnd(Cause.LOCAL, status, reason);
        end = why;
        Call owner = call;
        call = null;
        if (owner != null) {
            owner.ended(why);
        }
    }

    /** Whose 2xx waits for its confirmation, in the dialog that is now. */
    void confirming(ServerTransaction transaction) {
        confirming = transaction;
    }

    /** Sends BYE in the dialog that is now. */
    void hangUp(int status, String reason) {
        if (line.isThere()) {
            line.bye(line.dialog(), status, reason);
        }
    }

    // ---- what those who conduct it need

    Switchboard board() {
        return board;
    }

    SipSettings settings() {
        return settings;
    }

    @Nullable InetAddress source() {
        return source;
    }

    Refreshing refreshing() {
        return refreshing;
    }

    Renegotiation changes() {
        return changes;
    }

    boolean isUp() {
        return up && end == null;
    }

    boolean isOver() {
        return end != null;
    }

    /** The way to the far end. */
    Line line() {
        return line;
    }

    // ---- from the far end

    /** A request in its dialog. */
    void onRequest(ServerTransaction transaction) {
        SipRequest request = transaction.request();
        if (!line.dialog().isNext(request)) {
            board.refuse(transaction, 500);
            return;
        }
        switch (request.method()) {
            case "INVITE", "UPDATE" -> changes.asked(transaction, settingUp());
            case "BYE" -> onBye(transaction);
            case "INFO" -> keys.asked(transaction);
            case "PRACK" -> Objects.requireNonNull(setup).onPrack(transaction);
            case "OPTIONS" -> transaction.respond(board.options(request).build());
            case "REFER" -> referral.asked(transaction);
            case "NOTIFY" -> transfer.notified(transaction);
            default -> board.refuse(transaction, 481);
        }
    }

    private boolean settingUp() {
        CallSetup by = setup;
        return by != null && by.isOpen();
    }

    private void onBye(ServerTransaction transaction) {
        SipRequest bye = transaction.request();
        transaction.respond(board.signed(bye.answer(200)).build());
        CallSetup by = setup;
        if (by != null && !up) {
            by.abandoned();
        }
        finish(HangUpReason.end(bye));
        leave();
    }

    /** A confirmation. */
    void onAck(SipRequest ack) {
        CallSetup by = setup;
        if (by != null) {
            by.onAck(ack);
        }
        ServerTransaction waiting = confirming;
        if (waiting != null && waiting.request().cseq().number() == ack.cseq().number()) {
            confirming = null;
            waiting.acknowledged();
        }
        changes.onAck(ack);
    }

    // ---- from the owner

    @Override
    public void answer(Outcome outcome) {
        Objects.requireNonNull(setup, "setup").answer(outcome);
    }

    @Override
    public void end(int status, String reason, @Nullable Duration retryAfter) {
        CallSetup by = setup;
        if (end != null) {
            return;
        }
        if (!up && by != null) {
            by.end(status, reason, retryAfter);
        } else {
            hangUp(status, reason);
            finish(new SipEnd(Cause.LOCAL, status, reason));
        }
    }

    @Override
    public void lost(SipEnd why) {
        if (end == null) {
            if (up) {
                hangUp(why.status(), why.reason());
                finish(why);
            } else {
                end(503, why.reason(), null);
            }
        }
    }

    @Override
    public void hold(boolean on, Outcome outcome) {
        if (isUp()) {
            changes.hold(on, outcome);
        } else {
            outcome.failed(new SipException(0, "the call is not up"));
        }
    }

    @Override
    public void keys(String pressed, Outcome outcome) {
        if (isUp()) {
            keys.send(pressed, outcome);
        } else {
            outcome.failed(new SipException(0, "the call is not up"));
        }
    }

    @Override
    public void transfer(URI target, Duration limit, Outcome outcome) {
        if (isUp()) {
            transfer.ask(target, limit, outcome);
        } else {
            outcome.failed(notUp());
        }
    }

    @Override
    public void transfer(Counterpart other, Duration limit, Outcome outcome) {
        if (isUp()) {
            transfer.ask(other, limit, outcome);
        } else {
            outcome.failed(notUp());
        }
    }

    @Override
    public void handedOver() {
        if (end == null) {
            hangUp(0, "");
            finish(new SipEnd(Cause.TRANSFERRED, 0, "transferred"));
        }
    }

    @Override
    public @Nullable Counterpart counterpart() {
        if (!isUp()) {
            return null;
        }
        Dialog now = line.dialog();
        Dialog.Id id = now.id();
        return new Counterpart(
                now.target().withoutHeaders(),
                new Replaces(id.callId(), id.remoteTag(), id.localTag(), false));
    }

    private static TransferException notUp() {
        return new TransferException(TransferException.Kind.ENDED, 0, "the call is not up");
    }
}
