package io.patchbay.runtime.internal.session;

import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.SessionState;
import io.patchbay.api.transport.SendStatus;
import io.patchbay.api.transport.TransportEvent;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The way of the caller's sound to the model. On the loop a frame goes straight onto the line; from
 * another thread it crosses a bounded ring. What no line takes yet is held, up to the limit. No
 * lock, and no allocation per frame.
 */
final class CallerAudio {
    private static final int HANDOVER_BYTES = 1 << 17;
    private static final int MAX_LARGE = 8;
    private static final int MAX_HELD_BYTES = 64 << 20;

    /** A packet codec has no fixed rate; 64 kbit/s is much for speech. */
    private static final int OPUS_BYTES_PER_MILLI = 8;

    private final SessionCore core;
    private final Configuration configuration;
    private final Supplier<SessionState> state;
    private final boolean comesBack;
    private final AtomicReference<@Nullable FrameRing> handover = new AtomicReference<>();
    private final AtomicBoolean draining = new AtomicBoolean();
    private final AtomicInteger large = new AtomicInteger();
    private final Runnable drain = this::drain;
    private final SentSound sent = new SentSound();
    private final CallerTap tap;
    private volatile boolean muted;

    /** The line joins a call that the provider carries: the caller's sound is there already. */
    private volatile boolean elsewhere;

    private volatile @Nullable HeldAudio held;
    private @Nullable TurnMarks turns;
    private long lastSent = -1;
    private @Nullable Line line;
    private @Nullable AudioFormat given;
    private @Nullable ConvertedSound converted;
    private long droppedNow;

    CallerAudio(SessionCore core, Configuration configuration, Supplier<SessionState> state) {
        this.core = core;
        this.configuration = configuration;
        this.state = state;
        this.tap = new CallerTap(core.audience, this::format);
        this.comesBack =
                core.options.reconnect().attempts() > 0 || core.options.reconnect().rollOver();
    }

    /** When what went onto the line. */
    SentSound sent() {
        return sent;
    }

    void mute(boolean on) {
        muted = on;
    }

    boolean muted() {
        return muted;
    }

    /** The application's sound. Any thread. */
    SendStatus send(ByteBuffer audio) {
        if (muted || elsewhere) {
            return SendStatus.NOT_CARRIED;
        }
        SessionState now = state.get();
        if (now != SessionState.CONNECTED
                && now != SessionState.CONNECTING
                && now != SessionState.RECONNECTING) {
            return SendStatus.NOT_CONNECTED;
        }
        if (core.loop.inLoop()) {
            drain();
            return deliverHeard(audio);
        }
        // what follows a recording must not overtake it through the ring
        if (audio.remaining() > HANDOVER_BYTES / 2 || large.get() > 0) {
            return handOverLarge(audio);
        }
        FrameRing ring = handover.get();
        if (ring == null) {
            handover.compareAndSet(null, new FrameRing(HANDOVER_BYTES));
            ring = Objects.requireNonNull(handover.get());
        }
        if (!ring.offer(audio)) {
            return SendStatus.BACKLOG;
        }
        if (draining.compareAndSet(false, true)) {
            core.loop.execute(drain);
        }
        return SendStatus.ACCEPTED;
    }

    /** No frame but a whole recording: it is copied, and a few of them may be on their way. */
    private SendStatus handOverLarge(ByteBuffer audio) {
        if (large.incrementAndGet() > MAX_LARGE) {
            large.decrementAndGet();
            return SendStatus.BACKLOG;
        }
        ByteBuffer copy = ByteBuffer.allocate(audio.remaining()).put(audio).flip();
        core.loop.execute(
                () -> {
                    drain();
                    fromLeg(copy);
                    large.decrementAndGet();
                });
        return SendStatus.ACCEPTED;
    }

    /** A leg's sound in the line's format; what the line cannot take now is held. On the loop. */
    void fromLeg(ByteBuffer audio) {
        tap.heard(audio);
        SessionState now = state.get();
        if (now == SessionState.PARKED || now == SessionState.CLOSED) {
            return; // nobody is there, and what is old when somebody comes is not for him
        }
        if (deliver(audio) == SendStatus.BACKLOG) {
            hold(audio);
        }
    }

    /** What waits for a line. Any thread. */
    long heldBytes() {
        HeldAudio waiting = held;
        return waiting == null ? 0 : waiting.waiting();
    }

    /** A line stands: what waits goes first. */
    void open(Line line) {
        this.line = line;
        elsewhere = line.choice.callId() != null;
        AudioFormat takes = line.inputFormat();
        AudioFormat format = given == null ? promised(line, takes) : given;
        converted = null;
        if (!format.equals(takes)) {
            if (ConvertedSound.possible(format, takes)) {
                converted = new ConvertedSound(line, format, takes);
            } else {
                HeldAudio old = held;
                dropped(old == null ? 0 : old.waiting());
                forgetAll();
                format = takes;
            }
        }
        given = format;
        if (turns == null && comesBack && format.encoding() != AudioFormat.Encoding.OPUS) {
            turns = new TurnMarks(configuration, tape(), format);
        }
        if (turns != null) {
            turns.opened();
        }
        flush();
        drain();
    }

    /** What the application was told to bring: what it chose, or the usual. */
    private AudioFormat promised(Line opened, AudioFormat takes) {
        AudioFormat chosen =
                core.options.config().value(ConfigField.INPUT_FORMAT).orElse(AudioFormat.PCM16_24K);
        boolean asItIs =
                chosen.equals(opened.opening.value(ConfigField.INPUT_FORMAT).orElse(takes));
        return !asItIs && ConvertedSound.possible(chosen, takes) ? chosen : takes;
    }

    /** The line is gone and another will come: what no turn holds waits for it. */
    void suspend() {
        Line left = line;
        if (left != null && converted == null) {
            given = left.codec.inputFormat(); // it may have changed while the line stood
        }
        line = null;
        converted = null;
        if (turns != null) {
            core.counters.callerBytesReplayed += turns.lost();
        }
    }

    /** How many milliseconds wait for a line that no line has had. */
    long heldMillis() {
        HeldAudio tape = held;
        TurnMarks marks = turns;
        if (tape == null) {
            return 0;
        }
        AudioFormat format = marks == null ? format() : marks.format();
        return format.encoding() == AudioFormat.Encoding.OPUS ? 0 : format.millis(tape.fresh());
    }

    /** How many milliseconds were dropped since this was last asked. */
    long takeDroppedMillis() {
        long bytes = droppedNow;
        droppedNow = 0;
        return bytes * 1_000 / Math.max(1, format().bytes(1_000));
    }

    /** The sound of a turn whose words are not known, where it is still here. */
    @Nullable AudioClip turn(String itemId) {
        return turns == null ? null : turns.turn(itemId);
    }

    /** What the line tells of the caller's turns. */
    void heard(TransportEvent event) {
        if (turns != null) {
            turns.event(event);
        }
    }

    /** No line comes back. */
    void close() {
        lastSent = -1;
        line = null;
        given = null;
        converted = null;
        forgetAll();
    }

    private void forgetAll() {
        held = null;
        turns = null;
    }

    /** The line has room again. */
    void writable() {
        if (converted != null) {
            converted.writable();
        }
        flush();
        drain();
    }

    /** Takes what other threads have handed over, so that a command after it finds it sent. */
    void drain() {
        draining.set(false);
        FrameRing ring = handover.get();
        if (ring == null) {
            return;
        }
        for (ByteBuffer frame = ring.peek(); frame != null; frame = ring.peek()) {
            if (deliverHeard(frame) == SendStatus.BACKLOG) {
                return; // it stays, in order, until the line has room
            }
            ring.remove();
        }
    }

    /** A frame of the application's: one that has to wait is not heard yet. */
    private SendStatus deliverHeard(ByteBuffer audio) {
        int from = audio.position();
        SendStatus status = deliver(audio);
        if (status == SendStatus.ACCEPTED) {
            int to = audio.position();
            tap.heard(audio.position(from));
            audio.position(to);
        }
        return status;
    }

    private SendStatus deliver(ByteBuffer audio) {
        Line current = line;
        if (current == null) {
            hold(audio);
            return SendStatus.ACCEPTED;
        }
        HeldAudio tape = held;
        if (tape != null && !tape.isEmpty()) {
            return SendStatus.BACKLOG;
        }
        int from = audio.position();
        int length = audio.remaining();
        SendStatus status = put(current, audio);
        TurnMarks kept = turns;
        if (kept == null || tape == null) {
            return status;
        }
        if (status == SendStatus.ACCEPTED) {
            tape.took(audio, from, length);
            kept.took();
        } else if (status == SendStatus.NOT_CONNECTED) {
            hold(audio); // it is lost, and we shall be told so
            return SendStatus.ACCEPTED;
        }
        return status;
    }

    private SendStatus put(Line current, ByteBuffer audio) {
        lastSent = core.clock.now();
        int length = audio.remaining();
        ConvertedSound way = converted;
        SendStatus status = way == null ? current.sendAudio(audio) : way.send(audio);
        if (status == SendStatus.ACCEPTED) {
            sent.add(length, format(), core.clock.now());
        }
        return status;
    }

    /** When the line was last given sound; -1 when it was given none. */
    long lastSent() {
        return lastSent;
    }

    private HeldAudio tape() {
        HeldAudio tape = held;
        if (tape == null) {
            tape = new HeldAudio(bound());
            held = tape;
        }
        return tape;
    }

    private void hold(ByteBuffer audio) {
        dropped(tape().add(audio));
    }

    private void dropped(long bytes) {
        if (bytes > 0) {
            if (core.counters.callerBytesDropped == 0) {
                core.warn(
                        "caller-audio-dropped",
                        "the caller's oldest sound was dropped: no line took it within "
                                + core.options.limits().callerAudio().toMillis() / 1e3
                                + " s");
            }
            core.counters.callerBytesDropped += bytes;
            droppedNow += bytes;
        }
    }

    /** What the callers' sound is brought here in, as far as anybody knows. */
    private AudioFormat format() {
        Line current = line;
        if (current != null && converted == null) {
            return current.codec.inputFormat();
        }
        AudioFormat known = given;
        return known != null
                ? known
                : core.options
                        .config()
                        .value(ConfigField.INPUT_FORMAT)
                        .orElse(AudioFormat.PCM16_24K);
    }

    /** What a leg's sound has to be brought here in. */
    AudioFormat legFormat() {
        AudioFormat known = given;
        return converted != null && known != null ? known : configuration.inputFormat();
    }

    private int bound() {
        AudioFormat format = format();
        long millis = core.options.limits().callerAudio().toMillis();
        long bytes =
                format.encoding() == AudioFormat.Encoding.OPUS
                        ? millis * OPUS_BYTES_PER_MILLI
                        : format.bytes(millis);
        return (int) Math.min(MAX_HELD_BYTES, bytes);
    }

    private void flush() {
        HeldAudio tape = held;
        Line current = line;
        if (tape == null || current == null) {
            return;
        }
        for (ByteBuffer piece = tape.peek(); piece != null; piece = tape.peek()) {
            int length = piece.remaining();
            if (put(current, piece) != SendStatus.ACCEPTED) {
                return;
            }
            tape.took(length);
        }
        if (turns == null) {
            held = null;
        } else {
            turns.took();
        }
    }
}
