package io.patchbay.sip.internal;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.sip.SipSettings;
import io.patchbay.sip.internal.media.MediaSession;
import io.patchbay.sip.internal.signal.Hop;
import io.patchbay.sip.internal.signal.NameAddress;
import io.patchbay.sip.internal.signal.Reasons;
import io.patchbay.sip.internal.signal.ServerTransaction;
import io.patchbay.sip.internal.signal.SipRequest;
import io.patchbay.sip.internal.signal.SipResponse;
import io.patchbay.sip.internal.signal.SipUri;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The far end hands us to somebody else (REFER, RFC 3515): we call him, with the sound that there
 * is, and tell the far end how it goes. When he answers the call goes on with him. On the door's
 * loop.
 */
final class Referral {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final CallSignals signals;
    private @Nullable Attempt attempt;

    Referral(CallSignals signals) {
        this.signals = signals;
    }

    /** A REFER has come. */
    void asked(ServerTransaction transaction) {
        SipRequest refer = transaction.request();
        SipSettings settings = signals.settings();
        String text = refer.header("Refer-To");
        if (!settings.acceptTransfers()) {
            signals.board().refuse(transaction, 603);
            return;
        }
        if (text == null || !signals.isUp()) {
            signals.board().refuse(transaction, text == null ? 400 : 481);
            return;
        }
        if (attempt != null) {
            signals.board().refuse(transaction, 491);
            return;
        }
        NameAddress target = NameAddress.parse(text);
        SipUri plain = target.uri().withoutHeaders();
        Map<String, String> headers = headers(target.uri().headers());
        String method = plain.parameters().get("method");
        boolean other = method != null && !method.equalsIgnoreCase("INVITE");
        if (!plain.isSip() || other || headers == null) {
            signals.board().refuse(transaction, plain.isSip() ? 400 : 416);
        } else if (!Transfer.allows(settings.transferTargets(), URI.create(plain.toString()))) {
            signals.board().refuse(transaction, 403);
        } else {
            accept(transaction, plain.without("method"), headers);
        }
    }

    /** What the new call is to say: whose place it takes, and nothing else; null when wrong. */
    private static @Nullable Map<String, String> headers(@Nullable String escaped) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (escaped == null) {
            return headers;
        }
        for (String pair : escaped.split("&", 16)) {
            String[] parts = pair.split("=", 2);
            if (parts.length == 2 && parts[0].toLowerCase(Locale.ROOT).equals("replaces")) {
                Replaces replaces = Replaces.parse(SipUri.unescape(parts[1]));
                if (replaces == null || !headers.isEmpty()) {
                    return null;
                }
                headers.put("Replaces", replaces.header());
                headers.put("Require", "replaces");
            }
        }
        return headers;
    }

    private void accept(ServerTransaction transaction, SipUri target, Map<String, String> headers) {
        SipRequest refer = transaction.request();
        String wish = refer.header("Refer-Sub");
        boolean silent = wish != null && wish.strip().toLowerCase(Locale.ROOT).startsWith("false");
        SipResponse.Builder accepted =
                signals.board()
                        .signed(refer.answer(202))
                        .set("Contact", signals.line().dialog().contact());
        if (silent) {
            accepted.set("Refer-Sub", "false");
        }
        transaction.respond(accepted.build());
        String by = refer.header("Referred-By");
        if (by != null) {
            headers.put("Referred-By", by);
        }
        Attempt mine =
                new Attempt(
                        signals.line().dialog(), refer.cseq().number(), silent, target, headers);
        attempt = mine;
        mine.begin();
    }

    void stop() {
        Attempt now = attempt;
        if (now != null) {
            now.over();
            now.takeBack();
        }
    }

    private final class Attempt implements OutgoingInvite.User {
        private final Dialog dialog;
        private final long number;
        private final boolean silent;
        private final SipUri target;
        private final Map<String, String> headers;
        private @Nullable OutgoingInvite invite;
        private SerialLoop.@Nullable Timer limit;

        Attempt(
                Dialog dialog,
                long number,
                boolean silent,
                SipUri target,
                Map<String, String> headers) {
            this.dialog = dialog;
            this.number = number;
            this.silent = silent;
            this.target = target;
            this.headers = headers;
        }

        void begin() {
            report(100, Reasons.of(100), false);
            SipUri proxy =
                    signals.settings()
                            .outboundProxy()
                            .map(at -> SipUri.parse(at.toString()))
                            .orElse(null);
            limit = signals.board().loop().schedule(() -> failed(408), LIMIT);
            signals.board()
                    .find(
                            proxy == null ? target : proxy,
                            Destinations.usual(signals.settings()),
                            found -> found(proxy, found));
        }

        private void found(@Nullable SipUri proxy, List<Hop> found) {
            if (attempt != this) {
                return;
            }
            if (found.isEmpty()) {
                failed(404);
                return;
            }
            signals.sound(
                    MediaSession::offer,
                    made -> {
                        if (attempt != this) {
                            return;
                        }
                        if (made.failed()) {
                            failed(made.refused());
                        } else {
                            send(proxy, found, made.sdp());
                        }
                    });
        }

        private void send(@Nullable SipUri proxy, List<Hop> found, String description) {
            Hops hops;
            NameAddress contact;
            try {
                hops = Failover.among(found, signals.board().transactions());
                contact = signals.board().contact(hops.now(), signals.settings());
            } catch (IOException e) {
                failed(503);
                return;
            }
            NameAddress from = NameAddress.of(dialog.local().uri());
            OutgoingInvite sent =
                    new OutgoingInvite(
                            signals,
                            new OutgoingInvite.Invite(target, from, headers, proxy, description),
                            hops,
                            contact,
                            this);
            invite = sent;
            sent.send();
        }

        @Override
        public boolean keepsDialog() {
            return true;
        }

        @Override
        public void onProgress(SipResponse answer) {
            if (answer.status() >= 180) {
                report(answer.status(), answer.reason(), false);
            }
        }

        @Override
        public void onAnswer(Dialog with, SipResponse answer) {
            if (attempt != this || signals.isOver()) {
                signals.line().bye(with, 0, "");
                return;
            }
            String text = Abilities.isDescription(answer) ? answer.bodyText() : "";
            signals.sound(
                    media -> {
                        media.accept(text);
                        return "";
                    },
                    made -> {
                        if (made.failed() || attempt != this) {
                            signals.line().bye(with, made.failed() ? made.refused() : 0, "");
                            failed(488);
                            return;
                        }
                        over();
                        report(200, Reasons.of(200), true);
                        signals.line().bye(dialog, 0, "");
                        signals.line().become(with);
                        signals.refreshing().answered(answer);
                        signals.refreshing().start();
                    });
        }

        @Override
        public void onRefused(int status, String reason) {
            failed(status);
        }

        @Override
        public void onUnheard(String reason) {
            failed(408);
        }

        @Override
        public boolean follows(SipUri next) {
            return Transfer.allows(
                    signals.settings().transferTargets(), URI.create(next.toString()));
        }

        private void failed(int status) {
            if (attempt != this) {
                return;
            }
            over();
            takeBack();
            signals.sound(
                    media -> {
                        media.reject();
                        return "";
                    },
                    made -> {});
            report(status, Reasons.of(status), true);
        }

        private void over() {
            attempt = null;
            SerialLoop.Timer waiting = limit;
            limit = null;
            if (waiting != null) {
                waiting.cancel();
            }
        }

        void takeBack() {
            OutgoingInvite sent = invite;
            if (sent != null) {
                sent.cancel();
            }
        }

        private void report(int status, String reason, boolean last) {
            if (silent || signals.isOver()) {
                return;
            }
            String state =
                    last ? "terminated;reason=noresource" : "active;expires=" + LIMIT.toSeconds();
            signals.line()
                    .exchange(
                            dialog,
                            () ->
                                    signals.line()
                                            .request(dialog, "NOTIFY")
                                            .set("Event", "refer;id=" + number)
                                            .set("Subscription-State", state)
                                            .body(
                                                    Abilities.FRAGMENT,
                                                    "SIP/2.0 " + status + " " + reason + "\r\n"),
                            Line.NOBODY)
                    .start();
        }
    }
}
