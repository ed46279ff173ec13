package io.patchbay.bench.internal.rtc;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.rtc.RtcEngine;
import io.patchbay.rtc.RtcException;
import io.patchbay.rtc.RtcLink;
import io.patchbay.rtc.RtcSettings;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** A program that calls as a page does, with sound over WebRTC. */
public final class BrowserRtcCaller implements ToneCaller, RtcLink.Listener {

    private static final int RATE = 24_000;
    private static final int RTP_RATE = 48_000;

    private final TonePhone phone;
    private final SerialLoop loop;
    private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<Void> open = new CompletableFuture<>();
    private final ByteBuffer[] frames = new ByteBuffer[8];
    private int next;

    @SuppressWarnings("NullAway.Init") // before anybody has this caller
    private volatile RtcLink link;

    private volatile boolean closing;
    private volatile boolean over;

    /** Somebody who takes offers. */
    public interface Door {
        /** Answers an offer. */
        CompletionStage<String> answer(URI offers, String credential, String offer);
    }

    /** Calls. Blocks until it is connected. */
    public BrowserRtcCaller(
            RtcEngine engine,
            SerialLoop loop,
            Door door,
            URI offers,
            String credential,
            ToneCall call,
            long seed) {
        this.loop = loop;
        this.phone = new TonePhone(call, RATE, seed, this::speak);
        for (int i = 0; i < frames.length; i++) {
            frames[i] = ToneLine.frame();
        }
        loop.execute(
                () -> {
                    RtcLink made = RtcLink.open(engine, RtcSettings.defaults(), loop, this);
                    link = made;
                    made.offer()
                            .thenCompose(offer -> door.answer(offers, credential, offer))
                            .thenAccept(
                                    answer ->
                                            loop.execute(
                                                    () ->
                                                            made.accept(answer)
                                                                    .whenComplete(this::accepted)))
                            .exceptionally(
                                    failure -> {
                                        open.completeExceptionally(failure);
                                        return null;
                                    });
                });
        open.orTimeout(60, TimeUnit.SECONDS).join();
    }

    private void accepted(Void nothing, @org.jspecify.annotations.Nullable Throwable failure) {
        if (failure != null) {
            open.completeExceptionally(failure);
        }
    }

    /** On the heart's thread: frames take turns, so that none is written while it is read. */
    private void speak(ByteBuffer frame) {
        ByteBuffer copy = frames[next++ % frames.length];
        copy.clear().put(frame.duplicate()).flip();
        copy.order(ByteOrder.LITTLE_ENDIAN);
        loop.execute(() -> link.out().offer(copy));
    }

    @Override
    public void tick() {
        if (!closing && !over) {
            phone.tick();
        }
    }

    @Override
    public void onTextOpen() {
        open.complete(null);
    }

    @Override
    public void onText(ByteBuffer utf8) {
        // events for a page
    }

    @Override
    public void onAudio(ByteBuffer frame) {
        phone.hear(frame, RTP_RATE);
    }

    @Override
    public void onEnded(RtcException failure) {
        over = true;
        open.completeExceptionally(failure);
        if (!closing) {
            complaints.add("the call ended by itself: " + failure.getMessage());
        }
        link.close();
    }

    @Override
    public TonePhone phone() {
        return phone;
    }

    @Override
    public boolean connected() {
        return !over;
    }

    @Override
    public Queue<String> complaints() {
        return complaints;
    }

    @Override
    public void hangUp() {
        closing = true;
        link.close().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }
}
