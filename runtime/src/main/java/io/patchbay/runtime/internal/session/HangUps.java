package io.patchbay.runtime.internal.session;

import io.patchbay.api.session.Call;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionEvent.EndingCause;
import io.patchbay.api.transport.CallerLeg;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.LegCapabilities.Verb;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Ends a caller's call when its last words were heard. On the loop. */
final class HangUps {
    /** So long a far end that was hung up may take to be gone. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final SessionCore core;
    private final LastWords lastWords;
    private @Nullable FarEnd ending;
    private CompletableFuture<Void> ended = new CompletableFuture<>();

    HangUps(SessionCore core, LastWords lastWords) {
        this.core = core;
        this.lastWords = lastWords;
    }

    CompletionStage<Void> hangUp(FarEnd end, String reason) {
        if (ending == end) {
            return ended;
        }
        ending = end;
        CompletableFuture<Void> result = new CompletableFuture<>();
        ended = result;
        tell(Call.HANG_UP_LIMIT);
        LastWords.Wait wait = lastWords.afterAll(Call.HANG_UP_LIMIT, () -> now(end, reason));
        end.over()
                .thenAccept(
                        gone -> {
                            wait.stop();
                            if (ending == end) {
                                ending = null;
                            }
                            result.complete(null);
                        });
        return result;
    }

    private void tell(Duration left) {
        if (core.heard()) {
            core.emit(new SessionEvent.CallEnding(core.stamp(), EndingCause.HANG_UP, left));
        }
    }

    private void now(FarEnd end, String reason) {
        tell(Duration.ZERO);
        CloseReason why = new CloseReason(CloseReason.Cause.LOCAL, 1000, reason, null);
        if (end.rejected().containsKey(Verb.HANG_UP)) {
            end.drop(why);
            return;
        }
        dropLater(end, why);
        CompletionStage<Void> asked;
        try {
            asked = end.control(new CallerLeg.Control.HangUp(reason));
        } catch (RuntimeException e) { // of a leg
            asked = CompletableFuture.failedFuture(e);
        }
        asked.whenComplete(
                (nothing, failure) -> {
                    if (failure != null || !end.endsWithTransfer()) {
                        core.onLoop(() -> end.drop(why));
                    }
                });
    }

    /** Sees to it that a far end that is to be gone is gone. */
    void dropLater(FarEnd end, CloseReason why) {
        SerialLoop.Timer patience = core.loop.schedule(() -> end.drop(why), GRACE);
        end.over().thenAccept(gone -> patience.cancel());
    }
}
