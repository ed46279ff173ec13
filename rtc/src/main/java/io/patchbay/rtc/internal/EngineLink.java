package io.patchbay.rtc.internal;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.audio.PacedSound;
import io.patchbay.rtc.RtcEngine;
import io.patchbay.rtc.RtcException;
import io.patchbay.rtc.RtcException.Kind;
import io.patchbay.rtc.RtcLink;
import io.patchbay.rtc.RtcPeer;
import io.patchbay.rtc.RtcSettings;
import io.patchbay.rtc.RtcState;
import io.patchbay.rtc.RtcThreads;
import io.patchbay.rtc.SessionDescription;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A link on an engine: brings the loop's calls to a worker, one after the other, and what the
 * engine says back to the loop. State is the loop's own where a field does not say otherwise.
 */
public final class EngineLink implements RtcLink, FarEnd.Events, LinkTexts.Events {

    private final RtcSettings settings;
    private final SerialLoop loop;
    private final Listener listener;
    private final PeerCalls peer;
    private final FarEnd farEnd;
    private final LinkTexts texts;
    private final LinkSound out;

    private final AtomicBoolean over = new AtomicBoolean();
    private final CompletableFuture<Void> released = new CompletableFuture<>();
    private volatile RtcState state = RtcState.NEW;
    private volatile @Nullable RtcException failure;

    /** Somebody has called {@link #close} and is told nothing any more. */
    private volatile boolean closed;

    private volatile boolean textOpen;
    private int maxText;
    private boolean connectedOnce;
    private boolean restarting;
    private @Nullable CompletableFuture<?> negotiation;
    private SerialLoop.@Nullable Timer grace;

    private EngineLink(
            RtcThreads threads, RtcSettings settings, SerialLoop loop, Listener listener) {
        this.settings = settings;
        this.loop = loop;
        this.listener = listener;
        this.peer = new PeerCalls(threads);
        this.farEnd = new FarEnd(this, listener::onAudio, settings.maxPendingText());
        this.texts = new LinkTexts(settings.maxPendingText(), peer, this);
        this.out = new LinkSound(settings, listener, this, peer, threads);
    }

    /** A link; the engine is asked at once, on a worker. */
    public static RtcLink open(
            RtcEngine engine, RtcSettings settings, SerialLoop loop, Listener listener) {
        Objects.requireNonNull(settings, "settings");
        Objects.requireNonNull(loop, "loop");
        Objects.requireNonNull(listener, "listener");
        EngineLink link =
                new EngineLink(
                        engine.threads().orElse(SharedThreads.INSTANCE), settings, loop, listener);
        link.peer.open(
                () -> engine.open(settings, link.farEnd),
                failed -> link.onLoop(() -> link.end(failed)));
        return link;
    }

    @Override
    public CompletionStage<String> offer() {
        return negotiate(Kind.UNAVAILABLE, "no offer could be made", RtcPeer::offer);
    }

    @Override
    public CompletionStage<String> answer(String offer) {
        Objects.requireNonNull(offer, "offer");
        return negotiate(
                Kind.DESCRIPTION,
                "the offer could not be answered",
                asked -> asked.answer(SessionDescription.offer(offer).sdp()));
    }

    @Override
    public CompletionStage<Void> accept(String answer) {
        Objects.requireNonNull(answer, "answer");
        return negotiate(
                Kind.DESCRIPTION,
                "the answer could not be used",
                asked -> asked.accept(SessionDescription.answer(answer).sdp()));
    }

    @Override
    public CompletionStage<String> restart() {
        CompletionStage<String> offer =
                negotiate(Kind.UNAVAILABLE, "no offer could be made", RtcPeer::restart);
        restarting = true;
        if (grace != null) {
            graceOver();
            graceBegins();
        }
        return offer;
    }

    private <T> CompletionStage<T> negotiate(
            Kind kind, String failed, Function<RtcPeer, CompletionStage<T>> step) {
        CompletableFuture<T> stage = new CompletableFuture<>();
        if (over.get()) {
            stage.completeExceptionally(whyOver());
            return stage;
        }
        if (negotiation != null) {
            throw new IllegalStateException(
                    "an offer or an answer is under way; wait until its stage completes");
        }
        negotiation = stage;
        peer.ask(kind, failed, step)
                .whenComplete(
                        (value, error) ->
                                onLoop(
                                        () -> {
                                            if (negotiation != stage) {
                                                return;
                                            }
                                            negotiation = null;
                                            if (error == null) {
                                                stage.complete(value);
                                            } else {
                                                stage.completeExceptionally(cause(error));
                                            }
                                        }));
        return stage;
    }

    private static Throwable cause(Throwable e) {
        return e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
    }

    private RtcException whyOver() {
        RtcException why = failure;
        return why != null ? why : PeerCalls.closed();
    }

    @Override
    public RtcState state() {
        return state;
    }

    @Override
    public boolean textOpen() {
        return textOpen && !over.get();
    }

    @Override
    public boolean sendText(ByteBuffer utf8) {
        if (!textOpen()) {
            throw new IllegalStateException("the text channel is not open; wait for onTextOpen");
        }
        if (utf8.remaining() > maxText) {
            throw new IllegalArgumentException(
                    "the far end takes messages of up to "
                            + maxText
                            + " bytes, not "
                            + utf8.remaining());
        }
        return texts.send(utf8);
    }

    @Override
    public long pendingText() {
        return texts.pending();
    }

    @Override
    public PacedSound out() {
        return out;
    }

    @Override
    public long lostMicros() {
        return farEnd.dropped() * 10_000;
    }

    @Override
    public CompletionStage<Void> close() {
        closed = true;
        if (over.compareAndSet(false, true)) {
            boolean heard = textOpen && state == RtcState.CONNECTED;
            state = RtcState.CLOSED;
            onLoop(() -> settle(PeerCalls.closed()));
            release(heard);
        }
        return released.minimalCompletionStage();
    }

    /** What ends the link from within. On the loop. */
    private void end(RtcException why) {
        if (!over.compareAndSet(false, true)) {
            return;
        }
        failure = why;
        state = RtcState.CLOSED;
        release(false);
        settle(why);
        if (!closed) {
            listener.onEnded(why);
        }
    }

    private void settle(RtcException why) {
        graceOver();
        CompletableFuture<?> pending = negotiation;
        negotiation = null;
        if (pending != null) {
            pending.completeExceptionally(why);
        }
    }

    private void release(boolean withLastWords) {
        peer.close(
                ending -> {
                    if (withLastWords) {
                        texts.lastWords(ending);
                    }
                    out.stop();
                },
                () -> onLoop(() -> released.complete(null)));
    }

    @Override
    public void onLoop(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            lost(task);
        }
    }

    /** The loop has ended before the link: nobody hears anything, but nothing stays behind. */
    private void lost(Runnable task) {
        if (over.compareAndSet(false, true)) {
            state = RtcState.CLOSED;
            settle(PeerCalls.closed());
            release(false);
        } else if (!released.isDone()) {
            task.run();
        }
    }

    @Override
    public boolean over() {
        return over.get();
    }

    @Override
    public void state(RtcState now) {
        if (over.get() || now == state) {
            return;
        }
        state = now;
        if (now == RtcState.CONNECTED) {
            graceOver();
            restarting = false;
            if (!connectedOnce) {
                connectedOnce = true;
                out.start();
            }
        } else if (now == RtcState.DISCONNECTED || now == RtcState.FAILED && restarting) {
            graceBegins();
        }
        listener.onState(now);
        if (now == RtcState.CLOSED) {
            end(new RtcException(Kind.CLOSED, "the far end hung up"));
        } else if (now == RtcState.FAILED && !restarting) {
            askWhy();
        }
    }

    private void askWhy() {
        RtcException path =
                new RtcException(
                        Kind.PATH,
                        connectedOnce
                                ? "the way to the far end was lost"
                                : "no way was found for packets to the far end");
        peer.call(
                failed -> {
                    RtcException why = failed.failure().orElse(path);
                    onLoop(() -> end(why));
                });
    }

    private void graceBegins() {
        if (grace != null) {
            return;
        }
        String why = "the far end did not answer for " + settings.grace().toMillis() + " ms";
        try {
            grace = loop.schedule(() -> end(new RtcException(Kind.PATH, why)), settings.grace());
        } catch (RejectedExecutionException e) {
            close();
        }
    }

    private void graceOver() {
        SerialLoop.Timer running = grace;
        grace = null;
        if (running != null) {
            running.cancel();
        }
    }

    @Override
    public void textOpens() {
        peer.call(
                open -> {
                    int longest = open.maxText();
                    onLoop(
                            () -> {
                                if (over.get()) {
                                    return;
                                }
                                maxText = longest;
                                textOpen = true;
                                listener.onTextOpen();
                                farEnd.textsFlow();
                            });
                });
    }

    @Override
    public void text(ByteBuffer utf8) {
        listener.onText(utf8);
    }

    @Override
    public void textClosed() {
        end(new RtcException(Kind.CLOSED, "the far end hung up"));
    }

    @Override
    public void flooded() {
        end(
                new RtcException(
                        Kind.CLOSED,
                        "the far end sent text faster than it was taken: more than "
                                + settings.maxPendingText()
                                + " bytes waited"));
    }

    @Override
    public void later(Runnable task, Duration delay) {
        try {
            loop.schedule(task, delay);
        } catch (RejectedExecutionException e) {
            close();
        }
    }

    @Override
    public void writable() {
        onLoop(
                () -> {
                    if (textOpen()) {
                        listener.onWritable();
                    }
                });
    }

    @Override
    public void broken(RuntimeException why) {
        onLoop(() -> end(new RtcException(Kind.CLOSED, "text could not be sent", why)));
    }
}
