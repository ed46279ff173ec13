package io.patchbay.runtime.internal.session;

import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.session.Call;
import io.patchbay.api.session.DigitRequest;
import io.patchbay.api.session.Digits;
import io.patchbay.api.session.Utterance;
import io.patchbay.api.tool.CancellationToken;
import io.patchbay.api.transport.CallerLeg;
import io.patchbay.api.transport.LegCapabilities.Verb;
import io.patchbay.api.transport.TransferResult;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The call of one caller: takes every request on any thread, and hops once to the loop. */
public final class LiveCall implements Call {
    private final SessionCore core;
    private final FarEnd end;
    private final Supplier<CallDesk> desk;

    /**
     * The call of one caller.
     *
     * @param desk does what is asked for; itself asked for on the loop
     */
    LiveCall(SessionCore core, FarEnd end, Supplier<CallDesk> desk) {
        this.core = core;
        this.end = end;
        this.desk = desk;
    }

    /** The same when the caller is gone, with whom nothing can be done any more. */
    LiveCall past() {
        return new LiveCall(core, new PastFarEnd(end.kind(), end.metadata(), end.rejected()), desk);
    }

    /** The same when nobody can say any more who the caller was. */
    LiveCall unknown() {
        return new LiveCall(core, new PastFarEnd(end.kind(), Map.of(), Map.of()), desk);
    }

    @Override
    public String kind() {
        return end.kind();
    }

    @Override
    public Map<String, String> metadata() {
        return end.metadata();
    }

    @Override
    public Map<Verb, String> rejected() {
        return end.rejected();
    }

    @Override
    public CompletionStage<TransferResult> transfer(URI target, Duration limit) {
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(limit, "limit");
        if (limit.isNegative() || limit.isZero()) {
            throw new IllegalArgumentException("limit must be positive, and is " + limit);
        }
        return able(Verb.TRANSFER, () -> desk.get().transfer(end, target, limit));
    }

    @Override
    public CompletionStage<Void> hangUp(String reason) {
        Objects.requireNonNull(reason, "reason");
        return here(() -> desk.get().hangUp(end, reason));
    }

    @Override
    public CompletionStage<Void> sendDigits(String keys) {
        Objects.requireNonNull(keys, "keys");
        if (!keys.matches("[0-9*#A-D]{1,64}")) {
            return CompletableFuture.failedFuture(
                    new IllegalArgumentException(
                            "keys must be 1 to 64 telephone keys, 0-9 * # A-D"));
        }
        return able(Verb.SEND_DTMF, () -> end.control(new CallerLeg.Control.SendDtmf(keys)));
    }

    @Override
    public CompletionStage<Digits> collectDigits(DigitRequest request) {
        return collectDigits(request, null);
    }

    /** The same, until {@code token} says that nobody wants them any more. */
    public CompletionStage<Digits> collectDigits(
            DigitRequest request, @Nullable CancellationToken token) {
        Objects.requireNonNull(request, "request");
        return able(Verb.RECEIVE_DTMF, () -> desk.get().keys().collect(end, request, token));
    }

    @Override
    public CompletionStage<Void> hold(AudioClip music) {
        new Utterance.Clip(music, ""); // refuses what cannot be played
        return waits(true, music);
    }

    @Override
    public CompletionStage<Void> hold() {
        return waits(true, null);
    }

    @Override
    public CompletionStage<Void> resume() {
        return waits(false, null);
    }

    private CompletionStage<Void> waits(boolean on, @Nullable AudioClip music) {
        return here(() -> desk.get().hold(end, on, music));
    }

    private <T> CompletionStage<T> able(Verb verb, Supplier<CompletionStage<T>> task) {
        String why = end.rejected().get(verb);
        return why == null
                ? here(task)
                : CompletableFuture.failedFuture(
                        new UnsupportedOperationException(
                                "this call cannot "
                                        + verb.name()
                                                .toLowerCase(java.util.Locale.ROOT)
                                                .replace('_', ' ')
                                        + ": "
                                        + why));
    }

    private <T> CompletionStage<T> here(Supplier<CompletionStage<T>> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            core.onLoop(() -> begin(task, result));
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(ended());
        }
        return result;
    }

    private <T> void begin(Supplier<CompletionStage<T>> task, CompletableFuture<T> result) {
        CompletionStage<T> begun;
        try {
            if (end.over().toCompletableFuture().isDone()) {
                throw ended();
            }
            begun = task.get();
        } catch (RuntimeException e) {
            begun = CompletableFuture.failedFuture(e);
        }
        begun.whenComplete(
                (value, failure) -> {
                    if (failure == null) {
                        result.complete(value);
                    } else {
                        result.completeExceptionally(Failures.unwrapped(failure));
                    }
                });
    }

    static IllegalStateException ended() {
        return new IllegalStateException("the call has ended");
    }
}
