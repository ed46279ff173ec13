package io.patchbay.sip.internal;

import io.patchbay.sip.internal.signal.ClientTransaction;
import io.patchbay.sip.internal.signal.Hop;
import io.patchbay.sip.internal.signal.NameAddress;
import io.patchbay.sip.internal.signal.SipRequest;
import io.patchbay.sip.internal.signal.SipResponse;
import io.patchbay.sip.internal.signal.SipUri;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An INVITE of ours until it is answered: proves who we are, follows a redirection, confirms
 * provisional answers, and lets one of several who answer have the call (RFC 3261 §13.2, RFC 3262).
 * On the door's loop.
 */
final class OutgoingInvite implements ClientTransaction.User {

    /** Hears how it goes; one of the last two, once. */
    interface User {
        /** It rings, or something is to be heard already. */
        void onProgress(SipResponse answer);

        /** Somebody took the call, which was confirmed. */
        void onAnswer(Dialog dialog, SipResponse answer);

        /** Nobody did. */
        void onRefused(int status, String reason);

        /** Nothing was heard. */
        void onUnheard(String reason);

        /** Whether another dialog is up, which early ones do not take the place of. */
        default boolean keepsDialog() {
            return false;
        }

        /** Whether it may go to where it is redirected. */
        boolean follows(SipUri target);
    }

    /**
     * Whom it is for and what it says.
     *
     * @param target the Request-URI
     * @param from who calls
     * @param headers further fields
     * @param proxy where it goes, when that is not the target; or null
     */
    record Invite(
            SipUri target,
            NameAddress from,
            Map<String, String> headers,
            @Nullable SipUri proxy,
            String description) {}

    private static final int FORKS = 16;
    private static final int TRIES = 4;

    /** Somebody whom the call rings at, or who took it. */
    private static final class Branch {
        private final Dialog dialog;
        private long lastReliable = -1;
        private @Nullable SipRequest ack;

        Branch(Dialog dialog) {
            this.dialog = dialog;
        }
    }

    private final CallSignals signals;
    private final Invite invite;
    private final User user;
    private final NameAddress contact;
    private final String callId = Switchboard.chance(16);
    private final String tag = Switchboard.chance(8);
    private final Map<String, Branch> branches = new HashMap<>();
    private SipUri target;
    private Hops hops;
    private @Nullable Exchange exchange;
    private long number;
    private int tries;
    private boolean redirected;
    private boolean answered;
    private boolean over;

    OutgoingInvite(CallSignals signals, Invite invite, Hops hops, NameAddress contact, User user) {
        this.signals = signals;
        this.invite = invite;
        this.hops = hops;
        this.contact = contact;
        this.user = user;
        target = invite.target();
    }

    /** Sends it. */
    void send() {
        tries++;
        exchange =
                new Exchange(
                                signals.board().transactions(),
                                this::request,
                                hops,
                                signals.line().credentials(),
                                this)
                        .start();
    }

    /** Takes it back: whoever takes it meanwhile is hung up on. */
    void cancel() {
        over = true;
        Exchange sent = exchange;
        if (sent != null) {
            sent.cancel();
        }
    }

    private SipRequest.Builder request() {
        SipRequest.Builder request = SipRequest.builder("INVITE", target.withoutHeaders());
        SipUri proxy = invite.proxy();
        if (proxy != null) {
            request.add("Route", NameAddress.of(proxy.with("lr", null)));
        }
        request.add("From", invite.from().withTag(tag))
                .add("To", NameAddress.of(to(invite.target())))
                .add("Call-ID", callId)
                .add("CSeq", ++number + " INVITE")
                .add("Contact", contact)
                .add("Max-Forwards", 70)
                .add("User-Agent", signals.board().product());
        signals.refreshing().asking(request);
        invite.headers().forEach(request::add);
        return request.body(Abilities.SDP, invite.description());
    }

    private static SipUri to(SipUri target) {
        return target.withoutHeaders().without("transport").without("maddr");
    }

    @Override
    public void onProvisional(SipResponse answer) {
        Branch branch = branch(answer);
        if (branch != null && answer.names("Require", "100rel")) {
            Optional<Long> reliable = answer.number("RSeq");
            if (reliable.isEmpty() || !isNext(branch, reliable.get())) {
                return;
            }
            confirm(branch, reliable.get());
        }
        if (!over && !answered) {
            if (branch != null && !user.keepsDialog()) {
                signals.line().become(branch.dialog);
            }
            user.onProgress(answer);
        }
    }

    private static boolean isNext(Branch branch, long reliable) {
        boolean next = branch.lastReliable < 0 || reliable == branch.lastReliable + 1;
        if (next) {
            branch.lastReliable = reliable;
        }
        return next;
    }

    /** Says that a provisional answer has come (RFC 3262 §4). */
    private void confirm(Branch branch, long reliable) {
        Dialog dialog = branch.dialog;
        long of = sent().request().cseq().number();
        signals.line()
                .exchange(
                        dialog,
                        () ->
                                signals.line()
                                        .request(dialog, "PRACK")
                                        .remove("Contact")
                                        .add("RAck", reliable + " " + of + " INVITE"),
                        Line.NOBODY)
                .start();
    }

    private Exchange sent() {
        return Objects.requireNonNull(exchange, "exchange");
    }

    /** Whose answer it is; null without a tag, or of one too many. */
    private @Nullable Branch branch(SipResponse answer) {
        String remote = answer.toTag();
        if (remote == null) {
            return null;
        }
        Branch known = branches.get(remote);
        if (known != null || branches.size() >= FORKS) {
            return known;
        }
        Branch branch =
                new Branch(
                        Dialog.of(
                                sent().request(),
                                answer,
                                contact,
                                hops.now(),
                                invite.proxy() != null));
        branches.put(remote, branch);
        return branch;
    }

    @Override
    public void onFinal(SipResponse answer) {
        int status = answer.status();
        if (answer.isSuccess()) {
            taken(answer);
        } else if (over) {
            return; // it was taken back
        } else if (status == 422 && tries < TRIES && signals.refreshing().lengthen(answer)) {
            send();
        } else if (status >= 300 && status < 400 && follow(answer)) {
            return;
        } else {
            over = true;
            user.onRefused(status, answer.reason());
        }
    }

    private void taken(SipResponse answer) {
        Branch branch = branch(answer);
        if (branch == null) {
            return; // no dialog without a tag, and nobody to hang up on
        }
        SipRequest ack = branch.ack;
        if (ack != null) {
            signals.board().transactions().sendAck(ack, branch.dialog.hop());
            return;
        }
        branch.dialog.refresh(answer);
        branch.ack = signals.line().acknowledge(branch.dialog, sent().request());
        if (over || answered) {
            signals.line().bye(branch.dialog, 0, "");
            return;
        }
        answered = true;
        user.onAnswer(branch.dialog, answer);
    }

    /** Goes to the first place that it is redirected to, once; false when there is none. */
    private boolean follow(SipResponse answer) {
        if (redirected) {
            return false;
        }
        redirected = true;
        List<NameAddress> places = answer.addresses("Contact");
        for (NameAddress place : places) {
            SipUri next = place.uri().withoutHeaders();
            if (next.isSip()
                    && (!invite.target().isSecure() || next.isSecure())
                    && user.follows(next)) {
                goTo(next);
                return true;
            }
        }
        return false;
    }

    private void goTo(SipUri next) {
        target = next;
        branches.clear();
        if (invite.proxy() != null) {
            send();
            return;
        }
        signals.board()
                .find(
                        next,
                        hops.now().carrier(),
                        found -> {
                            if (!over) {
                                goTo(found);
                            }
                        });
    }

    private void goTo(List<Hop> found) {
        if (found.isEmpty()) {
            over = true;
            user.onRefused(404, "there is no such host");
            return;
        }
        try {
            hops = Failover.among(found, signals.board().transactions());
        } catch (IOException e) {
            onFailed("there is no way to it: " + e.getMessage());
            return;
        }
        send();
    }

    @Override
    public void onFailed(String reason) {
        if (!over && !answered) {
            over = true;
            user.onUnheard(reason);
        }
    }
}
