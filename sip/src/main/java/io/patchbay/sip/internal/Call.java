package io.patchbay.sip.internal;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.audio.PacedSound;
import io.patchbay.sip.SipCall;
import io.patchbay.sip.SipEnd;
import io.patchbay.sip.SipException;
import io.patchbay.sip.SipSettings;
import io.patchbay.sip.SipState;
import io.patchbay.sip.SipStatistics;
import io.patchbay.sip.TransferException;
import io.patchbay.sip.internal.media.MediaException;
import io.patchbay.sip.internal.media.MediaRoute;
import io.patchbay.sip.internal.media.MediaSession;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A call as its owner has it, on the owner's loop, and the only place where that loop and the
 * door's meet: each hands tasks to the other, in order, and neither waits.
 */
final class Call implements SipCall {

    private static final System.Logger LOG = System.getLogger("io.patchbay.sip");

    /** Something to do with the sound, on the owner's loop; what comes of it, if anything. */
    interface SoundWork {
        String on(MediaSession media) throws MediaException;
    }

    /** What came of it, on the door's loop: a description, or a status that says why not. */
    record Described(String sdp, int refused, String reason) {
        boolean failed() {
            return refused != 0;
        }
    }

    private static final SipStatistics NOTHING = new SipStatistics(0, 0, 0, 0, 0, 0, -1, -1, 0);

    private final String id;
    private final boolean incoming;
    private final SerialLoop loop;
    private final SerialLoop doorLoop;
    private final LateSound out = new LateSound();
    private final Promises promises = new Promises();
    private final Ears ears;
    private volatile @Nullable CallControl control;
    private volatile @Nullable MediaSession media;
    private volatile SipState state = SipState.RINGING;
    private final int sampleRate;
    private volatile String codec = "";
    private volatile boolean encrypted;
    private volatile SipStatistics last = NOTHING;
    private volatile boolean over;

    Call(
            String id,
            boolean incoming,
            SerialLoop loop,
            SerialLoop doorLoop,
            int sampleRate,
            Listener listener) {
        this.id = id;
        this.incoming = incoming;
        this.loop = loop;
        this.doorLoop = doorLoop;
        this.sampleRate = sampleRate;
        ears = new Ears(id, Objects.requireNonNull(listener, "listener"), this::lost);
    }

    // ---- from the door's loop

    /** Who signals for it. On the door's loop, before anything else. */
    void signalledBy(CallControl signals) {
        control = signals;
    }

    /** Binds sockets for the sound; {@code then} is told on the door's loop. */
    void open(Sounds sounds, SipSettings settings, MediaRoute route, Consumer<Described> then) {
        toOwner(
                () -> {
                    if (state == SipState.ENDED) {
                        return;
                    }
                    try {
                        MediaSession opened = sounds.open(settings, route, sampleRate, loop, ears);
                        media = opened;
                        look(opened);
                        if (out.is(opened.out())) {
                            ears.tell(Listener::onSoundWritable);
                        }
                        toDoor(() -> then.accept(new Described("", 0, "")));
                    } catch (MediaException e) {
                        toDoor(() -> then.accept(new Described("", e.status(), words(e))));
                    } catch (RuntimeException e) {
                        LOG.log(System.Logger.Level.WARNING, "no sound for call " + id, e);
                        toDoor(() -> then.accept(new Described("", 500, "no sound")));
                    }
                });
    }

    /** Does something with the sound; {@code then} is told on the door's loop. */
    void sound(SoundWork work, Consumer<Described> then) {
        toOwner(
                () -> {
                    MediaSession now = media;
                    if (now == null) {
                        return; // it ended meanwhile
                    }
                    Described described = work(work, now);
                    look(now);
                    toDoor(() -> then.accept(described));
                });
    }

    private Described work(SoundWork work, MediaSession now) {
        try {
            return new Described(work.on(now), 0, "");
        } catch (MediaException e) {
            return new Described("", e.status(), words(e));
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "the sound of call " + id + " failed", e);
            return new Described("", 500, "no sound");
        }
    }

    private static String words(MediaException e) {
        return e.getMessage() == null ? "not acceptable" : e.getMessage();
    }

    private void look(MediaSession now) {
        codec = now.codec();
        encrypted = now.encrypted();
    }

    /** The far end rings. */
    void ringing() {
        toOwner(() -> ears.tell(Listener::onRinging));
    }

    /** It was answered; its confirmation may be on its way. */
    void up() {
        state = SipState.UP;
    }

    /** It was answered and confirmed. */
    void answered() {
        state = SipState.UP;
        toOwner(() -> ears.tell(Listener::onAnswered));
    }

    /** The far end pressed a key, by a message. */
    void pressed(char key) {
        toOwner(() -> ears.onDtmf(key));
    }

    /** All is over; nothing of the owner is kept. */
    void ended(SipEnd end) {
        state = SipState.ENDED;
        toOwner(() -> finish(end));
    }

    private void finish(SipEnd end) {
        if (over) {
            return;
        }
        over = true;
        MediaSession now = media;
        media = null;
        if (now != null) {
            last = now.statistics();
            now.close();
        }
        control = null;
        promises.end(end);
        ears.end(end);
    }

    private void toOwner(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            // the owner's loop has ended, and its sockets with it
            CallControl signals = control;
            over = true;
            if (signals != null && state != SipState.ENDED) {
                state = SipState.ENDED;
                signals.end(503, "the session is gone", null);
            }
        }
    }

    // ---- from the owner's loop

    private void toDoor(Runnable task) {
        try {
            doorLoop.execute(task);
        } catch (RejectedExecutionException e) {
            finish(new SipEnd(SipEnd.Cause.LOST, 0, "the door's loop has ended"));
        }
    }

    private CompletionStage<Void> ask(
            boolean transfer, BiConsumer<CallControl, CallControl.Outcome> what) {
        Promises.Promise mine = promises.make(transfer);
        if (over || state == SipState.ENDED) {
            promises.end(new SipEnd(SipEnd.Cause.LOCAL, 0, "it is over"));
            return mine.stage().minimalCompletionStage();
        }
        toDoor(
                () -> {
                    CallControl signals = control;
                    if (signals != null) { // else it ended, which fails what was asked
                        what.accept(signals, new Answer(mine));
                    }
                });
        return mine.stage().minimalCompletionStage();
    }

    /** Carries an outcome back to the owner. */
    private final class Answer implements CallControl.Outcome {
        private final Promises.Promise to;

        Answer(Promises.Promise to) {
            this.to = to;
        }

        @Override
        public void done() {
            toOwner(() -> promises.keep(to));
        }

        @Override
        public void failed(Exception why) {
            toOwner(() -> promises.fail(to, why));
        }
    }

    @Override
    public CompletionStage<Void> answer() {
        if (!incoming) {
            return CompletableFuture.failedStage(
                    new SipException(0, "we placed this call; the far end answers it"));
        }
        return ask(false, CallControl::answer);
    }

    @Override
    public CompletionStage<Void> hold(boolean on) {
        return ask(false, (signals, outcome) -> signals.hold(on, outcome));
    }

    @Override
    public CompletionStage<Void> sendDtmf(String keys) {
        if (keys.isEmpty() || keys.length() > 64 || !keys.matches("[0-9*#A-Da-d]+")) {
            return CompletableFuture.failedStage(
                    new IllegalArgumentException(
                            "keys must be 1 to 64 of 0-9 * # A-D, not " + keys.length()));
        }
        MediaSession now = media;
        if (state != SipState.UP || now == null) {
            return CompletableFuture.failedStage(new SipException(0, "the call is not up"));
        }
        return now.takesDtmf()
                ? now.sendDtmf(keys)
                : ask(false, (signals, outcome) -> signals.keys(keys, outcome));
    }

    @Override
    public CompletionStage<Void> transfer(URI target, Duration limit) {
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(limit, "limit");
        return ask(true, (signals, outcome) -> signals.transfer(target, limit, outcome));
    }

    @Override
    public CompletionStage<Void> transfer(SipCall other, Duration limit) {
        Objects.requireNonNull(limit, "limit");
        if (!(other instanceof Call that) || that == this) {
            return CompletableFuture.failedStage(
                    new TransferException(
                            TransferException.Kind.NOT_ALLOWED,
                            0,
                            "other must be another call of this process"));
        }
        return ask(
                true,
                (signals, outcome) ->
                        that.counterpart(
                                found -> {
                                    if (found == null) {
                                        outcome.failed(
                                                new TransferException(
                                                        TransferException.Kind.ENDED,
                                                        0,
                                                        "the other call is not up"));
                                    } else {
                                        toDoor(
                                                () ->
                                                        signals.transfer(
                                                                found,
                                                                limit,
                                                                that.alsoOver(outcome)));
                                    }
                                }));
    }

    /** An outcome that, when it is good, ends this call too. */
    private CallControl.Outcome alsoOver(CallControl.Outcome outcome) {
        return new CallControl.Outcome() {
            @Override
            public void done() {
                outcome.done();
                toDoor(
                        () -> {
                            CallControl signals = control;
                            if (signals != null) {
                                signals.handedOver();
                            }
                        });
            }

            @Override
            public void failed(Exception why) {
                outcome.failed(why);
            }
        };
    }

    /** Asks for it on the loop of its own door, where {@code then} is told. */
    private void counterpart(Consumer<CallControl.@Nullable Counterpart> then) {
        toDoor(
                () -> {
                    CallControl signals = control;
                    then.accept(signals == null ? null : signals.counterpart());
                });
    }

    // ---- from any thread

    @Override
    public void end(int status, String reason, @Nullable Duration retryAfter) {
        if (status < 300 || status > 699) {
            throw new IllegalArgumentException("status must be 300 to 699, not " + status);
        }
        Objects.requireNonNull(reason, "reason");
        try {
            doorLoop.execute(
                    () -> {
                        CallControl signals = control;
                        if (signals != null) {
                            signals.end(status, reason, retryAfter);
                        }
                    });
        } catch (RejectedExecutionException e) {
            ended(new SipEnd(SipEnd.Cause.LOCAL, status, reason));
        }
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public boolean incoming() {
        return incoming;
    }

    @Override
    public SipState state() {
        return state;
    }

    @Override
    public int sampleRate() {
        return sampleRate;
    }

    @Override
    public String codec() {
        return codec;
    }

    @Override
    public boolean encrypted() {
        return encrypted;
    }

    @Override
    public PacedSound out() {
        return out;
    }

    @Override
    public SipStatistics statistics() {
        MediaSession now = media;
        return now == null ? last : now.statistics();
    }

    private void lost(String reason) {
        SipEnd end = new SipEnd(SipEnd.Cause.LOST, 0, reason);
        CallControl signals = control;
        if (signals != null) {
            toDoor(() -> signals.lost(end));
        }
    }
}
