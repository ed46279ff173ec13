package io.patchbay.rtc.internal;

import io.patchbay.rtc.RtcPeer;
import io.patchbay.rtc.RtcState;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** What comes from the engine's threads: copied, bounded, and brought to the loop in order. */
final class FarEnd implements RtcPeer.Listener {

    /** What comes of it, on the loop. */
    interface Events {

        /** Runs on the loop; when that has ended, everything is released. */
        void onLoop(Runnable task);

        void state(RtcState state);

        void textOpens();

        void textClosed();

        void text(ByteBuffer utf8);

        /** More text waits than the bound. */
        void flooded();

        /** Whether nobody wants to hear anything any more. From any thread. */
        boolean over();
    }

    private final Events events;
    private final Consumer<ByteBuffer> ear;
    private final long textBound;
    private final Queue<byte[]> texts = new ConcurrentLinkedQueue<>();
    private final AtomicLong textBytes = new AtomicLong();
    private final AtomicBoolean flooded = new AtomicBoolean();
    private final Runnable textTask = this::texts;

    private final ReceivedSound sound = new ReceivedSound();
    private final AtomicBoolean soundScheduled = new AtomicBoolean();
    private final Runnable soundTask = this::sound;

    /** Of the loop: texts wait until the listener knows that they may come. */
    private boolean textsFlow;

    FarEnd(Events events, Consumer<ByteBuffer> ear, long textBound) {
        this.events = events;
        this.ear = ear;
        this.textBound = textBound;
    }

    @Override
    public void onState(RtcState state) {
        events.onLoop(() -> events.state(state));
    }

    @Override
    public void onTextOpen() {
        events.onLoop(events::textOpens);
    }

    @Override
    public void onText(ByteBuffer utf8) {
        if (events.over()) {
            return;
        }
        int bytes = utf8.remaining();
        if (textBytes.addAndGet(bytes + TextOutbox.MESSAGE_BYTES) > textBound) {
            if (flooded.compareAndSet(false, true)) {
                events.onLoop(events::flooded);
            }
            return;
        }
        byte[] copy = new byte[bytes];
        utf8.get(utf8.position(), copy);
        texts.add(copy);
        events.onLoop(textTask);
    }

    @Override
    public void onTextClosed() {
        events.onLoop(
                () -> {
                    textsFlow();
                    events.textClosed();
                });
    }

    @Override
    public void onAudio(ByteBuffer frame, int sampleRate, int channels) {
        if (events.over() || sampleRate < 8_000 || sampleRate > 192_000 || channels < 1) {
            return;
        }
        sound.put(frame, sampleRate, channels);
        schedule();
    }

    /** Frames that the loop came too late for. */
    long dropped() {
        return sound.dropped();
    }

    /** The listener knows that texts come. On the loop. */
    void textsFlow() {
        textsFlow = true;
        texts();
    }

    private void texts() {
        while (textsFlow && !events.over()) {
            byte[] next = texts.poll();
            if (next == null) {
                return;
            }
            textBytes.addAndGet(-next.length - TextOutbox.MESSAGE_BYTES);
            events.text(ByteBuffer.wrap(next));
        }
    }

    private void schedule() {
        if (soundScheduled.compareAndSet(false, true)) {
            events.onLoop(soundTask);
        }
    }

    /** What waits, a ring full at most, so that other work of the loop gets its turn. */
    private void sound() {
        soundScheduled.set(false);
        try {
            for (int i = 0; i < ReceivedSound.SLOTS && !events.over(); i++) {
                if (!sound.next(ear)) {
                    return;
                }
            }
        } finally {
            if (sound.waits() && !events.over()) {
                schedule();
            }
        }
    }
}
