package io.patchbay.transport.webrtc.internal;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.audio.PacedSound;
import io.patchbay.rtc.RtcException;
import io.patchbay.rtc.RtcLink;
import io.patchbay.rtc.RtcSettings;
import io.patchbay.rtc.RtcState;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** A link without packets: the test says what the far end does. */
final class ScriptedLink implements RtcLink {

    final RtcSettings settings;
    final SerialLoop loop;
    final Listener listener;
    final Sound sound = new Sound();
    final CompletableFuture<String> offer = new CompletableFuture<>();
    final CompletableFuture<Void> accepted = new CompletableFuture<>();
    final CompletableFuture<String> answer = new CompletableFuture<>();
    final CompletableFuture<Void> gone = new CompletableFuture<>();
    final CompletableFuture<Void> closeAsked = new CompletableFuture<>();
    final BlockingQueue<String> sent = new LinkedBlockingQueue<>();
    volatile RtcState state = RtcState.NEW;
    volatile boolean textOpen;
    volatile boolean refusing;
    volatile long pending;

    /** Whether a close completes at once. */
    volatile boolean lettingGo = true;

    ScriptedLink(RtcSettings settings, SerialLoop loop, Listener listener) {
        this.settings = settings;
        this.loop = loop;
        this.listener = listener;
    }

    @Override
    public CompletionStage<String> offer() {
        return offer;
    }

    @Override
    public CompletionStage<String> answer(String given) {
        throw new UnsupportedOperationException("a client makes offers");
    }

    @Override
    public CompletionStage<Void> accept(String given) {
        answer.complete(given);
        return accepted;
    }

    @Override
    public CompletionStage<String> restart() {
        throw new UnsupportedOperationException("the calls endpoint takes no second offer");
    }

    @Override
    public RtcState state() {
        return state;
    }

    @Override
    public boolean textOpen() {
        return textOpen;
    }

    @Override
    public boolean sendText(ByteBuffer utf8) {
        if (!textOpen) {
            throw new IllegalStateException("the text channel is not open");
        }
        if (utf8.remaining() > 262_144) {
            throw new IllegalArgumentException("the far end takes no message so long");
        }
        if (refusing) {
            return false;
        }
        sent.add(StandardCharsets.UTF_8.decode(utf8).toString());
        return true;
    }

    @Override
    public long pendingText() {
        return pending;
    }

    @Override
    public PacedSound out() {
        return sound;
    }

    @Override
    public long lostMicros() {
        return 0;
    }

    @Override
    public CompletionStage<Void> close() {
        textOpen = false;
        state = RtcState.CLOSED;
        closeAsked.complete(null);
        if (lettingGo) {
            gone.complete(null);
        }
        return gone;
    }

    // ---- what the far end does; from any thread

    /** The connection and its channel stand. */
    void open() {
        loop.execute(
                () -> {
                    state = RtcState.CONNECTED;
                    listener.onState(state);
                    textOpen = true;
                    listener.onTextOpen();
                });
    }

    void say(String text) {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        loop.execute(() -> listener.onText(bytes));
    }

    /** 10 ms of one value at 48 kHz. */
    void speak(short sample) {
        ByteBuffer frame = ByteBuffer.allocate(960).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        while (frame.hasRemaining()) {
            frame.putShort(sample);
        }
        frame.flip();
        loop.execute(() -> listener.onAudio(frame));
    }

    void end(RtcException.Kind kind, String text) {
        loop.execute(
                () -> {
                    textOpen = false;
                    state = RtcState.FAILED;
                    listener.onEnded(new RtcException(kind, text));
                });
    }

    /** A pacer that sends when the test says so. */
    static final class Sound implements PacedSound {

        final ByteArrayOutputStream taken = new ByteArrayOutputStream();
        volatile int room = 48_000;
        volatile boolean muted;

        /** Whether it was muted when the first sound came; null before. */
        volatile @Nullable Boolean mutedAtFirst;

        @Override
        public synchronized boolean offer(ByteBuffer frame) {
            if (mutedAtFirst == null) {
                mutedAtFirst = muted;
            }
            if (frame.remaining() > room) {
                return false;
            }
            room -= frame.remaining();
            byte[] bytes = new byte[frame.remaining()];
            frame.get(bytes);
            taken.writeBytes(bytes);
            return true;
        }

        synchronized byte[] taken() {
            return taken.toByteArray();
        }

        @Override
        public void flush() {
            room = 48_000;
        }

        @Override
        public void pause() {}

        @Override
        public void resume() {}

        @Override
        public void mute(boolean on) {
            muted = on;
        }

        @Override
        public long sentMicros() {
            return 0;
        }

        @Override
        public long waitingMicros() {
            return (48_000L - room) * 1_000_000 / 48_000;
        }

        @Override
        public long trimmedMicros() {
            return 0;
        }
    }
}
