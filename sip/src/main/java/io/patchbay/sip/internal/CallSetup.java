package io.patchbay.sip.internal;

import io.patchbay.sip.internal.signal.ServerTransaction;
import io.patchbay.sip.internal.signal.SipRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How a call comes about, until it is confirmed. On the door's loop. */
interface CallSetup {

    void answer(CallControl.Outcome outcome);

    /** Refuses it, or takes it back. */
    void end(int status, String reason, @Nullable Duration retryAfter);

    /** The far end hangs up before its time. */
    void abandoned();

    /** The confirmation of an answer of ours. */
    void onAck(SipRequest ack);

    /** The far end has a reliable provisional answer (RFC 3262). */
    void onPrack(ServerTransaction transaction);

    /** Whether the INVITE has had no final answer. */
    boolean isOpen();
}
