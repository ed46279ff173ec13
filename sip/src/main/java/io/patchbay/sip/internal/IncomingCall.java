package io.patchbay.sip.internal;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.sip.SipEnd;
import io.patchbay.sip.SipException;
import io.patchbay.sip.internal.signal.Reasons;
import io.patchbay.sip.internal.signal.ServerTransaction;
import io.patchbay.sip.internal.signal.SipRequest;
import io.patchbay.sip.internal.signal.SipResponse;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An INVITE of the far end until it is answered and confirmed (RFC 3261 §13.3). */
final class IncomingCall implements CallSetup, ServerTransaction.Listener {

    private static final System.Logger LOG = System.getLogger("io.patchbay.sip");

    private final Switchboard board;
    private final CallSignals signals;
    private final ServerTransaction transaction;
    private final SipRequest invite;
    private final Dialog dialog;
    private final boolean late;
    private final boolean proven;
    private @Nullable Invitation invitation;
    private @Nullable ReliableAnswer reliable;
    private SerialLoop.@Nullable Timer limit;
    private CallControl.@Nullable Outcome wanted;
    private @Nullable String description;
    private boolean rung;
    private boolean described;
    private boolean answered;
    private boolean confirmed;
    private boolean over;

    IncomingCall(
            Switchboard board,
            CallSignals signals,
            ServerTransaction transaction,
            Dialog dialog,
            boolean proven) {
        this.board = board;
        this.signals = signals;
        this.transaction = transaction;
        this.dialog = dialog;
        this.proven = proven;
        invite = transaction.request();
        late = !Abilities.isDescription(invite);
    }

    /** It waits for a decision from now on. */
    void begin(Invitation offered) {
        invitation = offered;
        signals.begin(this, dialog);
        transaction.listen(this);
        limit =
                board.loop()
                        .schedule(
                                () -> refuse(480, SipEnd.Cause.LOCAL, "nobody answered", null),
                                signals.settings().ringing());
    }

    @Override
    public boolean isOpen() {
        return !over && !answered;
    }

    /** Says that it rings. */
    void ring() {
        if (!isOpen() || rung) {
            return;
        }
        boolean asked = invite.names("Require", "100rel");
        if (late && asked && description == null) {
            return; // the first reliable answer has our offer in it (RFC 3262 §5)
        }
        rung = true;
        SipResponse.Builder ringing = response(180);
        if (!asked && (late || !invite.names("Supported", "100rel"))) {
            transaction.respond(ringing.build());
            return;
        }
        String offer = description;
        if (late && offer != null) {
            ringing.body(Abilities.SDP, offer);
            described = true;
        }
        ReliableAnswer sent = new ReliableAnswer(board.loop(), transaction, this::unheard);
        reliable = sent;
        sent.send(ringing);
    }

    private void unheard() {
        refuse(504, SipEnd.Cause.LOST, "a provisional answer was not acknowledged", null);
    }

    @Override
    public void onPrack(ServerTransaction prack) {
        ReliableAnswer sent = reliable;
        if (sent == null || !sent.acknowledged(prack.request())) {
            board.refuse(prack, 481);
            return;
        }
        prack.respond(board.signed(prack.request().answer(200)).build());
        if (described && Abilities.isDescription(prack.request())) {
            described = false;
            accept(prack.request().bodyText(), this::answerWhenReady);
        } else {
            answerWhenReady();
        }
    }

    /** Somebody wants it: binds sockets and looks at the offer. */
    void taken(Call call) {
        if (!signals.takenBy(call)) {
            return;
        }
        try {
            call.open(
                    board.sounds(),
                    signals.settings(),
                    board.route(transaction.from(), signals.settings(), proven),
                    this::refuseWhenFailed);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "there is no way back to a caller", e);
            refuse(500, SipEnd.Cause.LOCAL, "no way back", null);
            return;
        }
        String offer = invite.bodyText();
        call.sound(
                media -> late ? media.offer() : media.answer(offer),
                made -> {
                    if (!refuseWhenFailed(made)) {
                        description = made.sdp();
                        ring();
                        answerWhenReady();
                    }
                });
    }

    private boolean refuseWhenFailed(Call.Described made) {
        if (made.failed()) {
            refuse(made.refused(), SipEnd.Cause.REFUSED, made.reason(), null);
        }
        return made.failed();
    }

    @Override
    public void answer(CallControl.Outcome outcome) {
        if (!isOpen() || wanted != null) {
            outcome.failed(new SipException(0, "this call was answered before"));
            return;
        }
        wanted = outcome;
        answerWhenReady();
    }

    private void answerWhenReady() {
        String sdp = description;
        ReliableAnswer sent = reliable;
        if (!isOpen() || wanted == null || sdp == null || described) {
            return;
        }
        answered = true;
        stopWaiting();
        if (sent != null) {
            sent.stop();
        }
        SipResponse.Builder ok = response(200);
        boolean agreed = late && sent != null && sent.isAcknowledged();
        if (!agreed) {
            ok.body(Abilities.SDP, sdp);
        }
        signals.refreshing().answering(invite, ok);
        signals.answering();
        transaction.respond(ok.build());
    }

    @Override
    public void onAck(SipRequest ack) {
        if (!answered || ack.cseq().number() != invite.cseq().number()) {
            return;
        }
        transaction.acknowledged();
        if (confirmed || over) {
            return;
        }
        boolean agreed = reliable != null && reliable.isAcknowledged();
        if (!late || agreed) {
            // not before: who has seen our answer is no forged address that we send sound to
            signals.sound(
                    media -> {
                        media.start();
                        return "";
                    },
                    signals::endWhenFailed);
            confirm();
        } else if (Abilities.isDescription(ack)) {
            accept(ack.bodyText(), this::confirm);
        } else {
            confirmed = true;
            over = true;
            signals.fail(488, SipEnd.Cause.PROTOCOL, "an offer was not answered");
        }
    }

    private void accept(String answer, Runnable then) {
        boolean up = answered;
        signals.sound(
                media -> {
                    media.accept(answer);
                    if (up) {
                        media.start();
                    }
                    return "";
                },
                made -> {
                    if (!made.failed()) {
                        then.run();
                    } else if (up) {
                        confirmed = true;
                        over = true;
                        signals.fail(made.refused(), SipEnd.Cause.PROTOCOL, made.reason());
                    } else {
                        refuse(made.refused(), SipEnd.Cause.REFUSED, made.reason(), null);
                    }
                });
    }

    private void confirm() {
        if (confirmed || over) {
            return;
        }
        confirmed = true;
        over = true;
        CallControl.Outcome told = wanted;
        signals.up();
        if (told != null) {
            told.done();
        }
    }

    @Override
    public void onUnacknowledged() {
        if (answered && !confirmed) {
            confirmed = true;
            over = true;
            signals.fail(408, SipEnd.Cause.LOST, "the answer was not confirmed");
        }
    }

    @Override
    public void onCancel() {
        if (isOpen()) {
            refuse(487, SipEnd.Cause.REMOTE, "the caller gave up", null);
        }
    }

    @Override
    public void abandoned() {
        if (isOpen()) {
            refuse(487, SipEnd.Cause.REMOTE, "the caller hung up", null);
        } else {
            over = true;
            transaction.acknowledged(); // nobody will confirm it any more
        }
    }

    @Override
    public void end(int status, String reason, @Nullable Duration retryAfter) {
        if (isOpen()) {
            refuse(status, SipEnd.Cause.LOCAL, reason, retryAfter);
        } else if (!confirmed) {
            // a BYE may not overtake the confirmation (§15)
            signals.hangUpLater(status, reason);
        }
    }

    private void refuse(
            int status, SipEnd.Cause cause, String reason, @Nullable Duration retryAfter) {
        if (!isOpen()) {
            return;
        }
        over = true;
        stopWaiting();
        ReliableAnswer sent = reliable;
        if (sent != null) {
            sent.stop();
        }
        SipResponse.Builder refusal =
                board.signed(invite.answer(status, words(status, reason)))
                        .set("To", dialog.local());
        if (retryAfter != null) {
            refusal.set("Retry-After", Math.max(1, retryAfter.toSeconds()));
        }
        transaction.respond(refusal.build());
        SipEnd end = new SipEnd(cause, status, reason);
        Invitation offered = invitation;
        if (offered != null && (cause != SipEnd.Cause.LOCAL || status == 480)) {
            offered.gone(end);
        }
        signals.finish(end);
    }

    private static String words(int status, String reason) {
        String line = reason.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.isEmpty() ? Reasons.of(status) : line;
    }

    private void stopWaiting() {
        SerialLoop.Timer waiting = limit;
        limit = null;
        if (waiting != null) {
            waiting.cancel();
        }
    }

    private SipResponse.Builder response(int status) {
        SipResponse.Builder response =
                board.signed(invite.answer(status))
                        .set("To", dialog.local())
                        .set("Contact", dialog.contact())
                        .set("Allow", Abilities.ALLOW);
        return status < 200 ? response : response.set("Supported", Abilities.SUPPORTED);
    }
}
