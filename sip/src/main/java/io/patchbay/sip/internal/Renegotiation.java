package io.patchbay.sip.internal;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.sip.SipEnd.Cause;
import io.patchbay.sip.SipException;
import io.patchbay.sip.internal.media.MediaSession;
import io.patchbay.sip.internal.signal.ClientTransaction;
import io.patchbay.sip.internal.signal.ServerTransaction;
import io.patchbay.sip.internal.signal.SipRequest;
import io.patchbay.sip.internal.signal.SipResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Changes of a call that is up: offers of the far end in INVITE or UPDATE, and ours; one at a time
 * (RFC 3261 §14, RFC 3311). What fails leaves all as it was. On the door's loop.
 */
final class Renegotiation {

    private static final int WAITING = 8;
    private static final int TRIES = 5;

    private final CallSignals signals;
    private final Queue<Offer> waiting = new ArrayDeque<>();
    private @Nullable Offer ours;
    private @Nullable Asked theirs;
    private SerialLoop.@Nullable Timer later;

    Renegotiation(CallSignals signals) {
        this.signals = signals;
    }

    // ---- theirs

    /** A request of the far end and what we still expect of it. */
    private final class Asked implements ServerTransaction.Listener {
        private final ServerTransaction transaction;
        private final boolean late;
        private boolean answered;

        Asked(ServerTransaction transaction, boolean late) {
            this.transaction = transaction;
            this.late = late;
        }

        @Override
        public void onCancel() {
            // the answer is on its way, and nothing is gained by taking it back
        }

        @Override
        public void onUnacknowledged() {
            if (theirs == this) {
                theirs = null;
                signals.fail(408, Cause.LOST, "the answer was not confirmed");
            }
        }
    }

    /** The far end wants another description, or to refresh the one there is. */
    void asked(ServerTransaction transaction, boolean settingUp) {
        SipRequest request = transaction.request();
        boolean invite = request.is("INVITE");
        boolean offer = Abilities.isDescription(request);
        Asked before = theirs;
        if (ours != null && (invite || offer)) {
            signals.board().refuse(transaction, 491);
        } else if ((settingUp || before != null) && (invite || offer)) {
            signals.board().refuse(transaction, 500);
        } else if (Refreshing.tooShort(request)) {
            transaction.respond(
                    signals.board()
                            .signed(request.answer(422))
                            .set("Min-SE", SessionInterval.LEAST_SECONDS)
                            .build());
        } else if (!invite && !offer) {
            ok(transaction, null);
            signals.refreshing().start();
        } else {
            take(new Asked(transaction, !offer), invite);
        }
    }

    private void take(Asked asked, boolean invite) {
        theirs = asked;
        SipRequest request = asked.transaction.request();
        if (invite) {
            asked.transaction.listen(asked);
        }
        String offer = request.bodyText();
        signals.sound(
                media -> asked.late ? media.offer() : media.answer(offer),
                made -> {
                    if (made.failed() || signals.isOver()) {
                        theirs = null;
                        signals.board()
                                .refuse(asked.transaction, made.failed() ? made.refused() : 487);
                        next();
                        return;
                    }
                    asked.answered = true;
                    ok(asked.transaction, made.sdp());
                    if (!invite) {
                        theirs = null;
                        next();
                    }
                    signals.refreshing().start();
                });
    }

    private void ok(ServerTransaction transaction, @Nullable String description) {
        SipRequest request = transaction.request();
        signals.line().dialog().refresh(request);
        SipResponse.Builder ok =
                signals.board()
                        .signed(request.answer(200))
                        .set("Contact", signals.line().dialog().contact())
                        .set("Allow", Abilities.ALLOW)
                        .set("Supported", Abilities.SUPPORTED);
        signals.refreshing().answering(request, ok);
        if (description != null) {
            ok.body(Abilities.SDP, description);
        }
        transaction.respond(ok.build());
    }

    /** A confirmation; perhaps of an answer of ours, perhaps with an answer in it. */
    void onAck(SipRequest ack) {
        Asked asked = theirs;
        if (asked == null
                || !asked.answered
                || ack.cseq().number() != asked.transaction.request().cseq().number()) {
            return;
        }
        theirs = null;
        asked.transaction.acknowledged();
        if (asked.late) {
            String answer = Abilities.isDescription(ack) ? ack.bodyText() : null;
            signals.sound(
                    media -> {
                        if (answer == null) {
                            media.reject();
                        } else {
                            media.accept(answer);
                        }
                        return "";
                    },
                    made -> {
                        if (made.failed()) {
                            takeBack();
                        }
                    });
        }
        next();
    }

    private void takeBack() {
        signals.sound(
                media -> {
                    media.reject();
                    return "";
                },
                made -> {});
    }

    // ---- ours

    /** An offer of ours, until it was answered. */
    private final class Offer implements ClientTransaction.User {
        private final Call.SoundWork work;
        private final CallControl.Outcome outcome;
        private @Nullable Exchange exchange;
        private String description = "";
        private int tries;
        private boolean answered;

        Offer(Call.SoundWork work, CallControl.Outcome outcome) {
            this.work = work;
            this.outcome = outcome;
        }

        void begin() {
            ours = this;
            signals.sound(
                    work,
                    made -> {
                        if (signals.isOver()) {
                            return;
                        }
                        if (made.failed()) {
                            over(new SipException(made.refused(), made.reason()));
                        } else {
                            description = made.sdp();
                            send();
                        }
                    });
        }

        private void send() {
            later = null;
            tries++;
            Dialog dialog = signals.line().dialog();
            exchange =
                    signals.line()
                            .exchange(
                                    dialog,
                                    () -> {
                                        SipRequest.Builder invite =
                                                signals.line().request(dialog, "INVITE");
                                        signals.refreshing().asking(invite);
                                        return invite.body(Abilities.SDP, description);
                                    },
                                    this)
                            .start();
        }

        @Override
        public void onFinal(SipResponse answer) {
            int status = answer.status();
            Exchange sent = exchange;
            if (answer.isSuccess() && sent != null) {
                signals.line().dialog().refresh(answer);
                signals.line().acknowledge(signals.line().dialog(), sent.request());
                if (!answered) {
                    answered = true;
                    accept(answer);
                }
            } else if (signals.isOver()) {
                ours = null;
            } else if (status == 491 && tries < TRIES) {
                later = signals.board().loop().schedule(this::send, pause());
            } else if (status == 422 && tries < TRIES && signals.refreshing().lengthen(answer)) {
                send();
            } else if (Line.isDeadly(status)) {
                signals.fail(status, Cause.LOST, "the far end does not know this call");
            } else {
                takeBack();
                over(new SipException(status, "the far end refused: " + status));
            }
        }

        /** Whoever began the call waits longer, so that both do not meet again (§14.1). */
        private Duration pause() {
            return signals.line().dialog().isIncoming()
                    ? Duration.ofMillis(10L * Switchboard.chanceBelow(200))
                    : Duration.ofMillis(2_100 + 10L * Switchboard.chanceBelow(190));
        }

        private void accept(SipResponse answer) {
            if (signals.isOver()) {
                return;
            }
            signals.refreshing().answered(answer);
            signals.refreshing().start();
            if (!Abilities.isDescription(answer)) {
                takeBack();
                over(new SipException(0, "the far end did not answer an offer"));
                return;
            }
            String text = answer.bodyText();
            signals.sound(
                    media -> {
                        media.accept(text);
                        return "";
                    },
                    made -> {
                        if (made.failed()) {
                            takeBack();
                            over(new SipException(made.refused(), made.reason()));
                        } else {
                            over(null);
                        }
                    });
        }

        private void over(@Nullable SipException failure) {
            ours = null;
            if (failure == null) {
                outcome.done();
            } else {
                outcome.failed(failure);
            }
            next();
        }

        @Override
        public void onFailed(String reason) {
            signals.fail(408, Cause.LOST, reason);
        }
    }

    void hold(boolean on, CallControl.Outcome outcome) {
        offer(new Offer(media -> media.offer(on), outcome));
    }

    /** Sends the description that there is once more. */
    void refresh(CallControl.Outcome outcome) {
        offer(new Offer(MediaSession::offer, outcome));
    }

    private void offer(Offer offer) {
        if (waiting.size() >= WAITING) {
            offer.outcome.failed(new SipException(0, "too many changes are under way"));
            return;
        }
        waiting.add(offer);
        next();
    }

    private void next() {
        if (ours == null && theirs == null && !signals.isOver()) {
            Offer offer = waiting.poll();
            if (offer != null) {
                offer.begin();
            }
        }
    }

    void stop() {
        SerialLoop.Timer pending = later;
        later = null;
        if (pending != null) {
            pending.cancel();
        }
        waiting.clear();
        ours = null;
    }
}
