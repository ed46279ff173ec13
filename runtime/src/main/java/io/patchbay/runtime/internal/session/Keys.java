package io.patchbay.runtime.internal.session;

import io.patchbay.api.session.DigitRequest;
import io.patchbay.api.session.Digits;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionEvent.InterruptionCause;
import io.patchbay.api.tool.CancellationToken;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The telephone keys of a session: those that somebody asked for go to him, the others are kept
 * until the agent's next answer, because who knows the prompt presses before it ends. On the loop.
 */
final class Keys implements Follower {
    private static final int MAX_KEPT = DigitRequest.MAX_COUNT;

    /** While the agent speaks the time for the first key does not run; it is looked this often. */
    private static final Duration LOOK = Duration.ofMillis(40);

    private final SessionCore core;
    private final Interruptions interruptions;
    private final BooleanSupplier speaks;
    private @Nullable StringBuilder kept;
    private @Nullable Collecting collecting;

    /**
     * Keys of a session.
     *
     * @param speaks whether the agent speaks
     */
    Keys(SessionCore core, Interruptions interruptions, BooleanSupplier speaks) {
        this.speaks = speaks;
        this.core = core;
        this.interruptions = interruptions;
    }

    /** Whether the caller is asked for keys. */
    boolean collecting() {
        return collecting != null;
    }

    /** Whether nobody is to see what is pressed now. */
    boolean hidden() {
        Collecting now = collecting;
        return now != null && now.request.sensitive();
    }

    @Override
    public void keyPressed(String key) {
        Collecting now = collecting;
        if (now != null) {
            now.pressed(key);
            return;
        }
        StringBuilder early = kept;
        if (early == null) {
            early = new StringBuilder();
            kept = early;
        }
        if (early.length() < MAX_KEPT) {
            early.append(key);
        }
    }

    @Override
    public void responseStarted(Responses.Active response) {
        kept = null;
    }

    /**
     * Collects keys.
     *
     * @param token tells when nobody wants them any more, or null
     */
    CompletionStage<Digits> collect(
            FarEnd end, DigitRequest request, @Nullable CancellationToken token) {
        if (collecting != null) {
            return CompletableFuture.failedFuture(
                    new IllegalStateException("keys are being collected already"));
        }
        Collecting begun = new Collecting(end, request);
        collecting = begun;
        end.over().thenAccept(gone -> begun.fail(LiveCall.ended()));
        if (token != null) {
            token.onCancelled(() -> cancel(begun, token));
        }
        begun.begin();
        return begun.result;
    }

    private void cancel(Collecting begun, CancellationToken token) {
        String why = token.reason().orElse("cancelled");
        try {
            core.loop.execute(() -> begun.fail(new CancellationException(why)));
        } catch (RejectedExecutionException e) {
            begun.result.completeExceptionally(new CancellationException(why));
        }
    }

    /** One collection. */
    private final class Collecting {
        final CompletableFuture<Digits> result = new CompletableFuture<>();
        final DigitRequest request;
        private final FarEnd end;
        private final StringBuilder keys = new StringBuilder();
        private SerialLoop.@Nullable Timer timer;

        Collecting(FarEnd end, DigitRequest request) {
            this.end = end;
            this.request = request;
        }

        void begin() {
            StringBuilder early = kept;
            kept = null;
            if (early != null && (request.barge() || !speaks.getAsBoolean())) {
                for (int i = 0; i < early.length() && !result.isDone(); i++) {
                    pressed(early.substring(i, i + 1));
                }
            }
            if (!result.isDone() && timer == null) {
                first();
            }
        }

        private void first() {
            boolean busy = speaks.getAsBoolean();
            timer =
                    busy
                            ? core.loop.schedule(this::first, LOOK)
                            : core.loop.schedule(() -> over(Digits.End.NONE), request.first());
        }

        void pressed(String key) {
            if (speaks.getAsBoolean()) {
                if (!request.barge()) {
                    return;
                }
                interruptions.interrupt(InterruptionCause.APPLICATION);
            }
            if (result.isDone()) {
                return; // whoever heard of the interruption ended it
            }
            stop();
            if (request.terminators().contains(key)) {
                over(Digits.End.TERMINATOR);
                return;
            }
            keys.append(key);
            if (keys.length() >= request.count()) {
                over(Digits.End.COUNT);
            } else {
                timer = core.loop.schedule(() -> over(Digits.End.PAUSE), request.between());
            }
        }

        private void over(Digits.End why) {
            stop();
            collecting = null;
            Digits digits = new Digits(keys.toString(), why);
            keys.setLength(0);
            if (core.heard()) {
                core.emit(
                        new SessionEvent.DigitsCollected(
                                core.clock.stamp(end.leg()), digits.keys().length(), why));
            }
            result.complete(digits);
        }

        void fail(RuntimeException why) {
            if (!result.isDone()) {
                stop();
                collecting = null;
                keys.setLength(0);
                result.completeExceptionally(why);
            }
        }

        private void stop() {
            if (timer != null) {
                timer.cancel();
                timer = null;
            }
        }
    }
}
