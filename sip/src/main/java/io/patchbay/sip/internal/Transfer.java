package io.patchbay.sip.internal;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.sip.SipEnd;
import io.patchbay.sip.TransferException;
import io.patchbay.sip.TransferException.Kind;
import io.patchbay.sip.internal.signal.ClientTransaction;
import io.patchbay.sip.internal.signal.MalformedException;
import io.patchbay.sip.internal.signal.ServerTransaction;
import io.patchbay.sip.internal.signal.SipRequest;
import io.patchbay.sip.internal.signal.SipResponse;
import io.patchbay.sip.internal.signal.SipUri;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Hands a call over (REFER, RFC 3515, RFC 4488) and hears what became of it; one at a time. On the
 * door's loop.
 */
final class Transfer {

    private static final System.Logger LOG = System.getLogger("io.patchbay.sip");

    private final CallSignals signals;
    private @Nullable Attempt attempt;

    Transfer(CallSignals signals) {
        this.signals = signals;
    }

    /** To somebody new. */
    void ask(URI target, Duration limit, CallControl.Outcome outcome) {
        SipUri uri;
        try {
            uri = SipUri.parse(target.toString());
        } catch (MalformedException e) {
            outcome.failed(notAllowed("target is no address: " + e.getMessage()));
            return;
        }
        boolean known = uri.isSip() || uri.scheme().equals("tel");
        if (!known || uri.headers() != null || uri.parameters().has("method")) {
            outcome.failed(notAllowed("target must be a plain sip:, sips: or tel: address"));
        } else if (!allows(signals.settings().transferTargets(), target)) {
            outcome.failed(notAllowed("the settings do not allow this target"));
        } else {
            begin('<' + uri.toString() + '>', limit, outcome);
        }
    }

    /** Whether the settings allow a target; a predicate that fails does not. */
    static boolean allows(Predicate<URI> targets, URI target) {
        try {
            return targets.test(target);
        } catch (RuntimeException | LinkageError e) {
            LOG.log(System.Logger.Level.WARNING, "the list of transfer targets failed", e);
            return false;
        }
    }

    private static TransferException notAllowed(String why) {
        return new TransferException(Kind.NOT_ALLOWED, 0, why);
    }

    /** To the far end of another call, whose place the far end of this one takes. */
    void ask(CallControl.Counterpart other, Duration limit, CallControl.Outcome outcome) {
        String replaces = "Replaces=" + other.replaces().escaped();
        begin('<' + other.target().toString() + '?' + replaces + '>', limit, outcome);
    }

    private void begin(String target, Duration limit, CallControl.Outcome outcome) {
        if (attempt != null) {
            outcome.failed(
                    new TransferException(Kind.FAILED, 491, "another transfer is under way"));
            return;
        }
        Attempt mine = new Attempt(target, outcome);
        attempt = mine;
        mine.begin(limit);
    }

    /** A report. */
    void notified(ServerTransaction transaction) {
        SipRequest notify = transaction.request();
        String event = notify.header("Event");
        if (event == null || notify.header("Subscription-State") == null) {
            signals.board().refuse(transaction, event == null ? 489 : 400);
            return;
        }
        boolean refer = event.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals("refer");
        Attempt now = attempt;
        if (!refer) {
            signals.board().refuse(transaction, 489);
        } else if (now == null || !now.isMeant(event)) {
            signals.board().refuse(transaction, 481);
        } else {
            transaction.respond(signals.board().signed(notify.answer(200)).build());
            now.report(notify);
        }
    }

    /** The call is over. */
    void ended(SipEnd end) {
        Attempt now = attempt;
        if (now != null && end.cause() != SipEnd.Cause.TRANSFERRED) {
            now.over(
                    new TransferException(
                            Kind.ENDED, end.status(), "the call ended: " + end.reason()));
        }
    }

    private final class Attempt implements ClientTransaction.User {
        private final String target;
        private final CallControl.Outcome outcome;
        private @Nullable Exchange exchange;
        private SerialLoop.@Nullable Timer limit;

        Attempt(String target, CallControl.Outcome outcome) {
            this.target = target;
            this.outcome = outcome;
        }

        void begin(Duration within) {
            limit =
                    signals.board()
                            .loop()
                            .schedule(
                                    () ->
                                            over(
                                                    new TransferException(
                                                            Kind.TIMEOUT,
                                                            0,
                                                            "nothing was heard of the transfer"
                                                                    + " within "
                                                                    + within.toSeconds()
                                                                    + " s")),
                                    within);
            Dialog dialog = signals.line().dialog();
            exchange =
                    signals.line()
                            .exchange(
                                    dialog,
                                    () ->
                                            signals.line()
                                                    .request(dialog, "REFER")
                                                    .set("Refer-To", target)
                                                    .set(
                                                            "Referred-By",
                                                            "<" + dialog.local().uri() + ">")
                                                    .set("Supported", Abilities.SUPPORTED),
                                    this)
                            .start();
        }

        /** Whether a report is on this REFER; without an id it is on the only one there is. */
        boolean isMeant(String event) {
            for (String parameter : event.split(";", -1)) {
                String[] parts = parameter.split("=", 2);
                if (parts.length == 2 && parts[0].strip().equalsIgnoreCase("id")) {
                    Exchange sent = exchange;
                    return sent != null
                            && parts[1].strip()
                                    .equals(Long.toString(sent.request().cseq().number()));
                }
            }
            return true;
        }

        @Override
        public void onFinal(SipResponse answer) {
            if (attempt != this) {
                return;
            }
            if (!answer.isSuccess()) {
                over(TransferResult.refused(answer.status(), answer.reason()));
                return;
            }
            String reports = answer.header("Refer-Sub");
            if (reports != null && reports.strip().toLowerCase(Locale.ROOT).startsWith("false")) {
                done(); // accepted, and nothing will be heard of it
            }
        }

        @Override
        public void onFailed(String reason) {
            over(new TransferException(Kind.TIMEOUT, 408, "the far end does not answer"));
        }

        void report(SipRequest notify) {
            String body = notify.hasBody() ? notify.bodyText() : "";
            int status = TransferResult.status(body);
            String state = notify.header("Subscription-State");
            if (status >= 200 && status < 300) {
                done();
            } else if (status >= 300) {
                over(TransferResult.of(status, TransferResult.reason(body)));
            } else if (state != null
                    && state.strip().toLowerCase(Locale.ROOT).startsWith("terminated")) {
                over(
                        new TransferException(
                                Kind.FAILED, 0, "the far end stopped reporting on the transfer"));
            }
        }

        private void done() {
            attempt = null;
            stop();
            outcome.done();
            signals.handedOver();
        }

        void over(TransferException failure) {
            if (attempt == this) {
                attempt = null;
                stop();
                outcome.failed(failure);
            }
        }

        private void stop() {
            SerialLoop.Timer waiting = limit;
            limit = null;
            if (waiting != null) {
                waiting.cancel();
            }
        }
    }
}
