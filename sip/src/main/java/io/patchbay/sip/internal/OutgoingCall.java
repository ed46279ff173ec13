package io.patchbay.sip.internal;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.sip.SipCall;
import io.patchbay.sip.SipEnd;
import io.patchbay.sip.SipEnd.Cause;
import io.patchbay.sip.SipException;
import io.patchbay.sip.SipSettings;
import io.patchbay.sip.SipTarget;
import io.patchbay.sip.internal.media.MediaSession;
import io.patchbay.sip.internal.signal.Hop;
import io.patchbay.sip.internal.signal.NameAddress;
import io.patchbay.sip.internal.signal.ServerTransaction;
import io.patchbay.sip.internal.signal.SipRequest;
import io.patchbay.sip.internal.signal.SipResponse;
import io.patchbay.sip.internal.signal.SipUri;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** A call that we place, until it is answered. On the door's loop, but for {@link #place}. */
final class OutgoingCall implements CallSetup, OutgoingInvite.User {

    private final Switchboard board;
    private final CallSignals signals;
    private final SipSettings settings;
    private final SipTarget target;
    private final CheckedTarget checked;
    private @Nullable OutgoingInvite invite;
    private SerialLoop.@Nullable Timer limit;
    private String heard = "";
    private boolean rung;
    private boolean answered;

    private OutgoingCall(
            Switchboard board, SipSettings settings, SipTarget target, CheckedTarget checked) {
        this.board = board;
        this.settings = settings;
        this.target = target;
        this.checked = checked;
        signals = new CallSignals(board, settings, null);
    }

    /** Begins one. Any thread. */
    static SipCall place(
            Switchboard board,
            SipSettings settings,
            SipTarget target,
            SerialLoop loop,
            SipCall.Listener listener) {
        CheckedTarget checked = CheckedTarget.of(target, settings);
        Call call =
                new Call(
                        Switchboard.chance(8),
                        false,
                        loop,
                        board.loop(),
                        board.sounds().sampleRate(settings, null),
                        listener);
        OutgoingCall placed = new OutgoingCall(board, settings, target, checked);
        try {
            board.loop().execute(() -> placed.begin(call));
        } catch (RejectedExecutionException e) {
            call.ended(new SipEnd(Cause.LOST, 0, "the door's loop has ended"));
        }
        return call;
    }

    private void begin(Call call) {
        boolean full = board.callCount() >= settings.maxCalls();
        signals.begin(this, null);
        signals.takenBy(call);
        if (full) {
            signals.finish(new SipEnd(Cause.REFUSED, 503, "maxCalls are up here already"));
            return;
        }
        if (target.user() != null && target.password() != null) {
            signals.line().credentials(new DigestAnswers(target.user(), target.password()));
        }
        limit = board.loop().schedule(this::unanswered, target.limit());
        SipUri next = checked.proxy() == null ? checked.uri() : checked.proxy();
        board.find(next, Destinations.usual(settings), found -> found(call, found));
    }

    private void found(Call call, List<Hop> found) {
        if (signals.isOver()) {
            return;
        }
        if (found.isEmpty()) {
            over(new SipEnd(Cause.LOST, 404, "there is no such host"));
            return;
        }
        Hops hops;
        NameAddress contact;
        try {
            hops = Failover.among(found, board.transactions());
            contact = board.contact(hops.now(), settings);
            call.open(
                    board.sounds(),
                    settings,
                    board.route(hops.now(), settings, true),
                    opened -> {
                        if (opened.failed()) {
                            over(new SipEnd(Cause.LOST, opened.refused(), opened.reason()));
                        }
                    });
        } catch (IOException e) {
            over(new SipEnd(Cause.LOST, 0, "there is no way to it: " + e.getMessage()));
            return;
        }
        signals.sound(
                MediaSession::offer,
                made -> {
                    if (signals.isOver()) {
                        return;
                    }
                    if (made.failed()) {
                        over(new SipEnd(Cause.LOST, made.refused(), made.reason()));
                    } else {
                        send(hops, contact, made.sdp());
                    }
                });
    }

    private void send(Hops hops, NameAddress contact, String description) {
        SipUri from = checked.from() == null ? contact.uri().without("transport") : checked.from();
        OutgoingInvite.Invite says =
                new OutgoingInvite.Invite(
                        checked.uri(),
                        NameAddress.of(from),
                        target.headers(),
                        checked.proxy(),
                        description);
        OutgoingInvite sent = new OutgoingInvite(signals, says, hops, contact, this);
        invite = sent;
        sent.send();
    }

    private void unanswered() {
        limit = null;
        if (!answered) {
            takeBack();
            signals.finish(new SipEnd(Cause.LOST, 408, "nobody answered"));
        }
    }

    private void takeBack() {
        OutgoingInvite sent = invite;
        if (sent != null) {
            sent.cancel();
        }
    }

    private void over(SipEnd end) {
        stopWaiting();
        signals.finish(end);
    }

    private void stopWaiting() {
        SerialLoop.Timer waiting = limit;
        limit = null;
        if (waiting != null) {
            waiting.cancel();
        }
    }

    // ---- from the far end

    @Override
    public void onProgress(SipResponse answer) {
        if (signals.isOver()) {
            return;
        }
        if (Abilities.isDescription(answer)) {
            listen(answer.bodyText(), false);
        }
        if (!rung && answer.status() >= 180) {
            rung = true;
            signals.ringing();
        }
    }

    /** The far end says where its sound comes from, before it answers or as it does. */
    private void listen(String description, boolean finals) {
        if (description.equals(heard)) {
            if (finals) {
                signals.up();
            }
            return;
        }
        heard = description;
        signals.sound(
                media -> {
                    media.accept(description);
                    media.start();
                    return "";
                },
                made -> {
                    if (signals.isOver()) {
                        return;
                    }
                    if (!finals) {
                        heard = made.failed() ? "" : heard; // the answer may have a better one
                    } else if (made.failed()) {
                        signals.fail(made.refused(), Cause.PROTOCOL, made.reason());
                    } else {
                        signals.up();
                    }
                });
    }

    @Override
    public void onAnswer(Dialog dialog, SipResponse answer) {
        if (signals.isOver()) {
            signals.line().bye(dialog, 0, "");
            return;
        }
        answered = true;
        stopWaiting();
        signals.line().become(dialog);
        signals.refreshing().answered(answer);
        signals.answering();
        if (Abilities.isDescription(answer)) {
            listen(answer.bodyText(), true);
        } else if (!heard.isEmpty()) {
            signals.up();
        } else {
            signals.fail(488, Cause.PROTOCOL, "the offer was not answered");
        }
    }

    @Override
    public void onRefused(int status, String reason) {
        over(new SipEnd(Cause.REFUSED, status, reason));
    }

    @Override
    public void onUnheard(String reason) {
        over(new SipEnd(Cause.LOST, 408, reason));
    }

    @Override
    public boolean follows(SipUri next) {
        boolean home = next.host().equalsIgnoreCase(checked.uri().host());
        return home || Transfer.allows(settings.transferTargets(), URI.create(next.toString()));
    }

    // ---- from the owner

    @Override
    public void answer(CallControl.Outcome outcome) {
        outcome.failed(new SipException(0, "we placed this call; the far end answers it"));
    }

    @Override
    public void end(int status, String reason, @Nullable Duration retryAfter) {
        stopWaiting();
        if (answered) {
            signals.hangUp(status, reason);
        } else {
            takeBack();
        }
        signals.finish(new SipEnd(Cause.LOCAL, status, reason));
    }

    @Override
    public void abandoned() {
        stopWaiting();
        takeBack();
    }

    @Override
    public void onAck(SipRequest ack) {
        // we confirm, the far end does not
    }

    @Override
    public void onPrack(ServerTransaction transaction) {
        board.refuse(transaction, 481);
    }

    @Override
    public boolean isOpen() {
        return !answered && !signals.isOver();
    }
}
