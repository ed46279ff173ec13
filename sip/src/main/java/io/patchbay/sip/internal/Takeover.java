package io.patchbay.sip.internal;

import io.patchbay.sip.SipEnd;
import io.patchbay.sip.internal.signal.ServerTransaction;
import io.patchbay.sip.internal.signal.SipRequest;
import io.patchbay.sip.internal.signal.SipResponse;
import org.jspecify.annotations.Nullable;

/**
 * An INVITE that takes the place of a call's far end (RFC 3891): the call goes on with somebody
 * else, whose sound it is from now on. On the door's loop.
 */
final class Takeover implements ServerTransaction.Listener {

    private final CallSignals signals;
    private final ServerTransaction transaction;
    private final Dialog dialog;
    private final Dialog before;

    private Takeover(
            CallSignals signals, ServerTransaction transaction, Dialog dialog, Dialog before) {
        this.signals = signals;
        this.transaction = transaction;
        this.dialog = dialog;
        this.before = before;
    }

    /** Takes it, or refuses it. */
    static void begin(
            Switchboard board,
            ServerTransaction transaction,
            Dialog dialog,
            @Nullable Replaces replaces) {
        if (replaces == null) {
            board.refuse(transaction, 400);
            return;
        }
        CallSignals call =
                board.find(new Dialog.Id(replaces.callId(), replaces.toTag(), replaces.fromTag()));
        if (call == null || !call.isUp() && !call.isOver()) {
            board.refuse(transaction, 481); // none, or one that rings here (§3)
        } else if (call.isOver()) {
            board.refuse(transaction, 603);
        } else if (replaces.earlyOnly()) {
            board.refuse(transaction, 486);
        } else {
            new Takeover(call, transaction, dialog, call.line().dialog()).begin();
        }
    }

    private void begin() {
        SipRequest invite = transaction.request();
        if (!Abilities.isDescription(invite)) {
            // the sound of the call that is up would have to be offered to two at once
            signals.board().refuse(transaction, 488);
            return;
        }
        transaction.listen(this);
        String offer = invite.bodyText();
        signals.sound(
                media -> media.answer(offer),
                made -> {
                    if (made.failed() || signals.isOver()) {
                        signals.board().refuse(transaction, made.failed() ? made.refused() : 603);
                        return;
                    }
                    accept(invite, made.sdp());
                });
    }

    private void accept(SipRequest invite, String description) {
        SipResponse.Builder ok =
                signals.board()
                        .signed(invite.answer(200))
                        .set("To", dialog.local())
                        .set("Contact", dialog.contact())
                        .set("Allow", Abilities.ALLOW)
                        .set("Supported", Abilities.SUPPORTED)
                        .body(Abilities.SDP, description);
        signals.line().become(dialog);
        signals.refreshing().answering(invite, ok);
        signals.confirming(transaction);
        transaction.respond(ok.build());
        signals.refreshing().start();
        signals.line().bye(before, 0, "");
    }

    @Override
    public void onCancel() {
        // the answer is on its way
    }

    @Override
    public void onUnacknowledged() {
        signals.fail(408, SipEnd.Cause.LOST, "the answer was not confirmed");
    }
}
