package io.patchbay.transport.twilio.internal;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.audio.AudioSink;
import io.patchbay.api.audio.PlayedPosition;
import io.patchbay.api.audio.PlayedPosition.Precision;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.audio.Playhead;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a caller at the far end of a media stream hears: whole frames of 20 ms, sent up to some time
 * before they are due, and a mark behind every fifth, which comes back when it was played. What was
 * played is what marks say and half the distance of two marks more. Where no mark comes back the
 * clock says it. On the session's loop; nothing is allocated per frame.
 */
final class StreamEar implements AudioSink {

    private static final long FRAME_MILLIS = 20;
    private static final long FRAME_MICROS = FRAME_MILLIS * 1_000;

    /** A mark stands behind so many frames. */
    private static final int MARKED = 5;

    /** So much more than the last mark says was played: it is in the middle between two. */
    private static final long BEYOND_MICROS = 50_000;

    /** Beyond what may be ahead: marks may take so long to come back. */
    private static final long RETURN_MICROS = 1_000_000;

    /** A mark that is late by more will not come. */
    private static final long LOST_MICROS = 8_000_000;

    /** A far end that takes nothing for so long is gone. */
    private static final long STUCK_NANOS = 20_000_000_000L;

    private static final Duration TICK = Duration.ofMillis(FRAME_MILLIS);

    private final AudioFormat format;
    private final StreamLeg leg;
    private final long aheadMicros;
    private final Playhead head = new Playhead();
    private final byte[] frame;
    private final byte silence;

    /** The frames that may not have been played. */
    private final byte[] kept;

    private final int most;
    private final Runnable tick = this::tick;
    private @Nullable FarEnd far;
    private @Nullable SerialLoop loop;
    private @Nullable Listener listener;
    private SerialLoop.@Nullable Timer timer;

    /** Marks of an earlier one come back from what was dropped. */
    private int generation = 1;

    /** The frames of this generation begin with this one, and this is where it lies. */
    private long firstFrame;

    private long firstMicros;
    private long frames;
    private long marked = -1;
    private long acknowledged;

    /** So much was played at that time of the loop, by the clock. */
    private long clock;

    private long since;

    /** No mark comes back: the clock says what was played. */
    private boolean markless;

    private boolean unwritable;
    private long stuckSince;
    private long held;
    private boolean paused;
    private boolean refused;
    private boolean drained = true;
    private long seen;

    StreamEar(AudioFormat format, StreamLeg leg, Duration ahead) {
        this.format = format;
        this.leg = leg;
        this.aheadMicros = ahead.toMillis() * 1_000;
        this.silence = CallerTimeline.silence(format);
        this.frame = new byte[format.bytes(FRAME_MILLIS)];
        this.most = (int) ((aheadMicros + RETURN_MICROS) / FRAME_MICROS);
        this.kept = new byte[most * frame.length];
    }

    void start(SerialLoop at, FarEnd to) {
        loop = at;
        far = to;
        since = at.nanoTime();
        watch();
    }

    private long now() {
        SerialLoop at = loop;
        return at == null ? since : at.nanoTime();
    }

    /** Where the sound is behind a frame. */
    private long behind(long number) {
        return firstMicros + (number + 1 - firstFrame) * FRAME_MICROS;
    }

    private long byClock() {
        return Math.min(head.sent(), clock + (now() - since) / 1_000);
    }

    private void setClock(long micros) {
        clock = micros;
        since = now();
    }

    private long played() {
        return paused ? held : head.within(acknowledged, markless ? 0 : BEYOND_MICROS);
    }

    // ---- what the session does

    @Override
    public AudioFormat format() {
        return format;
    }

    @Override
    public Pacing pacing() {
        return Pacing.SINK;
    }

    @Override
    public void listen(Listener told) {
        listener = told;
    }

    @Override
    public Offer offer(AudioChunk chunk) {
        FarEnd to = far;
        if (to == null || paused || !room(to)) {
            refused = true;
            watch();
            return Offer.FULL;
        }
        if (acknowledged == head.sent()) {
            setClock(acknowledged); // it was silent until now
        }
        ByteBuffer sound = chunk.bytes();
        while (sound.hasRemaining()) {
            int length = Math.min(sound.remaining(), frame.length);
            sound.get(frame, 0, length);
            Arrays.fill(frame, length, frame.length, silence);
            long micros = format.micros(length);
            head.add(chunk.itemId(), chunk.contentIndex(), micros);
            head.skip(FRAME_MICROS - micros);
            System.arraycopy(frame, 0, kept, slot(frames), frame.length);
            send(to, frames++);
        }
        drained = false;
        watch();
        return Offer.ACCEPTED;
    }

    private boolean room(FarEnd to) {
        boolean writable = to.writable();
        if (writable) {
            unwritable = false;
        } else if (!unwritable) {
            unwritable = true;
            stuckSince = now();
        }
        return writable
                && head.sent() - byClock() < aheadMicros
                && head.sent() - acknowledged <= (most - 1) * FRAME_MICROS;
    }

    private int slot(long number) {
        return (int) (number % most) * frame.length;
    }

    private void send(FarEnd to, long number) {
        System.arraycopy(kept, slot(number), frame, 0, frame.length);
        to.sound(frame);
        if (number - marked >= MARKED) {
            mark(to, number);
        }
    }

    private void mark(FarEnd to, long number) {
        marked = number;
        to.mark(generation, number);
    }

    @Override
    public void flush(@Nullable String itemId) {
        long to = played();
        if (!paused) {
            drop();
        }
        head.cut(to);
        begin(frames, head.sent());
        held = head.sent();
        drained = true;
        refused = false;
    }

    /** The far end forgets what it has, and marks that come back from there are none. */
    private void drop() {
        FarEnd to = far;
        if (to != null && acknowledged < head.sent()) {
            to.clear();
        }
        generation++;
    }

    private void begin(long number, long micros) {
        firstFrame = number;
        firstMicros = micros;
        marked = number - 1;
        seen = number;
        acknowledged = micros;
        setClock(micros);
    }

    @Override
    public void pause() {
        if (!paused) {
            held = played();
            paused = true;
            drop();
        }
    }

    @Override
    public void resume() {
        FarEnd to = far;
        if (!paused) {
            return;
        }
        paused = false;
        long number = Math.min(frames, firstFrame + (held - firstMicros) / FRAME_MICROS);
        begin(number, number == frames ? head.sent() : behind(number - 1));
        for (long each = number; to != null && each < frames; each++) {
            send(to, each); // what it had to forget
        }
        heard();
        watch();
    }

    @Override
    public @Nullable PlayedPosition position() {
        return head.position(played(), markless ? Precision.ESTIMATED : Precision.MARK);
    }

    @Override
    public void close() {
        listener = null;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    // ---- what the far end says

    /** Another stream on the same line: it has nothing of what the one before had. */
    void restart(FarEnd to) {
        boolean still = paused;
        if (!still) {
            held = played();
            paused = true;
        }
        generation++;
        far = to;
        if (!still) {
            resume();
        }
    }

    /**
     * A mark came back.
     *
     * @return false when it is none of ours
     */
    boolean marked(int of, long number) {
        if (of > generation || of < 1 || number >= frames) {
            return false;
        }
        if (of < generation) {
            return true; // it came back because its sound was dropped
        }
        if (number < firstFrame || number > marked) {
            return false;
        }
        long upTo = behind(number);
        if (upTo > acknowledged) {
            acknowledged = upTo;
            markless = false;
            setClock(upTo);
            heard();
        }
        return true;
    }

    private void heard() {
        Listener told = listener;
        PlayedPosition position = position();
        if (told == null || paused) {
            return;
        }
        if (position != null) {
            told.onPosition(position);
        }
        room(told);
        if (acknowledged == head.sent() && !drained) {
            drained = true;
            told.onDrained();
        }
    }

    private void room(Listener told) {
        FarEnd to = far;
        if (refused && to != null && room(to)) {
            refused = false;
            told.onSpace();
        }
    }

    // ---- the clock

    private void watch() {
        SerialLoop at = loop;
        if (timer == null && at != null && (!drained || refused)) {
            timer = at.schedule(tick, TICK);
        }
    }

    private void tick() {
        timer = null;
        Listener told = listener;
        FarEnd to = far;
        if (told == null || to == null || paused) {
            return;
        }
        if (marked < frames - 1 && seen == frames) {
            mark(to, frames - 1); // nothing more comes for now
        }
        seen = frames;
        if (acknowledged < head.sent()
                && (markless || (now() - since) / 1_000 - (head.sent() - clock) > LOST_MICROS)) {
            markless = true;
            acknowledged = byClock();
            heard();
        } else {
            room(told);
        }
        if (unwritable && now() - stuckSince > STUCK_NANOS) {
            leg.lost();
        }
        watch();
    }
}
