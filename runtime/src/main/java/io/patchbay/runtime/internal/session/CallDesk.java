package io.patchbay.runtime.internal.session;

import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.transport.CallerLeg;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.LegCapabilities.Verb;
import io.patchbay.api.transport.TransferFailedException;
import io.patchbay.api.transport.TransferResult;
import io.patchbay.api.transport.TransferResult.Outcome;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Does what is asked of a caller's call: hands it over, ends it, lets it wait. Made when the first
 * of these is asked for. On the loop.
 */
final class CallDesk {
    /** How long the far end may take to say how a transfer ended, beyond its own limit. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final SessionCore core;
    private final Supplier<QueuedSpeaker> speaker;
    private final LastWords lastWords;
    private final Keys keys;
    private final HangUps hangUps;
    private @Nullable FarEnd transferring;
    private @Nullable FarEnd waiting;

    CallDesk(SessionCore core, Supplier<QueuedSpeaker> speaker, LastWords lastWords, Keys keys) {
        this.core = core;
        this.speaker = speaker;
        this.lastWords = lastWords;
        this.keys = keys;
        this.hangUps = new HangUps(core, lastWords);
    }

    Keys keys() {
        return keys;
    }

    CompletionStage<Void> hangUp(FarEnd end, String reason) {
        return hangUps.hangUp(end, reason);
    }

    /** Hands the call over, once what plays was heard. */
    CompletionStage<TransferResult> transfer(FarEnd end, URI target, Duration limit) {
        if (transferring != null) {
            return CompletableFuture.failedFuture(
                    new IllegalStateException("the call is being transferred already"));
        }
        transferring = end;
        CompletableFuture<TransferResult> result = new CompletableFuture<>();
        result.whenComplete((ended, failure) -> transferring = null);
        lastWords.afterSpeech(() -> handOver(end, target, limit, result));
        return result;
    }

    private void handOver(
            FarEnd end, URI target, Duration limit, CompletableFuture<TransferResult> result) {
        if (end.over().toCompletableFuture().isDone()) {
            result.completeExceptionally(LiveCall.ended());
            return;
        }
        if (core.heard()) {
            core.emit(new SessionEvent.TransferStarted(core.clock.stamp(end.leg()), target));
        }
        result.thenAccept(ended -> transferred(end, target, ended));
        SerialLoop.Timer patience =
                core.loop.schedule(
                        () ->
                                result.complete(
                                        new TransferResult(
                                                Outcome.TIMEOUT,
                                                0,
                                                "nothing was heard of the transfer in time")),
                        limit.plus(GRACE));
        result.whenComplete((ended, failure) -> patience.cancel());
        end.over()
                .thenAccept(
                        gone ->
                                result.complete(
                                        new TransferResult(
                                                Outcome.ENDED,
                                                0,
                                                "the call ended before it was transferred")));
        CompletionStage<Void> asked;
        try {
            asked = end.control(new CallerLeg.Control.Transfer(target, limit));
        } catch (RuntimeException e) { // of a leg
            asked = CompletableFuture.failedFuture(e);
        }
        asked.whenComplete(
                (nothing, failure) ->
                        core.onLoop(
                                () ->
                                        result.complete(
                                                failure == null
                                                        ? TransferResult.done()
                                                        : failed(Failures.unwrapped(failure)))));
    }

    /** What a failure means. */
    static TransferResult failed(Throwable failure) {
        if (failure instanceof TransferFailedException known) {
            return known.result();
        }
        String text = String.valueOf(failure.getMessage());
        if (failure instanceof IllegalArgumentException) {
            return new TransferResult(Outcome.NOT_ALLOWED, 0, text);
        }
        return new TransferResult(
                failure instanceof UnsupportedOperationException ? Outcome.REFUSED : Outcome.FAILED,
                0,
                text);
    }

    private void transferred(FarEnd end, URI target, TransferResult result) {
        if (core.heard()) {
            core.emit(new SessionEvent.TransferEnded(core.clock.stamp(end.leg()), target, result));
        }
        if (result.isDone() && end.endsWithTransfer()) {
            hangUps.dropLater(
                    end,
                    new CloseReason(
                            CloseReason.Cause.REMOTE, 1000, "the call was transferred", null));
        }
    }

    /** Lets the caller wait, or takes him back. */
    CompletionStage<Void> hold(FarEnd end, boolean on, @Nullable AudioClip music) {
        boolean held = waiting == end;
        if (!on && !held) {
            return CompletableFuture.completedFuture(null);
        }
        if (on && held) {
            speaker.get().music(QueuedSpeaker.Music.HOLD, music);
            return CompletableFuture.completedFuture(null);
        }
        end.deafen(on); // what cannot be silenced cannot wait
        waiting = on ? end : null;
        speaker.get().music(QueuedSpeaker.Music.HOLD, on ? music : null);
        if (on) {
            end.over().thenAccept(gone -> left(end));
        }
        core.tell(follower -> follower.waiting(on));
        if (core.heard()) {
            core.emit(new SessionEvent.CallHeld(core.clock.stamp(end.leg()), on));
        }
        return end.rejected().containsKey(Verb.HOLD)
                ? CompletableFuture.completedFuture(null)
                : end.control(new CallerLeg.Control.Hold(on));
    }

    /** Nobody waits any more. */
    private void left(FarEnd end) {
        if (waiting == end) {
            waiting = null;
            speaker.get().music(QueuedSpeaker.Music.HOLD, null);
            core.tell(follower -> follower.waiting(false));
        }
    }
}
