package io.patchbay.emulator.web.internal;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.emulator.session.internal.CallMedia;
import io.patchbay.emulator.session.internal.EmulatedSession;
import io.patchbay.emulator.session.internal.Services;
import io.patchbay.emulator.session.internal.SessionConfig;
import io.patchbay.emulator.session.internal.Wire;
import io.patchbay.sip.SipCall;
import io.patchbay.sip.SipEnd;
import io.patchbay.sip.SipInvitation;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A telephone call: it waits until somebody accepts it, and has a session from then on, which only
 * sidebands hear of. Made on any thread and used on its loop, unless a method says otherwise.
 */
final class PhoneCall implements LiveCall, SipCall.Listener {
    private static final System.Logger LOG = System.getLogger(PhoneCall.class.getName());
    private static final Duration TRANSFER = Duration.ofSeconds(60);
    private static final int UNAVAILABLE = 480;

    private final String id;
    private final SipInvitation invitation;
    private final SerialLoop loop;
    private final LiveSessions sessions;
    private final Consumer<PhoneCall> whenEnded;
    private final AtomicInteger sidebands = new AtomicInteger();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile boolean joinable;
    private SerialLoop.@Nullable Timer patience;
    private @Nullable Accepted accepted;
    private boolean taken;
    private boolean over;

    /** What became of a request. */
    enum Outcome {
        /** It was done. */
        DONE,
        /** There is no such call any more, or not yet. */
        GONE,
        /** It was accepted before. */
        TAKEN
    }

    private record Accepted(
            SipCall call, EmulatedSession session, CallMedia media, TelephoneSound sound) {}

    PhoneCall(
            String id,
            SipInvitation invitation,
            SerialLoop loop,
            LiveSessions sessions,
            Consumer<PhoneCall> whenEnded) {
        this.id = id;
        this.invitation = invitation;
        this.loop = loop;
        this.sessions = sessions;
        this.whenEnded = whenEnded;
    }

    /** Waits for an accept. */
    void await(Duration limit) {
        patience =
                loop.schedule(
                        () -> {
                            LOG.log(
                                    System.Logger.Level.INFO,
                                    "Call {0} was not accepted within {1} s",
                                    id,
                                    limit.toSeconds());
                            refuse(UNAVAILABLE, "Nobody accepted the call");
                        },
                        limit);
        invitation
                .gone()
                .whenComplete(
                        (end, failure) ->
                                onLoop(
                                        () -> {
                                            finish();
                                            return Outcome.DONE;
                                        }));
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public SerialLoop loop() {
        return loop;
    }

    /** Whether somebody may still accept it. From any thread. */
    boolean waits() {
        return !joinable && !ended.isDone();
    }

    @Override
    public EmulatedSession session() {
        Accepted now = accepted;
        if (now == null) {
            throw new IllegalStateException("nobody has accepted this call");
        }
        return now.session();
    }

    @Override
    public boolean joinable() {
        return joinable;
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

    /** Takes the call and answers it. From any thread. */
    CompletionStage<Outcome> accept(Services services, Recorder recorder, SessionConfig config) {
        return onLoop(() -> take(services, recorder, config));
    }

    private Outcome take(Services services, Recorder recorder, SessionConfig config) {
        if (over) {
            return Outcome.GONE;
        }
        if (taken) {
            return Outcome.TAKEN;
        }
        taken = true;
        stopWaiting();
        SipCall call;
        try {
            call = invitation.take(loop, this);
        } catch (IllegalStateException e) {
            finish(); // the caller gave up at this moment
            return Outcome.GONE;
        }
        if (over) {
            return Outcome.GONE;
        }
        TelephoneSound sound = new TelephoneSound(call.out(), call.sampleRate());
        EmulatedSession session =
                EmulatedSession.onCall(
                        services,
                        loop,
                        new Nobody(() -> end(call, "the session is over")),
                        recorder.connection(),
                        config,
                        sound);
        CallMedia media = session.media(AudioFormat.pcm16(call.sampleRate()));
        accepted = new Accepted(call, session, media, sound);
        sessions.add(session, loop);
        session.open();
        sessions.opened(session);
        joinable = true;
        call.answer()
                .whenComplete(
                        (nothing, failure) -> {
                            if (failure == null && !over) {
                                media.up();
                            }
                        });
        return Outcome.DONE;
    }

    /** Refuses the call. From any thread. */
    CompletionStage<Outcome> reject(int status) {
        return onLoop(
                () -> {
                    if (over || taken) {
                        return over ? Outcome.GONE : Outcome.TAKEN;
                    }
                    refuse(status, "Rejected");
                    return Outcome.DONE;
                });
    }

    private void refuse(int status, String reason) {
        invitation.refuse(status, reason, null);
        finish();
    }

    /**
     * Asks the caller's telephone to call somebody else. From any thread; completes when that is
     * asked, whatever comes of it.
     */
    CompletionStage<Outcome> refer(URI target) {
        return onLoop(
                () -> {
                    Accepted now = accepted;
                    if (over || now == null) {
                        return Outcome.GONE;
                    }
                    now.call()
                            .transfer(target, TRANSFER)
                            .whenComplete(
                                    (nothing, failure) -> {
                                        if (failure != null) {
                                            LOG.log(
                                                    System.Logger.Level.WARNING,
                                                    "Call {0} was not transferred: {1}",
                                                    id,
                                                    failure.getMessage());
                                        }
                                    });
                    return Outcome.DONE;
                });
    }

    /** Hangs up, if it was accepted. From any thread. */
    CompletionStage<Outcome> drop() {
        return onLoop(
                () -> {
                    Accepted now = accepted;
                    if (over || now == null) {
                        return Outcome.GONE;
                    }
                    end(now.call(), "the provider hangs up");
                    return Outcome.DONE;
                });
    }

    @Override
    public CompletionStage<Void> hangUp() {
        onLoop(
                () -> {
                    Accepted now = accepted;
                    if (!over && now == null && !taken) {
                        refuse(UNAVAILABLE, "The provider goes away");
                    } else if (!over && now != null) {
                        end(now.call(), "the provider goes away");
                    }
                    return Outcome.DONE;
                });
        return ended.minimalCompletionStage();
    }

    private void end(SipCall call, String reason) {
        call.end(UNAVAILABLE, reason);
        finish();
    }

    private CompletionStage<Outcome> onLoop(Supplier<Outcome> task) {
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        try {
            loop.execute(
                    () -> {
                        try {
                            outcome.complete(task.get());
                        } catch (RuntimeException e) {
                            outcome.completeExceptionally(e);
                        }
                    });
        } catch (RejectedExecutionException e) {
            ended.complete(null); // the loop has ended, and everything on it
            outcome.complete(Outcome.GONE);
        }
        return outcome;
    }

    private void stopWaiting() {
        if (patience != null) {
            patience.cancel();
        }
    }

    private void finish() {
        if (over) {
            return;
        }
        over = true;
        joinable = false;
        stopWaiting();
        Accepted now = accepted;
        if (now != null) {
            now.session().closed();
            sessions.remove(now.session());
        }
        whenEnded.accept(this);
        ended.complete(null);
    }

    // ---- what the caller does

    @Override
    public void onAudio(ByteBuffer frame) {
        if (accepted != null && !over) {
            accepted.media().hear(frame);
        }
    }

    @Override
    public void onSoundWritable() {
        onSoundSent();
    }

    @Override
    public void onSoundSent() {
        if (accepted != null && !over) {
            accepted.sound().writable();
            accepted.media().sent();
        }
    }

    @Override
    public void onDtmf(char key) {
        if (accepted != null && !over) {
            accepted.media().pressed(key);
        }
    }

    @Override
    public void onEnded(SipEnd end) {
        LOG.log(System.Logger.Level.DEBUG, "Call {0} is over: {1}", id, end.cause());
        finish();
    }

    /** A telephone hears no events. */
    private record Nobody(Runnable end) implements Wire {

        @Override
        public void send(byte[] utf8) {}

        @Override
        public boolean writable() {
            return true;
        }

        @Override
        public void close(int code, String reason) {
            end.run();
        }

        @Override
        public void abort() {
            end.run();
        }
    }
}
