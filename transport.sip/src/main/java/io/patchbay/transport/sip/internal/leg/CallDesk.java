package io.patchbay.transport.sip.internal.leg;

import io.patchbay.api.transport.CallRouter.Decision;
import io.patchbay.api.transport.CallRouter.IncomingCall;
import io.patchbay.api.transport.IncomingCalls;
import io.patchbay.sip.SipInvitation;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Brings calls to the runtime. A caller hears ringing while the model is connected, and nobody is
 * answered before it is there. Any thread.
 */
final class CallDesk {

    private static final System.Logger LOG = System.getLogger(CallDesk.class.getName());

    /** When to call again where nobody could answer. */
    static final Duration AGAIN = Duration.ofSeconds(5);

    private static final int OUT_OF_SERVICE = 503;
    private static final int DECLINED = 603;

    private final IncomingCalls calls;
    private final LegSettings settings;

    CallDesk(IncomingCalls calls, LegSettings settings) {
        this.calls = calls;
        this.settings = settings;
    }

    /** A telephone calls. On the door's loop. */
    void called(SipInvitation call) {
        Map<String, String> metadata = Callers.metadata(call, settings.headers());
        calls.offer(new IncomingCall(SipLegs.NAME, call.id(), metadata))
                .whenComplete((decision, failure) -> decided(call, metadata, decision));
    }

    private void decided(
            SipInvitation call, Map<String, String> metadata, @Nullable Decision decision) {
        if (decision instanceof Decision.Accept accepted) {
            take(call, metadata, accepted);
        } else if (decision instanceof Decision.Refuse refused) {
            int status = refused.status();
            boolean known = status >= 300 && status <= 699;
            call.refuse(
                    known ? status : DECLINED,
                    refused.reason(),
                    status == OUT_OF_SERVICE ? AGAIN : null);
        } else {
            call.refuse(OUT_OF_SERVICE, "nobody could decide on the call", AGAIN);
        }
    }

    private void take(SipInvitation call, Map<String, String> metadata, Decision.Accept accepted) {
        call.ring();
        SipLeg leg = SipLeg.answering(call, metadata);
        calls.answer(accepted.options(), leg)
                .whenComplete(
                        (session, failure) -> {
                            if (failure == null) {
                                leg.pickUp();
                            } else {
                                LOG.log(
                                        leg.farEndLeft() ? Level.DEBUG : Level.WARNING,
                                        "the call {0} was not answered: no session was ready",
                                        leg.id());
                                leg.close(SipLeg.NOBODY);
                            }
                        });
    }
}
