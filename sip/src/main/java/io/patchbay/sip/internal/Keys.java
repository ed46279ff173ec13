package io.patchbay.sip.internal;

import io.patchbay.sip.SipEnd;
import io.patchbay.sip.SipException;
import io.patchbay.sip.internal.signal.ClientTransaction;
import io.patchbay.sip.internal.signal.ServerTransaction;
import io.patchbay.sip.internal.signal.SipRequest;
import io.patchbay.sip.internal.signal.SipResponse;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keys by INFO, for far ends that know them in no other way (RFC 6086, legacy use). */
final class Keys {

    private static final Pattern SIGNAL =
            Pattern.compile("(?im)^\\s*signal\\s*=\\s*([0-9A-Da-d*#]|1[01])\\s*$");
    private static final int MILLIS = 160;

    private final CallSignals signals;

    Keys(CallSignals signals) {
        this.signals = signals;
    }

    /** An INFO has come. */
    void asked(ServerTransaction transaction) {
        SipRequest info = transaction.request();
        String type = info.contentType().map(each -> each.type() + '/' + each.subtype()).orElse("");
        if (!info.hasBody()) {
            transaction.respond(signals.board().signed(info.answer(200)).build());
        } else if (type.equals(Abilities.DTMF_RELAY)) {
            Matcher signal = SIGNAL.matcher(info.bodyText());
            pressed(transaction, signal.find() ? signal.group(1) : "");
        } else if (type.equals(Abilities.DTMF)) {
            pressed(transaction, info.bodyText().strip());
        } else if (Abilities.isOptional(info)) {
            transaction.respond(signals.board().signed(info.answer(200)).build());
        } else {
            signals.board().refuse(transaction, 415);
        }
    }

    private void pressed(ServerTransaction transaction, String text) {
        String key =
                switch (text) {
                    case "10" -> "*";
                    case "11" -> "#";
                    default -> text.toUpperCase(Locale.ROOT);
                };
        if (!key.matches("[0-9A-D*#]")) {
            signals.board().refuse(transaction, 400);
            return;
        }
        transaction.respond(signals.board().signed(transaction.request().answer(200)).build());
        signals.pressed(key.charAt(0));
    }

    /** Sends one after the other, each when the one before has come. */
    void send(String keys, CallControl.Outcome outcome) {
        if (keys.isEmpty()) {
            outcome.done();
            return;
        }
        if (signals.isOver()) {
            return; // the owner was told
        }
        String body = "Signal=" + keys.charAt(0) + "\r\nDuration=" + MILLIS + "\r\n";
        Dialog dialog = signals.line().dialog();
        signals.line()
                .exchange(
                        dialog,
                        () ->
                                signals.line()
                                        .request(dialog, "INFO")
                                        .body(Abilities.DTMF_RELAY, body),
                        new ClientTransaction.User() {
                            @Override
                            public void onFinal(SipResponse answer) {
                                if (answer.isSuccess()) {
                                    send(keys.substring(1), outcome);
                                } else if (Line.isDeadly(answer.status())) {
                                    signals.fail(
                                            answer.status(),
                                            SipEnd.Cause.LOST,
                                            "the far end does not know this call");
                                } else {
                                    outcome.failed(
                                            new SipException(
                                                    answer.status(),
                                                    "the far end takes no keys: "
                                                            + answer.status()));
                                }
                            }

                            @Override
                            public void onFailed(String reason) {
                                signals.fail(408, SipEnd.Cause.LOST, reason);
                            }
                        })
                .start();
    }
}
