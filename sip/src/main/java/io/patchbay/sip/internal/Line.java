package io.patchbay.sip.internal;

import io.patchbay.sip.internal.signal.ClientTransaction;
import io.patchbay.sip.internal.signal.SipRequest;
import io.patchbay.sip.internal.signal.SipResponse;
import io.patchbay.sip.internal.signal.SipUri;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The way from a call to its far end: the dialog that is now, and requests in it. */
final class Line {

    /** Whoever sends such a request need not know what came of it. */
    static final ClientTransaction.User NOBODY =
            new ClientTransaction.User() {
                @Override
                public void onFinal(SipResponse answer) {
                    // nothing follows from it
                }

                @Override
                public void onFailed(String reason) {
                    // the far end may be gone already
                }
            };

    private final Switchboard board;
    private final CallSignals call;
    private @Nullable Dialog dialog;
    private @Nullable DigestAnswers credentials;
    private @Nullable SipRequest lastAck;

    Line(Switchboard board, CallSignals call) {
        this.board = board;
        this.call = call;
    }

    /** With whom the call is from now on. The dialog before is whoever's who calls this. */
    void become(Dialog with) {
        leave();
        dialog = with;
        board.add(with.id(), call);
        SipUri next = with.lookedUp();
        if (next == null) {
            return;
        }
        board.find(
                next,
                with.hop().carrier(),
                found -> {
                    if (!found.isEmpty()) {
                        with.hop(found.get(0));
                    }
                });
    }

    /** Nothing that comes in the dialog is for this call any more. */
    void leave() {
        Dialog last = dialog;
        if (last != null) {
            board.remove(last.id());
        }
    }

    boolean isThere() {
        return dialog != null;
    }

    Dialog dialog() {
        return Objects.requireNonNull(dialog, "dialog");
    }

    void credentials(DigestAnswers ours) {
        credentials = ours;
    }

    @Nullable DigestAnswers credentials() {
        return credentials;
    }

    /** Starts a request in a dialog, with what all of ours carry. */
    SipRequest.Builder request(Dialog in, String method) {
        return in.request(method).set("User-Agent", board.product());
    }

    /** Prepares a request in a dialog. */
    Exchange exchange(
            Dialog in, Supplier<SipRequest.Builder> requests, ClientTransaction.User user) {
        return new Exchange(board.transactions(), requests, in::hop, credentials, user);
    }

    /** Confirms a 2xx to an INVITE of ours. */
    SipRequest acknowledge(Dialog in, SipRequest invite) {
        SipRequest.Builder ack = in.ack(invite.cseq().number());
        for (String name : new String[] {"Authorization", "Proxy-Authorization"}) {
            invite.headers().fields(name).forEach(field -> ack.add(name, field));
        }
        SipRequest built = ack.set("User-Agent", board.product()).build();
        lastAck = built;
        board.transactions().sendAck(built, in.hop());
        return built;
    }

    /** A 2xx whose confirmation was lost. */
    void onStrayAnswer(SipResponse answer) {
        SipRequest ack = lastAck;
        if (ack != null && ack.cseq().number() == answer.cseq().number()) {
            board.transactions().sendAck(ack, dialog().hop());
        }
    }

    /** Hangs up in a dialog. */
    void bye(Dialog in, int status, String reason) {
        exchange(
                        in,
                        () -> {
                            SipRequest.Builder bye = request(in, "BYE").remove("Contact");
                            return status == 0
                                    ? bye
                                    : bye.add("Reason", HangUpReason.of(status, reason));
                        },
                        NOBODY)
                .start();
    }

    /** Whether an answer says that the far end knows nothing of the call (RFC 5057). */
    static boolean isDeadly(int status) {
        return status == 481 || status == 408;
    }
}
