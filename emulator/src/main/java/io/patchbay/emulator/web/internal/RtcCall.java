package io.patchbay.emulator.web.internal;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.emulator.session.internal.CallMedia;
import io.patchbay.emulator.session.internal.EmulatedSession;
import io.patchbay.emulator.session.internal.Recording;
import io.patchbay.emulator.session.internal.Services;
import io.patchbay.emulator.session.internal.SessionConfig;
import io.patchbay.rtc.RtcEngine;
import io.patchbay.rtc.RtcException;
import io.patchbay.rtc.RtcLink;
import io.patchbay.rtc.RtcSettings;
import io.patchbay.rtc.RtcState;
import io.patchbay.rtc.SessionDescription;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A WebRTC call: a session whose events go over a data channel and whose sound goes as packets.
 * Made and used on its loop, unless a method says otherwise.
 */
final class RtcCall implements LiveCall, RtcLink.Listener {
    private static final System.Logger LOG = System.getLogger(RtcCall.class.getName());

    /**
     * Little sound waits in the link: what waits further up can be dropped without asking it, and
     * leaves as evenly.
     */
    private static final int AHEAD_MILLIS = 200;

    private static final int RATE = 24_000;

    private static final AudioFormat RECEIVED = AudioFormat.pcm16(48_000);

    private final String id;
    private final SerialLoop loop;
    private final RtcLink link;
    private final ChannelWire wire;
    private final EmulatedSession session;
    private final CallMedia media;
    private final LiveSessions sessions;
    private final Consumer<RtcCall> whenEnded;
    private final AtomicInteger sidebands = new AtomicInteger();
    private final CompletableFuture<String> answered = new CompletableFuture<>();
    private final SerialLoop.Timer setUp;
    private final boolean needsChannel;
    private boolean channelUp;
    private boolean mediaUp;
    private boolean over;

    /** Begins a call; {@link #answer} has what the caller waits for. */
    RtcCall(
            String id,
            Services services,
            SerialLoop loop,
            RtcEngine engine,
            Recording recording,
            SessionConfig config,
            SessionDescription offer,
            LiveSessions sessions,
            Duration limit,
            Consumer<RtcCall> whenEnded) {
        this.id = id;
        this.loop = loop;
        this.sessions = sessions;
        this.whenEnded = whenEnded;
        this.needsChannel = offer.hasText();
        link =
                RtcLink.open(
                        engine,
                        RtcSettings.defaults().withSendRate(RATE).withSendAhead(AHEAD_MILLIS, 0),
                        loop,
                        this);
        wire = new ChannelWire(link, loop, this::end);
        session = EmulatedSession.onCall(services, loop, wire, recording, config, link.out());
        media = session.media(RECEIVED);
        sessions.add(session, loop);
        session.open();
        setUp = loop.schedule(() -> giveUp(limit), limit);
        link.answer(offer.sdp()).whenComplete(this::onAnswer);
    }

    private void onAnswer(@Nullable String sdp, @Nullable Throwable failure) {
        if (sdp != null && !over) {
            answered.complete(sdp);
            return;
        }
        if (failure != null) {
            answered.completeExceptionally(failure);
        }
        end();
    }

    private void giveUp(Duration limit) {
        if (!ready()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Call "
                            + id
                            + " is given up: "
                            + (mediaUp ? "its data channel did not open" : "no packets came")
                            + " within "
                            + limit.toMillis()
                            + " ms");
            end();
        }
    }

    private boolean ready() {
        return mediaUp && (channelUp || !needsChannel);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public SerialLoop loop() {
        return loop;
    }

    @Override
    public EmulatedSession session() {
        return session;
    }

    @Override
    public boolean joinable() {
        return true;
    }

    /** The answer for the caller; fails if there is none. From any thread. */
    CompletionStage<String> answer() {
        return answered;
    }

    @Override
    public boolean reserve(int most) {
        if (sidebands.incrementAndGet() <= most) {
            return true;
        }
        sidebands.decrementAndGet();
        return false;
    }

    @Override
    public void release() {
        sidebands.decrementAndGet();
    }

    @Override
    public void onState(RtcState state) {
        if (state == RtcState.CONNECTED && !mediaUp) {
            mediaUp = true;
            media.up();
            settled();
        }
    }

    @Override
    public void onTextOpen() {
        if (!channelUp) {
            channelUp = true;
            wire.opened();
            sessions.opened(session);
            settled();
        }
    }

    private void settled() {
        if (ready()) {
            setUp.cancel();
        }
    }

    @Override
    public void onText(ByteBuffer utf8) {
        session.receive(utf8);
    }

    @Override
    public void onAudio(ByteBuffer frame) {
        media.hear(frame);
    }

    @Override
    public void onSoundWritable() {
        media.sent();
    }

    @Override
    public void onSoundSent() {
        media.sent();
    }

    @Override
    public void onEnded(RtcException failure) {
        LOG.log(System.Logger.Level.DEBUG, "Call " + id + " is over: " + failure.getMessage());
        answered.completeExceptionally(failure);
        end();
    }

    /** Ends it. Repeated calls do nothing. */
    void end() {
        if (over) {
            return;
        }
        over = true;
        setUp.cancel();
        answered.completeExceptionally(
                new RtcException(RtcException.Kind.CLOSED, "The call has ended."));
        session.closed();
        sessions.remove(session);
        link.close();
        whenEnded.accept(this);
    }

    @Override
    public CompletionStage<Void> hangUp() {
        try {
            loop.execute(this::end);
        } catch (RejectedExecutionException e) {
            LOG.log(System.Logger.Level.DEBUG, "The loop of " + id + " has ended before it");
        }
        return link.close();
    }
}
