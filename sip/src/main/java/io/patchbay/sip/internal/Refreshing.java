package io.patchbay.sip.internal;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.sip.SipEnd;
import io.patchbay.sip.internal.signal.ClientTransaction;
import io.patchbay.sip.internal.signal.SipMessage;
import io.patchbay.sip.internal.signal.SipRequest;
import io.patchbay.sip.internal.signal.SipResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Session timers of one call (RFC 4028): refreshes it, or ends it when nobody does. */
final class Refreshing {

    private static final Duration AGAIN = Duration.ofSeconds(10);

    private final CallSignals signals;
    private @Nullable SessionInterval agreed;
    private boolean weRefresh;
    private boolean farUpdates;
    private long least = SessionInterval.LEAST_SECONDS;
    private SerialLoop.@Nullable Timer refresh;
    private SerialLoop.@Nullable Timer end;

    Refreshing(CallSignals signals) {
        this.signals = signals;
    }

    /** Whether a request asks for less than anybody may (422). */
    static boolean tooShort(SipRequest request) {
        String asked = request.header("Session-Expires");
        SessionInterval interval = asked == null ? null : SessionInterval.parse(asked);
        return interval != null
                && interval.seconds() < SessionInterval.LEAST_SECONDS
                && request.names("Supported", "timer");
    }

    /** Notes what the far end can. */
    void learn(SipMessage message) {
        farUpdates |= message.names("Allow", "UPDATE");
    }

    private long ours() {
        return Math.max(least, signals.settings().sessionExpires().toSeconds());
    }

    /** Puts what we agree to into the answer to an INVITE or UPDATE. */
    void answering(SipRequest request, SipResponse.Builder ok) {
        learn(request);
        String asked = request.header("Session-Expires");
        String min = request.header("Min-SE");
        agreed =
                SessionInterval.agreed(
                        asked == null ? null : SessionInterval.parse(asked),
                        min == null ? 0 : SessionInterval.seconds(min),
                        request.names("Supported", "timer"),
                        ours());
        SessionInterval now = agreed;
        if (now != null) {
            ok.set("Session-Expires", now.header());
            weRefresh = now.refresher().equals("uas");
            if (!weRefresh) {
                ok.set("Require", "timer");
            }
        }
    }

    /** Puts what we would like into a request. */
    void asking(SipRequest.Builder request) {
        SessionInterval now = agreed;
        String who = now == null ? "" : weRefresh ? "uac" : "uas";
        long seconds = Math.max(least, now == null ? ours() : now.seconds());
        request.set("Supported", Abilities.SUPPORTED)
                .set("Allow", Abilities.ALLOW)
                .set("Session-Expires", new SessionInterval(seconds, who).header())
                .set("Min-SE", least);
    }

    /** The far end wants longer intervals (422); whether it makes sense to ask again. */
    boolean lengthen(SipResponse answer) {
        String min = answer.header("Min-SE");
        long wanted = min == null ? -1 : SessionInterval.seconds(min);
        if (wanted <= least || wanted > Duration.ofDays(1).toSeconds()) {
            return false;
        }
        least = wanted;
        return true;
    }

    /** What the far end has agreed to. */
    void answered(SipResponse ok) {
        learn(ok);
        String given = ok.header("Session-Expires");
        SessionInterval interval = given == null ? null : SessionInterval.parse(given);
        agreed = interval;
        weRefresh = interval != null && !interval.refresher().equals("uas");
    }

    /** The interval begins, for the first time or anew. */
    void start() {
        stop();
        SessionInterval now = agreed;
        if (now == null || signals.isOver()) {
            return;
        }
        SerialLoop loop = signals.board().loop();
        if (weRefresh) {
            refresh = loop.schedule(this::refresh, Duration.ofSeconds(now.refreshAfter()));
        }
        long last = weRefresh ? now.seconds() : now.endAfter();
        end = loop.schedule(this::giveUp, Duration.ofSeconds(last));
    }

    void stop() {
        SerialLoop.Timer first = refresh;
        SerialLoop.Timer second = end;
        refresh = null;
        end = null;
        if (first != null) {
            first.cancel();
        }
        if (second != null) {
            second.cancel();
        }
    }

    private void giveUp() {
        signals.fail(408, SipEnd.Cause.LOST, "the session was not refreshed");
    }

    private void refresh() {
        if (signals.isOver()) {
            return;
        }
        if (!farUpdates) {
            signals.changes().refresh(new AfterInvite());
            return;
        }
        Dialog dialog = signals.line().dialog();
        signals.line()
                .exchange(
                        dialog,
                        () -> {
                            SipRequest.Builder update = signals.line().request(dialog, "UPDATE");
                            asking(update);
                            return update;
                        },
                        new AfterUpdate())
                .start();
    }

    private void again() {
        if (!signals.isOver()) {
            refresh = signals.board().loop().schedule(this::refresh, AGAIN);
        }
    }

    private final class AfterInvite implements CallControl.Outcome {
        @Override
        public void done() {
            // whoever sent it has begun anew
        }

        @Override
        public void failed(Exception why) {
            again();
        }
    }

    private final class AfterUpdate implements ClientTransaction.User {
        @Override
        public void onFinal(SipResponse answer) {
            if (answer.isSuccess()) {
                signals.line().dialog().refresh(answer);
                answered(answer);
                start();
            } else if (Line.isDeadly(answer.status())) {
                signals.fail(
                        answer.status(), SipEnd.Cause.LOST, "the far end does not know this call");
            } else if (answer.status() == 422 && lengthen(answer)) {
                refresh();
            } else {
                again();
            }
        }

        @Override
        public void onFailed(String reason) {
            signals.fail(408, SipEnd.Cause.LOST, reason);
        }
    }
}
