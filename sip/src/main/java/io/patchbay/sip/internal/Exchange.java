package io.patchbay.sip.internal;

import io.patchbay.sip.internal.signal.ClientTransaction;
import io.patchbay.sip.internal.signal.SipRequest;
import io.patchbay.sip.internal.signal.SipResponse;
import io.patchbay.sip.internal.signal.Transactions;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A request of ours with its final answer; when somebody on the way asks who we are, it is sent
 * again with the proof, and where one place is down it is sent to the next (RFC 3263 §4.3). On the
 * door's loop.
 */
final class Exchange implements ClientTransaction.User {

    private final Transactions transactions;
    private final Supplier<SipRequest.Builder> requests;
    private final Hops hops;
    private final @Nullable DigestAnswers credentials;
    private final ClientTransaction.User user;
    private @Nullable ClientTransaction transaction;
    private boolean cancelled;

    /**
     * Prepares it.
     *
     * @param requests makes the request anew, with the next number, each time it is asked
     * @param hops where it goes
     */
    Exchange(
            Transactions transactions,
            Supplier<SipRequest.Builder> requests,
            Hops hops,
            @Nullable DigestAnswers credentials,
            ClientTransaction.User user) {
        this.transactions = transactions;
        this.requests = requests;
        this.hops = hops;
        this.credentials = credentials;
        this.user = user;
    }

    /** Sends it. */
    Exchange start() {
        SipRequest.Builder request = requests.get();
        DigestAnswers known = credentials;
        if (known != null) {
            SipRequest plain = request.build();
            known.proofs(plain.method(), plain.uri().toString())
                    .forEach(proof -> request.add(proof.name(), proof.value()));
        }
        transaction = transactions.send(request.build(), hops.now(), hops.patience(), this);
        return this;
    }

    /** The request as it was sent last. */
    SipRequest request() {
        ClientTransaction now = transaction;
        if (now == null) {
            throw new IllegalStateException("it was not sent yet");
        }
        return now.request();
    }

    /** Takes an INVITE back. */
    void cancel() {
        ClientTransaction now = transaction;
        if (!cancelled && now != null) {
            cancelled = true;
            now.cancel();
        }
    }

    @Override
    public void onProvisional(SipResponse answer) {
        user.onProvisional(answer);
    }

    @Override
    public void onFinal(SipResponse answer) {
        DigestAnswers known = credentials;
        if (known != null && !cancelled && asksAgain(known, answer)) {
            start();
            return;
        }
        if (answer.status() == 503 && elsewhere()) {
            return;
        }
        if (known != null && answer.isSuccess()) {
            known.accepted();
        }
        user.onFinal(answer);
    }

    private static boolean asksAgain(DigestAnswers known, SipResponse answer) {
        return answer.status() == 401
                        && known.take(answer.headers().fields("WWW-Authenticate"), false)
                || answer.status() == 407
                        && known.take(answer.headers().fields("Proxy-Authenticate"), true);
    }

    @Override
    public void onFailed(String reason) {
        if (!elsewhere()) {
            user.onFailed(reason);
        }
    }

    /** Goes to the next place, where there is one. */
    private boolean elsewhere() {
        if (cancelled || !hops.next()) {
            return false;
        }
        DigestAnswers known = credentials;
        if (known != null) {
            known.elsewhere();
        }
        start();
        return true;
    }
}
