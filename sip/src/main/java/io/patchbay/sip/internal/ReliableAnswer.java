package io.patchbay.sip.internal;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.sip.internal.signal.ServerTransaction;
import io.patchbay.sip.internal.signal.SipRequest;
import io.patchbay.sip.internal.signal.SipResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A provisional answer that is sent until the far end has it (RFC 3262 §3). */
final class ReliableAnswer {

    private static final Duration T1 = Duration.ofMillis(500);
    private static final Duration LONGEST = T1.multipliedBy(64);

    private final SerialLoop loop;
    private final ServerTransaction transaction;
    private final Runnable unheard;
    private final long number = 1 + Switchboard.chanceBelow(1 << 30);
    private @Nullable SipResponse sent;
    private SerialLoop.@Nullable Timer again;
    private Duration waited = Duration.ZERO;
    private Duration pause = T1;
    private boolean acknowledged;

    ReliableAnswer(SerialLoop loop, ServerTransaction transaction, Runnable unheard) {
        this.loop = loop;
        this.transaction = transaction;
        this.unheard = unheard;
    }

    void send(SipResponse.Builder answer) {
        sent = answer.set("Require", "100rel").set("RSeq", number).build();
        repeat();
    }

    private void repeat() {
        SipResponse answer = sent;
        if (answer == null) {
            return;
        }
        if (waited.compareTo(LONGEST) >= 0) {
            stop();
            unheard.run();
            return;
        }
        transaction.respond(answer);
        Duration now = pause;
        again =
                loop.schedule(
                        () -> {
                            waited = waited.plus(now);
                            repeat();
                        },
                        now);
        pause = pause.multipliedBy(2);
    }

    /** Whether that PRACK is for this answer, whose sending it ends. */
    boolean acknowledged(SipRequest prack) {
        String named = prack.header("RAck");
        String[] parts = named == null ? new String[0] : named.strip().split("[ \t]+", -1);
        boolean mine =
                parts.length == 3
                        && parts[0].equals(Long.toString(number))
                        && parts[1].equals(Long.toString(transaction.request().cseq().number()))
                        && parts[2].equals("INVITE")
                        && !acknowledged;
        if (mine) {
            acknowledged = true;
            stop();
        }
        return mine;
    }

    boolean isAcknowledged() {
        return acknowledged;
    }

    void stop() {
        sent = null;
        SerialLoop.Timer waiting = again;
        again = null;
        if (waiting != null) {
            waiting.cancel();
        }
    }
}
