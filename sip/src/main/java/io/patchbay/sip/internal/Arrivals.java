package io.patchbay.sip.internal;

import io.patchbay.sip.SipSettings;
import io.patchbay.sip.internal.signal.NameAddress;
import io.patchbay.sip.internal.signal.ServerTransaction;
import io.patchbay.sip.internal.signal.SipRequest;
import io.patchbay.sip.internal.signal.SipResponse;
import java.io.IOException;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** What a new call has to pass before anybody is asked about it. On the door's loop. */
final class Arrivals {

    private static final System.Logger LOG = System.getLogger("io.patchbay.sip");

    private final Switchboard board;
    private final DigestGate gate = new DigestGate();

    Arrivals(Switchboard board) {
        this.board = board;
    }

    /** An OPTIONS outside of any call: what a call would get (§11.2). */
    void asked(ServerTransaction transaction) {
        Switchboard.Owner owner = board.owner();
        SipRequest request = transaction.request();
        if (owner == null) {
            board.refuse(transaction, 503);
        } else if (board.callCount() >= owner.settings().maxCalls()) {
            board.refuse(transaction, 486);
        } else {
            transaction.respond(board.options(request).build());
        }
    }

    /** An INVITE without a dialog. */
    void invited(ServerTransaction transaction) {
        board.counts().offered.incrementAndGet();
        Switchboard.Owner owner = board.owner();
        InetAddress source = source(transaction);
        if (owner == null) {
            board.refuse(transaction, 503);
            return;
        }
        SipSettings settings = owner.settings();
        if (board.callCount() >= settings.maxCalls()
                || board.callsOf(source) >= settings.maxCallsPerSource()) {
            board.counts().refusedByLimit.incrementAndGet();
            board.refuse(transaction, 503);
            return;
        }
        String user = null;
        if (settings.realm().isPresent()) {
            user = proven(transaction, settings, settings.realm().get(), source);
            if (user == null) {
                return;
            }
        }
        admit(transaction, owner, user);
    }

    private void admit(
            ServerTransaction transaction, Switchboard.Owner owner, @Nullable String user) {
        SipRequest invite = transaction.request();
        SipSettings settings = owner.settings();
        if (Refreshing.tooShort(invite)) {
            transaction.respond(
                    board.signed(Switchboard.tagged(invite, 422))
                            .set("Min-SE", SessionInterval.LEAST_SECONDS)
                            .build());
            return;
        }
        String tag = Switchboard.chance(8);
        NameAddress contact;
        try {
            contact = board.contact(transaction.from(), settings);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "there is no way back to a caller", e);
            board.refuse(transaction, 500);
            return;
        }
        Dialog dialog = Dialog.of(invite, tag, contact, transaction.from());
        String replaces = invite.header("Replaces");
        if (replaces != null) {
            Takeover.begin(board, transaction, dialog, Replaces.parse(replaces));
            return;
        }
        CallSignals call = new CallSignals(board, settings, source(transaction));
        IncomingCall incoming = new IncomingCall(board, call, transaction, dialog, user != null);
        Invitation invitation = new Invitation(board, incoming, transaction, settings, user);
        incoming.begin(invitation);
        try {
            owner.handler().onCall(invitation);
        } catch (RuntimeException | LinkageError e) {
            LOG.log(System.Logger.Level.WARNING, "the handler of calls failed", e);
            incoming.end(500, "the handler failed", null);
        }
    }

    /** Who calls; null when he was told to prove it. */
    private @Nullable String proven(
            ServerTransaction transaction, SipSettings settings, String realm, InetAddress source) {
        SipRequest invite = transaction.request();
        DigestGate.Verdict verdict =
                gate.judge(
                        realm,
                        settings.passwords(),
                        invite.method(),
                        invite.uri().toString(),
                        invite.headers().fields("Authorization"),
                        source.getHostAddress(),
                        board.loop().nanoTime());
        if (verdict instanceof DigestGate.Granted granted) {
            return granted.user();
        }
        board.counts().unauthorised.incrementAndGet();
        if (verdict instanceof DigestGate.Challenged challenged) {
            SipResponse.Builder answer = board.signed(Switchboard.tagged(invite, 401));
            challenged.challenges().forEach(each -> answer.add("WWW-Authenticate", each));
            transaction.respond(answer.build());
        } else {
            board.refuse(transaction, 403);
        }
        return null;
    }

    private static InetAddress source(ServerTransaction transaction) {
        return transaction.from().address().getAddress();
    }
}
