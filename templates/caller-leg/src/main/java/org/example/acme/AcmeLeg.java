package org.example.acme;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.audio.AudioSink;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.transport.CallerLeg;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.CloseReason.Cause;
import io.patchbay.api.transport.LegCapabilities;
import io.patchbay.api.transport.LegCapabilities.Verb;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One call: a thread that reads, and a beat of 20 ms on the session's loop. */
final class AcmeLeg implements CallerLeg {

    private static final System.Logger LOG = System.getLogger(AcmeLeg.class.getName());

    private static final AudioFormat FORMAT = AudioFormat.PCM16_24K;
    private static final String SOCKET = "a socket has no telephone at its other end";
    private static final LegCapabilities CAPABILITIES =
            new LegCapabilities(
                    FORMAT,
                    Map.of(
                            Verb.SEND_DTMF, SOCKET,
                            Verb.RECEIVE_DTMF, SOCKET,
                            Verb.HOLD, SOCKET,
                            Verb.TRANSFER, SOCKET));
    private static final long FRAME_NANOS = 20_000_000;
    private static final int FRAME = FORMAT.bytes(20);

    /** A loop that was late by more does not catch up. */
    private static final long MOST_LATE_NANOS = 1_000_000_000;

    /** Who says more in advance waits until it was heard. */
    private static final int MOST_UNHEARD = 50;

    private final String id;
    private final SocketChannel channel;
    private final AcmeEar ear;
    private final Semaphore unheard = new Semaphore(MOST_UNHEARD);
    private final Queue<ByteBuffer> said = new ArrayDeque<>();
    private final ByteBuffer frame = ByteBuffer.allocate(FRAME);
    private final AtomicBoolean closing = new AtomicBoolean();
    private final Thread reader = new Thread(this::read, "acme-call");
    private volatile boolean muted;
    private volatile @Nullable SerialLoop loop;
    private @Nullable Listener listener;
    private SerialLoop.@Nullable Timer timer;
    private long due;

    /**
     * A call.
     *
     * @param channel does not block
     */
    AcmeLeg(String id, SocketChannel channel) {
        this.id = id;
        this.channel = channel;
        ear = new AcmeEar(FORMAT, channel, () -> close(end(Cause.LOST, "nobody listens")));
        reader.setDaemon(true);
        reader.setContextClassLoader(null);
    }

    private static CloseReason end(Cause cause, String text) {
        return new CloseReason(cause, 0, text, null);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String kind() {
        return "acme";
    }

    @Override
    public LegCapabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public AudioSink sink() {
        return ear;
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
    public void join(SerialLoop loop, Listener listener) {
        if (this.loop != null || closing.get()) {
            throw new IllegalStateException("this leg has joined a session before, or is closed");
        }
        this.loop = loop;
        this.listener = listener;
        due = loop.nanoTime();
        // not from here: the session is not ready for news before this call returns
        loop.execute(
                () -> {
                    if (this.listener != null) {
                        listener.onMediaUp();
                        reader.start();
                        beat(loop);
                    }
                });
    }

    // ---- on the reader

    private void read() {
        CloseReason end;
        try (Selector selector = Selector.open()) {
            channel.register(selector, SelectionKey.OP_READ);
            ByteBuffer piece = ByteBuffer.allocate(FRAME);
            while (channel.read(piece) >= 0) {
                if (piece.position() > 0) {
                    hand(piece.flip());
                    piece = ByteBuffer.allocate(FRAME);
                } else {
                    selector.select();
                }
            }
            end = end(Cause.REMOTE, "the caller has hung up");
        } catch (IOException e) {
            end = end(Cause.LOST, "the line is lost");
        } catch (InterruptedException | RejectedExecutionException e) {
            end = end(Cause.LOCAL, "the call is over");
        }
        close(end);
    }

    private void hand(ByteBuffer piece) throws InterruptedException {
        SerialLoop joined = loop;
        unheard.acquire();
        if (joined != null) {
            joined.execute(() -> said.add(piece));
        }
    }

    // ---- on the loop

    /** A frame every 20 ms, counted from the first so that no delay adds up. */
    private void beat(SerialLoop loop) {
        if (loop.nanoTime() - due > MOST_LATE_NANOS) {
            due = loop.nanoTime();
        }
        Listener told = listener;
        while (told != null && loop.nanoTime() - due >= 0) {
            due += FRAME_NANOS;
            told.onAudio(nextFrame());
            told = listener;
        }
        if (told != null) {
            Duration wait = Duration.ofNanos(Math.max(0, due - loop.nanoTime()));
            timer = loop.schedule(() -> beat(loop), wait);
        }
    }

    /** Whole frames always: what is missing is silence, and a muted caller is silent. */
    private ByteBuffer nextFrame() {
        frame.clear();
        for (ByteBuffer piece = said.peek();
                piece != null && frame.hasRemaining();
                piece = said.peek()) {
            while (piece.hasRemaining() && frame.hasRemaining()) {
                byte sample = piece.get();
                frame.put(muted ? 0 : sample);
            }
            if (!piece.hasRemaining()) {
                said.remove();
                unheard.release();
            }
        }
        while (frame.hasRemaining()) {
            frame.put((byte) 0);
        }
        return frame.flip();
    }

    @Override
    public CompletionStage<Void> control(Control control) {
        if (control instanceof Control.HangUp) {
            close(CloseReason.NORMAL);
            return CompletableFuture.completedFuture(null);
        }
        return CompletableFuture.failedFuture(new UnsupportedOperationException(SOCKET));
    }

    /** From any thread, before a session joined, too. */
    @Override
    public void close(CloseReason reason) {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "the line of {0} was gone", id);
        }
        reader.interrupt();
        SerialLoop joined = loop;
        if (joined != null) {
            try {
                joined.execute(() -> leave(reason));
            } catch (RejectedExecutionException e) {
                listener = null; // the loop has ended, and with it whoever would be told
            }
        }
    }

    private void leave(CloseReason reason) {
        Listener told = listener;
        listener = null;
        if (timer != null) {
            timer.cancel();
        }
        if (told != null) {
            told.onClosed(reason);
        }
    }
}
