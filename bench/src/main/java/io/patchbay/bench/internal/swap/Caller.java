package io.patchbay.bench.internal.swap;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.plug.Swap;
import io.patchbay.api.session.Consent;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionListener;
import io.patchbay.api.session.SessionState;
import io.patchbay.api.transport.CallerLeg;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One caller: speaks, listens, sometimes interrupts, and checks what is heard. Everything happens
 * on the session's loop, except where it says otherwise.
 */
final class Caller implements SessionListener {

    private static final int QUIET_FRAMES = 5;
    private static final int MORE_QUIET_FRAMES = 15;
    private static final int SPEECH_FRAMES = 8;
    private static final int MORE_SPEECH_FRAMES = 12;

    /** So much silence after an answer is its end. */
    private static final int END_FRAMES = 12;

    /** Who rests has heard nothing for so long. */
    private static final int IDLE_FRAMES = 25;

    /** After so long the caller asks again. */
    private static final int PATIENCE_FRAMES = 400;

    private static final int INTERRUPTIONS_PERCENT = 12;

    private enum Doing {
        QUIET,
        SPEAKING,
        LISTENING
    }

    private final String name;
    private final Random random;
    private final Faults faults;
    private final Moments moments;
    private final Queue<Swap> swaps;
    private final Delays spoken;
    private final HeardLedger heard;
    private final CallerEnd end;
    private final ByteBuffer frame = Frames.buffer();
    private final Delays ready = new Delays();
    private final FrameReader received;
    private @Nullable String receivedItem;
    private volatile @Nullable RealtimeSession session;
    private volatile @Nullable SerialLoop loop;
    private Doing doing = Doing.QUIET;
    private int left = QUIET_FRAMES;
    private int number;
    private int sinceHeard;
    private int answerFrames;
    private int waited;
    private boolean interrupting;
    private volatile boolean resting = true;
    private volatile boolean idle = true;
    private volatile boolean closing;
    private volatile boolean interruptNext;
    private volatile boolean interrupts;
    private volatile int asked;
    private volatile long handoffs;
    private volatile long answered;
    private volatile long unanswered;

    /** What happened lately, for somebody who looks for the cause of something. */
    private final Diary diary = new Diary();

    /** What sessions complained of, beside what is a fault in itself. */
    private final Queue<String> complaints = new ConcurrentLinkedQueue<>();

    Caller(
            String name,
            long seed,
            Faults faults,
            Moments moments,
            Delays spoken,
            Queue<Swap> swaps) {
        this.name = name;
        this.random = new Random(seed);
        this.faults = faults;
        this.moments = moments;
        this.spoken = spoken;
        this.swaps = swaps;
        this.heard = new HeardLedger(name, faults, ready);
        this.received = new FrameReader(sound -> heard.received(sound, receivedItem));
        this.end = new CallerEnd(name, this::hears, joined -> loop = joined);
    }

    /** Begins the call; the session is not connected yet. Any thread. */
    void join(RealtimeSession opened) {
        answered(opened);
        opened.addLeg(end);
    }

    /** Somebody answered the {@link #telephone()}, which is part of the session. Any thread. */
    void answered(RealtimeSession opened) {
        session = opened;
        opened.listenInline(this);
    }

    /** What somebody answers. Any thread. */
    CallerLeg telephone() {
        return end;
    }

    RealtimeSession session() {
        RealtimeSession now = session;
        if (now == null) {
            throw new IllegalStateException("the caller has no session");
        }
        return now;
    }

    /** 20 ms are over. Any thread, always the same one. */
    void tick() {
        SerialLoop now = loop;
        if (now != null && !closing) {
            try {
                now.execute(this::frame);
            } catch (RejectedExecutionException e) {
                faults.add(name + ": the session's loop is gone");
            }
        }
    }

    /** From now on, whether the caller is silent. Any thread. */
    void rest(boolean on) {
        resting = on;
    }

    /** Whether the caller rests, and no answer plays or is waited for. Any thread. */
    boolean idle() {
        return idle;
    }

    /** The next answer is interrupted. Any thread. */
    void interruptNext() {
        interruptNext = true;
    }

    private void frame() {
        Frames.Kind kind = Frames.Kind.SILENCE;
        sinceHeard++;
        switch (doing) {
            case QUIET -> {
                idle = resting && sinceHeard > IDLE_FRAMES && heard.played();
                if (!resting && --left <= 0) {
                    begin();
                }
            }
            case SPEAKING -> {
                kind = Frames.Kind.SPEECH;
                if (--left <= 0) {
                    doing = Doing.LISTENING;
                    interrupts = false;
                    waited = 0;
                    answerFrames = 0;
                    interrupting = interruptNext || random.nextInt(100) < INTERRUPTIONS_PERCENT;
                }
            }
            case LISTENING -> listen();
        }
        if (closing) {
            return;
        }
        spoken.leaves(number);
        end.speak(Frames.write(frame, kind, number++));
    }

    private void begin() {
        idle = false;
        doing = Doing.SPEAKING;
        left = SPEECH_FRAMES + random.nextInt(MORE_SPEECH_FRAMES);
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    private void listen() {
        waited++;
        if (answerFrames > 0 && sinceHeard > END_FRAMES) {
            answered++;
            quiet();
        } else if (interrupting && answerFrames > 3) {
            interruptNext = false;
            interrupts = true;
            begin();
        } else if (waited > PATIENCE_FRAMES && answerFrames == 0) {
            unanswered++;
            quiet();
        }
    }

    private void quiet() {
        doing = Doing.QUIET;
        left = QUIET_FRAMES + random.nextInt(MORE_QUIET_FRAMES);
    }

    private void hears(long sound) {
        sinceHeard = 0;
        if (doing == Doing.LISTENING) {
            answerFrames++;
        }
        heard.heard(sound);
    }

    @Override
    public void onAudio(AudioChunk chunk) {
        receivedItem = chunk.itemId();
        received.read(chunk.bytes());
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    public void onEvent(SessionEvent event) {
        diary.note(event);
        if (event instanceof SessionEvent.AudioInterrupted e) {
            if (e.cause() != SessionEvent.InterruptionCause.LINE) {
                heard.interrupted();
                moments.reached(Moments.Moment.INTERRUPTION, name);
            }
        } else if (event instanceof SessionEvent.ToolApprovalRequested e) {
            decide(e);
            moments.reached(Moments.Moment.CONSENT, name);
        } else if (event instanceof SessionEvent.AgentHandoff) {
            handoffs++;
        } else if (event instanceof SessionEvent.Reconnecting) {
            moments.reached(Moments.Moment.RECONNECT, name);
        } else if (event instanceof SessionEvent.Swapped e) {
            swaps.add(e.swap());
        } else if (event instanceof SessionEvent.StateChanged e) {
            if (e.state() == SessionState.CLOSED && !closing) {
                faults.add(name + ": the session closed: " + e.reason());
            }
        } else if (event instanceof SessionEvent.Error e) {
            complaints.add("error of " + e.source() + ": " + e.message());
        } else if (event instanceof SessionEvent.Warning e) {
            complaints.add("warning " + e.code() + ": " + e.message());
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    private void decide(SessionEvent.ToolApprovalRequested request) {
        SerialLoop now = loop;
        RealtimeSession call = session;
        if (now == null || call == null) {
            return;
        }
        String id = request.approval().callId();
        Consent consent = random.nextInt(5) == 0 ? Consent.REJECT : Consent.APPROVE;
        asked++;
        now.schedule(
                () -> {
                    asked--;
                    call.decide(id, consent);
                },
                Duration.ofMillis(50 + random.nextInt(300)));
    }

    /** Whether the caller is asked for a consent and has not decided yet. Any thread. */
    boolean isAsked() {
        return asked > 0;
    }

    /** Whether the caller speaks instead of listening to the end. Any thread. */
    boolean interrupts() {
        return interrupts;
    }

    /** How many times another agent took over. Any thread. */
    long handoffs() {
        return handoffs;
    }

    /** Ends the call. Any thread. */
    void hangUp() {
        closing = true;
        session().close();
    }

    /** The counts are final: what waits to be heard will not be. After {@link #hangUp()}. */
    void settle() {
        heard.close();
    }

    /** What happened lately. Any thread. */
    Diary diary() {
        return diary;
    }

    HeardLedger heard() {
        return heard;
    }

    /**
     * The longest silence since this was last asked, in nanoseconds, in both directions together:
     * how late a frame of the caller's reached the model, and a frame that was ready was played.
     */
    long takeSilence() {
        return spoken.takeLongest() + ready.takeLongest();
    }

    /** What the session complained of. */
    Queue<String> complaints() {
        return complaints;
    }

    /** Turns that were answered. */
    long answered() {
        return answered;
    }

    /** Turns that were not, in time. */
    long unanswered() {
        return unanswered;
    }
}
