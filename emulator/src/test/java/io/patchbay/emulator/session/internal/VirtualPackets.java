package io.patchbay.emulator.session.internal;

import io.patchbay.audio.PacedSound;
import io.patchbay.emulator.VirtualLoop;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** Packets that leave on a clock the test moves: 10 ms each 10 ms, from the first offer on. */
final class VirtualPackets implements PacedSound {
    private static final int STEP_BYTES = 480;
    private static final int ROOM_BYTES = 20 * STEP_BYTES;
    private static final Duration STEP = Duration.ofMillis(10);

    private final VirtualLoop loop;
    private final Deque<Byte> waiting = new ArrayDeque<>();
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private Runnable whenRoom = () -> {};
    private boolean ticking;
    private boolean paused;

    VirtualPackets(VirtualLoop loop) {
        this.loop = loop;
    }

    /** Calls this after each step: there is room, or nothing waits. */
    void whenRoom(Runnable task) {
        whenRoom = task;
    }

    /** Everything that left. */
    byte[] sent() {
        return sent.toByteArray();
    }

    @Override
    public boolean offer(ByteBuffer frame) {
        if (waiting.size() + frame.remaining() > ROOM_BYTES) {
            return false;
        }
        while (frame.hasRemaining()) {
            waiting.add(frame.get());
        }
        if (!ticking) {
            ticking = true;
            loop.schedule(this::step, STEP);
        }
        return true;
    }

    private void step() {
        for (int i = 0; !paused && waiting.size() >= STEP_BYTES - i && i < STEP_BYTES; i++) {
            sent.write(waiting.remove());
        }
        ticking = !waiting.isEmpty();
        if (ticking) {
            loop.schedule(this::step, STEP);
        }
        whenRoom.run();
    }

    @Override
    public void flush() {
        waiting.clear();
    }

    @Override
    public void pause() {
        paused = true;
    }

    @Override
    public void resume() {
        paused = false;
    }

    @Override
    public void mute(boolean on) {
        throw new UnsupportedOperationException("the emulator does not mute");
    }

    @Override
    public long sentMicros() {
        return sent.size() * 1_000L / 48;
    }

    @Override
    public long waitingMicros() {
        return waiting.size() * 1_000L / 48;
    }

    @Override
    public long trimmedMicros() {
        return 0;
    }
}
