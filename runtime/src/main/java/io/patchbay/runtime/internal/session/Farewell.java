package io.patchbay.runtime.internal.session;

import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.session.Call;
import io.patchbay.api.session.LegPolicy;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionEvent.ErrorSource;
import io.patchbay.api.session.SessionListener.Interest;
import io.patchbay.api.transport.CallerLeg;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.TransferFailedException;
import io.patchbay.api.transport.TransferResult;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the callers hear, or where they go, when the model does not come back (RULES 1); then the
 * session closes. On the loop.
 */
final class Farewell {
    private static final String ITEM = "announcement";
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final SessionCore core;
    private final Legs legs;
    private final Consumer<CloseReason> close;
    private SerialLoop.@Nullable Timer timer;
    private long deadline;
    private boolean over;

    Farewell(SessionCore core, Legs legs, Consumer<CloseReason> close) {
        this.core = core;
        this.legs = legs;
        this.close = close;
    }

    void begin(CloseReason reason) {
        LegPolicy policy = core.options.legs();
        AudioClip clip = policy.announcement();
        URI target = policy.transferTo();
        if (policy.modelGone() == LegPolicy.ModelGone.ANNOUNCE && clip != null) {
            announce(clip, reason);
        } else if (policy.modelGone() == LegPolicy.ModelGone.TRANSFER && target != null) {
            transfer(target, reason);
        } else {
            finish(reason);
        }
    }

    /** What plays of the model is heard to its end first; legs keep their order. */
    private void announce(AudioClip clip, CloseReason reason) {
        RetainedChunk chunk = new RetainedChunk(clip, null, ITEM, 0);
        legs.audio(chunk);
        legs.complete(null);
        if (core.audience.wants(Interest.AUDIO)) {
            core.audience.audio(chunk);
        }
        deadline = core.clock.now() + Duration.ofMillis(clip.millis()).plus(PATIENCE).toNanos();
        look(reason);
    }

    private void look(CloseReason reason) {
        timer = null;
        if (!legs.primary().playing() || core.clock.now() >= deadline) {
            finish(reason);
        } else if (!over) {
            timer = core.loop.schedule(() -> look(reason), LOOK);
        }
    }

    private void transfer(URI target, CloseReason reason) {
        told(new SessionEvent.TransferStarted(core.stamp(), target));
        CompletableFuture<Void> done = new CompletableFuture<>();
        wait(
                core.loop.schedule(
                        () ->
                                done.completeExceptionally(
                                        new TransferFailedException(
                                                new TransferResult(
                                                        TransferResult.Outcome.TIMEOUT,
                                                        0,
                                                        "nothing was heard of the transfer in"
                                                                + " time"))),
                        Call.TRANSFER_LIMIT.plus(PATIENCE)));
        done.whenComplete((nothing, failure) -> transferred(target, reason, failure));
        legs.control(new CallerLeg.Control.Transfer(target))
                .whenComplete(
                        (nothing, failure) ->
                                core.onLoop(
                                        () -> {
                                            if (failure == null) {
                                                done.complete(null);
                                            } else {
                                                done.completeExceptionally(failure);
                                            }
                                        }));
    }

    private void told(SessionEvent event) {
        if (core.heard()) {
            core.emit(event);
        }
    }

    private void wait(SerialLoop.@Nullable Timer next) {
        if (timer != null) {
            timer.cancel();
        }
        timer = next;
    }

    private void transferred(URI target, CloseReason reason, @Nullable Throwable failure) {
        if (over) {
            return;
        }
        TransferResult result =
                failure == null
                        ? TransferResult.done()
                        : CallDesk.failed(Failures.unwrapped(failure));
        told(new SessionEvent.TransferEnded(core.stamp(), target, result));
        AudioClip clip = core.options.legs().announcement();
        if (result.isDone()) {
            finish(reason);
            return;
        }
        core.error(ErrorSource.LEG, "the caller could not be transferred: " + result.text(), null);
        if (clip == null) {
            finish(reason);
        } else {
            wait(null);
            announce(clip, reason); // nobody is left in silence
        }
    }

    private void finish(CloseReason reason) {
        if (!over) {
            stop();
            close.accept(reason);
        }
    }

    /** The session is connected again, or closed. */
    void stop() {
        over = true;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
