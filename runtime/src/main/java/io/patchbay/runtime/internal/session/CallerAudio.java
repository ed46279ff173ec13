package io.patchbay.runtime.internal.session;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.SessionState;
import io.patchbay.api.transport.SendStatus;
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
    private final Supplier<SessionState> state;
    private final AtomicReference<@Nullable FrameRing> handover = new AtomicReference<>();
    private final AtomicBoolean draining = new AtomicBoolean();
    private final AtomicInteger large = new AtomicInteger();
    private final Runnable drain = this::drain;
    private final SentSound sent = new SentSound();
    private final CallerTap tap;
    private volatile boolean muted;
    private volatile @Nullable HeldAudio held;
    private long lastSent = -1;
    private @Nullable Line line;

    CallerAudio(SessionCore core, Supplier<SessionState> state) {
        this.core = core;
        this.state = state;
        this.tap = new CallerTap(core.audience, this::format);
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
        if (muted) {
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
        return waiting == null ? 0 : waiting.size();
    }

    /** A line stands: what was held goes first. */
    void open(Line line) {
        this.line = line;
        flush();
        drain();
    }

    /** The line is gone. */
    void close() {
        lastSent = -1;
        line = null;
        held = null;
    }

    /** The line has room again. */
    void writable() {
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
        HeldAudio waiting = held;
        if (waiting != null && !waiting.isEmpty()) {
            return SendStatus.BACKLOG;
        }
        return put(current, audio);
    }

    private SendStatus put(Line current, ByteBuffer audio) {
        lastSent = core.clock.now();
        int length = audio.remaining();
        SendStatus status = current.sendAudio(audio);
        if (status == SendStatus.ACCEPTED) {
            sent.add(length, current.codec.inputFormat(), core.clock.now());
        }
        return status;
    }

    /** When the line was last given sound; -1 when it was given none. */
    long lastSent() {
        return lastSent;
    }

    private void hold(ByteBuffer audio) {
        HeldAudio waiting = held;
        if (waiting == null) {
            waiting = new HeldAudio(bound());
            held = waiting;
        }
        int dropped = waiting.add(audio);
        if (dropped > 0) {
            if (core.counters.callerBytesDropped == 0) {
                core.warn(
                        "caller-audio-dropped",
                        "the caller's oldest sound was dropped: no line took it within "
                                + core.options.limits().callerAudio());
            }
            core.counters.callerBytesDropped += dropped;
        }
    }

    /** What the line takes, or will take as far as anybody knows. */
    private AudioFormat format() {
        Line current = line;
        return current != null
                ? current.codec.inputFormat()
                : core.options
                        .config()
                        .value(ConfigField.INPUT_FORMAT)
                        .orElse(AudioFormat.PCM16_24K);
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
        HeldAudio waiting = held;
        Line current = line;
        if (waiting == null || current == null) {
            return;
        }
        for (ByteBuffer piece = waiting.peek(); piece != null; piece = waiting.peek()) {
            int length = piece.remaining();
            if (put(current, piece) != SendStatus.ACCEPTED) {
                return;
            }
            waiting.remove(length);
        }
        held = null;
    }
}
