package io.patchbay.tck;

import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.session.Call;
import io.patchbay.api.session.DigitRequest;
import io.patchbay.api.session.Digits;
import io.patchbay.api.transport.LegCapabilities.Verb;
import io.patchbay.api.transport.TransferResult;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A caller's call whose far end is the test: give it to a tool as {@link
 * io.patchbay.api.tool.ToolContext#call()}, say how transfers end and which keys are pressed, and
 * look at what was asked for. For any thread.
 *
 * <pre>{@code
 * ScriptedPhone phone = new ScriptedPhone();
 * phone.transfersEnd(new TransferResult(TransferResult.Outcome.BUSY, 486, "Busy Here"));
 * ToolResult told = tool.execute("{\"to\":\"sales\"}", phone.context()).toCompletableFuture().join();
 * }</pre>
 */
public final class ScriptedPhone implements Call {

    /** What was asked of the call. */
    public sealed interface Asked {

        /** It was to be handed to somebody else. */
        record Transfer(URI target, Duration limit) implements Asked {}

        /** It was to end. */
        record HangUp(String reason) implements Asked {}

        /** Keys were to be pressed at the far end. */
        record SendDigits(String keys) implements Asked {}

        /** Keys of the caller were asked for. */
        record CollectDigits(DigitRequest request) implements Asked {}

        /** The caller was to wait, with music or without. */
        record Hold(@Nullable AudioClip music) implements Asked {}

        /** The caller was to be taken back. */
        record Resume() implements Asked {}
    }

    private final List<Asked> asked = new ArrayList<>();
    private final Map<Verb, String> rejected = new EnumMap<>(Verb.class);
    private final Map<String, String> metadata = new HashMap<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private CompletableFuture<TransferResult> transfer = new CompletableFuture<>();
    private @Nullable CompletableFuture<Digits> collecting;
    private @Nullable Digits pressed;

    /** A call that can do everything; a transfer comes about at once. */
    public ScriptedPhone() {
        transfer.complete(TransferResult.done());
    }

    /** It cannot do this. */
    public synchronized ScriptedPhone without(Verb verb, String reason) {
        rejected.put(verb, Objects.requireNonNull(reason, "reason"));
        return this;
    }

    /** Something is known of the caller. */
    public synchronized ScriptedPhone knows(String name, String value) {
        metadata.put(name, value);
        return this;
    }

    /** So transfers end from now on; those that wait for it, too. */
    public synchronized void transfersEnd(TransferResult result) {
        CompletableFuture<TransferResult> waiting = transfer;
        transfer = CompletableFuture.completedFuture(Objects.requireNonNull(result, "result"));
        waiting.complete(result);
    }

    /** Transfers take their time from now on, until {@link #transfersEnd}. */
    public synchronized void transfersTakeTime() {
        transfer = new CompletableFuture<>();
    }

    /** The caller pressed these keys, when he is asked, or was. */
    public void presses(Digits digits) {
        CompletableFuture<Digits> waiting;
        synchronized (this) {
            waiting = collecting;
            collecting = null;
            if (waiting == null) {
                pressed = Objects.requireNonNull(digits, "digits");
            }
        }
        if (waiting != null) {
            waiting.complete(digits);
        }
    }

    /** The caller hangs up, or the hang-up that was asked for is through. */
    public void ends() {
        CompletableFuture<Digits> waiting;
        synchronized (this) {
            waiting = collecting;
            collecting = null;
        }
        if (waiting != null) {
            waiting.completeExceptionally(over());
        }
        ended.complete(null);
    }

    /** What was asked, in order. */
    public synchronized List<Asked> asked() {
        return List.copyOf(asked);
    }

    /** A tool's look at a session with this call, in which nobody has spoken yet. */
    public ScriptedToolContext context() {
        return new ScriptedToolContext(this);
    }

    private static IllegalStateException over() {
        return new IllegalStateException("the call has ended");
    }

    private <T> @Nullable CompletionStage<T> refusal(@Nullable Verb verb, Asked what) {
        synchronized (this) {
            if (ended.isDone()) {
                return CompletableFuture.failedFuture(over());
            }
            String why = verb == null ? null : rejected.get(verb);
            if (why != null) {
                return CompletableFuture.failedFuture(new UnsupportedOperationException(why));
            }
            asked.add(what);
            return null;
        }
    }

    @Override
    public String kind() {
        return "scripted";
    }

    @Override
    public synchronized Map<String, String> metadata() {
        return Map.copyOf(metadata);
    }

    @Override
    public synchronized Map<Verb, String> rejected() {
        return Map.copyOf(rejected);
    }

    @Override
    public CompletionStage<TransferResult> transfer(URI target, Duration limit) {
        CompletionStage<TransferResult> refused =
                refusal(Verb.TRANSFER, new Asked.Transfer(target, limit));
        if (refused != null) {
            return refused;
        }
        synchronized (this) {
            return transfer;
        }
    }

    @Override
    public CompletionStage<Void> hangUp(String reason) {
        CompletionStage<Void> refused = refusal(null, new Asked.HangUp(reason));
        return refused == null ? ended : refused;
    }

    @Override
    public CompletionStage<Void> sendDigits(String keys) {
        CompletionStage<Void> refused = refusal(Verb.SEND_DTMF, new Asked.SendDigits(keys));
        return refused == null ? CompletableFuture.completedFuture(null) : refused;
    }

    @Override
    public CompletionStage<Digits> collectDigits(DigitRequest request) {
        CompletionStage<Digits> refused =
                refusal(Verb.RECEIVE_DTMF, new Asked.CollectDigits(request));
        if (refused != null) {
            return refused;
        }
        synchronized (this) {
            Digits early = pressed;
            if (early != null) {
                pressed = null;
                return CompletableFuture.completedFuture(early);
            }
            if (collecting != null) {
                return CompletableFuture.failedFuture(
                        new IllegalStateException("keys are being collected already"));
            }
            CompletableFuture<Digits> begun = new CompletableFuture<>();
            collecting = begun;
            return begun;
        }
    }

    @Override
    public CompletionStage<Void> hold(AudioClip music) {
        return done(new Asked.Hold(Objects.requireNonNull(music, "music")));
    }

    @Override
    public CompletionStage<Void> hold() {
        return done(new Asked.Hold(null));
    }

    @Override
    public CompletionStage<Void> resume() {
        return done(new Asked.Resume());
    }

    private CompletionStage<Void> done(Asked what) {
        CompletionStage<Void> refused = refusal(null, what);
        return refused == null ? CompletableFuture.completedFuture(null) : refused;
    }
}
