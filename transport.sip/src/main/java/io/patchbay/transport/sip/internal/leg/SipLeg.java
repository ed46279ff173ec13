package io.patchbay.transport.sip.internal.leg;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.audio.AudioSink;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.transport.CallerLeg;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.CloseReason.Cause;
import io.patchbay.api.transport.LegCapabilities;
import io.patchbay.audio.PacedSink;
import io.patchbay.sip.SipCall;
import io.patchbay.sip.SipDoor;
import io.patchbay.sip.SipEnd;
import io.patchbay.sip.SipInvitation;
import io.patchbay.sip.SipTarget;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A telephone call as a caller leg. State is the loop's. */
final class SipLeg implements CallerLeg, SipCall.Listener {

    /** Nobody was there to answer, or to talk to. */
    static final CloseReason NOBODY =
            new CloseReason(Cause.LOCAL, 503, "nobody can answer now", null);

    private static final CloseReason GONE =
            new CloseReason(Cause.REMOTE, 487, "the caller did not wait", null);

    private static final CloseReason UNCONFIRMED =
            new CloseReason(Cause.LOST, 408, "the answer was not confirmed", null);

    /** From the pacer to the ear: network and the far end's jitter buffer, as a rule. */
    private static final Duration WAY = Duration.ofMillis(60);

    private static final int FRAME_MILLIS = 20;
    private static final int OUT_OF_SERVICE = 503;
    private static final int DECLINED = 603;

    /** How a call is begun, and how one that never was is refused. */
    private interface Line {
        SipCall open(SerialLoop loop, SipCall.Listener listener);

        void refuse(int status, String reason, @Nullable Duration again);
    }

    private final String id;
    private final Map<String, String> metadata;
    private final LegCapabilities capabilities;
    private final Line line;
    private final PacedSink sink;
    private final ByteBuffer silence;
    private final AtomicReference<@Nullable CloseReason> end = new AtomicReference<>();
    private volatile @Nullable SerialLoop loop;
    private volatile @Nullable SipCall call;
    private volatile boolean muted;
    private volatile boolean up;
    private @Nullable Listener listener;
    private boolean pickUp;
    private boolean answering;

    private SipLeg(String id, Map<String, String> metadata, int sampleRate, Line line) {
        this.id = id;
        this.metadata = Map.copyOf(metadata);
        AudioFormat format = AudioFormat.pcm16(sampleRate);
        this.capabilities = new LegCapabilities(format, Map.of());
        this.line = line;
        this.sink = new PacedSink(format, WAY);
        this.silence = ByteBuffer.allocate(format.bytes(FRAME_MILLIS)).asReadOnlyBuffer();
    }

    /** Somebody calls. It rings until {@link #pickUp}. */
    static SipLeg answering(SipInvitation invitation, Map<String, String> metadata) {
        SipLeg leg =
                new SipLeg(
                        invitation.id(),
                        metadata,
                        invitation.sampleRate(),
                        new Line() {
                            @Override
                            public SipCall open(SerialLoop loop, SipCall.Listener listener) {
                                return invitation.take(loop, listener);
                            }

                            @Override
                            public void refuse(
                                    int status, String reason, @Nullable Duration again) {
                                invitation.refuse(status, reason, again);
                            }
                        });
        invitation.gone().whenComplete((end, failure) -> leg.close(GONE));
        return leg;
    }

    /** Somebody is called as soon as the leg joins. */
    static SipLeg placing(
            String id,
            int sampleRate,
            Map<String, String> metadata,
            SipDoor door,
            SipTarget target) {
        SipLeg leg =
                new SipLeg(
                        id,
                        metadata,
                        sampleRate,
                        new Line() {
                            @Override
                            public SipCall open(SerialLoop loop, SipCall.Listener listener) {
                                return door.call(target, loop, listener);
                            }

                            @Override
                            public void refuse(
                                    int status, String reason, @Nullable Duration again) {
                                // nobody was called yet
                            }
                        });
        leg.answering = true; // that is the far end's to do
        return leg;
    }

    // ---- the session's side

    @Override
    public String id() {
        return id;
    }

    @Override
    public String kind() {
        return SipLegs.NAME;
    }

    @Override
    public LegCapabilities capabilities() {
        return capabilities;
    }

    @Override
    public Map<String, String> metadata() {
        SipCall open = call;
        return open == null ? metadata : CallFacts.of(open, metadata);
    }

    @Override
    public void join(SerialLoop loop, Listener listener) {
        if (this.loop != null) {
            throw new IllegalStateException("this leg has joined a session before");
        }
        this.listener = listener;
        this.loop = loop;
        // not from here: the session is not ready for news before this call returns
        loop.execute(() -> open(loop));
    }

    private void open(SerialLoop at) {
        CloseReason ended = end.get();
        if (ended != null) {
            leave(ended); // the session ends as its caller has
            return;
        }
        SipCall made;
        try {
            made = line.open(at, this);
        } catch (IllegalStateException | IllegalArgumentException e) {
            close(new CloseReason(Cause.LOST, 0, String.valueOf(e.getMessage()), null));
            return;
        }
        call = made;
        answer(); // where the session was ready before
    }

    /** The session is ready for the caller. From any thread. */
    void pickUp() {
        onLoop(
                () -> {
                    pickUp = true;
                    answer();
                });
    }

    private void answer() {
        SipCall ringing = call;
        if (ringing == null || !pickUp || answering || end.get() != null) {
            return;
        }
        answering = true;
        ringing.answer()
                .whenComplete(
                        (nothing, failure) -> {
                            if (failure != null) {
                                close(UNCONFIRMED);
                            }
                        });
    }

    /** Whether it ended by what the far end did or asked for: nobody here has failed. */
    boolean farEndLeft() {
        CloseReason ended = end.get();
        return ended != null && ended.cause() == Cause.REMOTE;
    }

    @Override
    public AudioSink sink() {
        return sink;
    }

    @Override
    public boolean muted() {
        return muted;
    }

    @Override
    public void mute(boolean on) {
        muted = on;
    }

    @Override
    public CompletionStage<Void> control(Control control) {
        SipCall open = call;
        if (control instanceof Control.HangUp hangUp) {
            close(new CloseReason(Cause.LOCAL, 1000, hangUp.reason(), null), DECLINED);
            return CompletableFuture.completedFuture(null);
        }
        if (open == null || !up || end.get() != null) {
            return CompletableFuture.failedFuture(
                    new IllegalStateException(
                            end.get() != null
                                    ? "the call is over"
                                    : "the call was not answered yet"));
        }
        try {
            if (control instanceof Control.SendDtmf dtmf) {
                return open.sendDtmf(dtmf.keys());
            }
            if (control instanceof Control.Hold hold) {
                return open.hold(hold.on());
            }
            if (control instanceof Control.Transfer transfer) {
                return Transfers.typed(open.transfer(transfer.target(), transfer.limit()));
            }
        } catch (IllegalArgumentException | IllegalStateException e) {
            return CompletableFuture.failedFuture(e);
        }
        return CompletableFuture.failedFuture(
                new UnsupportedOperationException("a telephone does not know " + control));
    }

    // ---- the far end's side, on the loop

    @Override
    public void onRinging() {
        Listener told = listener;
        if (told != null) {
            told.onRinging();
        }
    }

    @Override
    public void onAnswered() {
        SipCall open = call;
        SerialLoop at = loop;
        Listener told = listener;
        if (up || open == null || at == null || told == null) {
            return;
        }
        up = true;
        told.onMediaUp();
        sink.start(at, open.out());
    }

    @Override
    public void onAudio(ByteBuffer frame) {
        Listener told = listener;
        if (up && told != null) {
            told.onAudio(muted ? silence.clear() : frame);
        }
    }

    @Override
    public void onSoundWritable() {
        sink.space();
    }

    @Override
    public void onSoundSent() {
        sink.sent();
    }

    @Override
    public void onDtmf(char key) {
        Listener told = listener;
        if (told != null) {
            told.onDtmf(String.valueOf(key));
        }
    }

    @Override
    public void onHold(boolean on) {
        Listener told = listener;
        if (told != null) {
            told.onHold(on);
        }
    }

    @Override
    public void onEnded(SipEnd end) {
        close(CallFacts.reason(end));
    }

    // ---- the end

    /** A call that was not answered yet is refused, with 503 unless the reason says otherwise. */
    @Override
    public void close(CloseReason reason) {
        boolean status = reason.code() >= 300 && reason.code() <= 699;
        close(reason, status ? reason.code() : OUT_OF_SERVICE);
    }

    private void close(CloseReason reason, int status) {
        Objects.requireNonNull(reason, "reason");
        if (!end.compareAndSet(null, reason)) {
            return;
        }
        SerialLoop at = loop;
        if (at == null) {
            finish(reason, status);
            return;
        }
        try {
            at.execute(
                    () -> {
                        finish(reason, status);
                        leave(reason);
                    });
        } catch (RejectedExecutionException e) {
            finish(reason, status); // the loop has ended, and with it whoever would be told
            listener = null;
        }
    }

    private void finish(CloseReason reason, int status) {
        SipCall open = call;
        Duration again = status == OUT_OF_SERVICE ? CallDesk.AGAIN : null;
        if (open != null) {
            open.end(status, up ? "hung up" : "nobody can answer now", again);
        } else if (reason != GONE) {
            line.refuse(status, "nobody can answer now", again);
        }
    }

    private void leave(CloseReason reason) {
        Listener told = listener;
        listener = null;
        sink.close();
        if (told != null) {
            told.onClosed(reason);
        }
    }

    private void onLoop(Runnable task) {
        SerialLoop at = loop;
        if (at != null) {
            try {
                at.execute(task);
            } catch (RejectedExecutionException e) {
                close(NOBODY);
            }
        }
    }

    @Override
    public String toString() {
        return "SipLeg[" + id + "]";
    }
}
