package io.patchbay.transport.sip.internal.attach;

import io.patchbay.api.provider.CallGoneException;
import io.patchbay.api.transport.AttachedCall;
import io.patchbay.api.transport.CallRouter.Decision;
import io.patchbay.api.transport.CallRouter.IncomingCall;
import io.patchbay.api.transport.IncomingCalls;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Brings announced calls to the runtime, as many as may be up, and refuses at the provider those
 * that nobody takes. Any thread.
 */
final class ProviderCallDesk {

    private static final System.Logger LOG = System.getLogger(ProviderCallDesk.class.getName());
    private static final int BUSY = 486;
    private static final int UNAVAILABLE = 503;

    private final WebhookSettings settings;
    private final IncomingCalls calls;
    private final AtomicInteger up = new AtomicInteger();

    ProviderCallDesk(WebhookSettings settings, IncomingCalls calls) {
        this.settings = settings;
        this.calls = calls;
    }

    /** A call was announced. */
    void take(Announcement call) {
        if (up.incrementAndGet() > settings.calls()) {
            up.decrementAndGet();
            LOG.log(Level.WARNING, "the call {0} is refused: too many are up", call.callId());
            refuse(call.callId(), BUSY);
            return;
        }
        AtomicBoolean left = new AtomicBoolean();
        Runnable leave =
                () -> {
                    if (left.compareAndSet(false, true)) {
                        up.decrementAndGet();
                    }
                };
        calls.offer(new IncomingCall(OpenAiSipCalls.NAME, call.callId(), call.metadata()))
                .whenComplete((decision, failure) -> decided(call.callId(), decision, leave));
    }

    private void decided(String callId, Decision decision, Runnable leave) {
        if (decision instanceof Decision.Accept accepted) {
            calls.join(accepted.options(), callId)
                    .whenComplete(
                            (call, failure) -> {
                                if (failure == null) {
                                    joined(call, leave);
                                } else {
                                    leave.run();
                                    notJoined(callId, failure);
                                }
                            });
            return;
        }
        leave.run();
        refuse(callId, decision instanceof Decision.Refuse no ? status(no) : UNAVAILABLE);
    }

    private static int status(Decision.Refuse refusal) {
        int status = refusal.status();
        return status >= 300 && status <= 699 ? status : UNAVAILABLE;
    }

    private static void joined(AttachedCall call, Runnable leave) {
        call.over().whenComplete((nothing, ignored) -> leave.run());
        call.joined()
                .whenComplete(
                        (nothing, failure) -> {
                            if (failure != null) {
                                LOG.log(
                                        Level.WARNING,
                                        "no session could join the call {0}, it is hung up: {1}",
                                        call.callId(),
                                        failure.getMessage());
                            }
                        });
    }

    private void notJoined(String callId, Throwable failure) {
        Throwable cause = unwrapped(failure);
        if (cause instanceof CallGoneException) {
            LOG.log(Level.DEBUG, "the caller of {0} is gone", callId);
            return;
        }
        LOG.log(
                Level.WARNING,
                "the call {0} was not accepted and is refused: {1}",
                callId,
                cause.getMessage());
        refuse(callId, UNAVAILABLE);
    }

    private void refuse(String callId, int status) {
        calls.refuse(settings.line(), callId, status)
                .whenComplete(
                        (nothing, failure) -> {
                            if (failure != null) {
                                boolean gone = unwrapped(failure) instanceof CallGoneException;
                                LOG.log(
                                        gone ? Level.DEBUG : Level.WARNING,
                                        "the call {0} was not refused: {1}",
                                        callId,
                                        unwrapped(failure).getMessage());
                            }
                        });
    }

    private static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
