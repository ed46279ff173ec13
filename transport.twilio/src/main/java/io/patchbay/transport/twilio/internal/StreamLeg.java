package io.patchbay.transport.twilio.internal;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.audio.AudioSink;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.transport.CallerLeg;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.CloseReason.Cause;
import io.patchbay.api.transport.LegCapabilities;
import io.patchbay.api.transport.LegCapabilities.Verb;
import io.patchbay.audio.SoundRing;
import io.patchbay.net.websocket.WebSocketClose;
import io.patchbay.net.websocket.WebSocketConnection;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A telephone call that comes as a media stream. What the caller says before anybody has answered
 * waits in a ring, and is heard first.
 */
final class StreamLeg implements CallerLeg, CallerTimeline.Hearer {

    private static final int RING_MILLIS = 16_000;
    private static final int FRAME_MILLIS = 20;

    private static final String NO_VERB =
            "a media stream has no such verb; use the carrier's interface for calls";

    private static final Map<Verb, String> REJECTED =
            Map.of(
                    Verb.TRANSFER, NO_VERB,
                    Verb.HOLD, NO_VERB,
                    Verb.SEND_DTMF, "a media stream has no keys; play their tones as sound");

    private static final CloseReason GONE =
            new CloseReason(Cause.REMOTE, 0, "the caller did not wait", null);

    private static final CloseReason LOST =
            new CloseReason(Cause.LOST, 0, "the caller takes nothing more", null);

    private final StreamStart start;
    private final Map<String, String> metadata;
    private final WebSocketConnection connection;
    private final Dialect dialect;
    private final LegCapabilities capabilities;
    private final Runnable over;
    private final StreamEar ear;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final AtomicBoolean woken = new AtomicBoolean();
    private final SoundRing ring;
    private final Runnable drain = this::drain;
    private final ByteBuffer piece;
    private final byte[] frame;
    private final ByteBuffer view;
    private final byte silence;
    private volatile FarEnd far;
    private volatile @Nullable SerialLoop loop;

    // ---- of the loop
    private @Nullable Listener listener;
    private boolean muted;
    private boolean flowing;
    private int filled;

    /**
     * A call.
     *
     * @param over told once, when it has ended
     */
    StreamLeg(
            StreamStart start,
            Map<String, String> metadata,
            WebSocketConnection connection,
            StreamSettings settings,
            Runnable over) {
        this.start = start;
        this.metadata = Map.copyOf(metadata);
        this.connection = connection;
        this.dialect = settings.dialect();
        this.over = over;
        AudioFormat input = start.input();
        this.capabilities = new LegCapabilities(input, REJECTED);
        this.ring = new SoundRing(Integer.highestOneBit(2 * input.bytes(RING_MILLIS) - 1));
        this.frame = new byte[input.bytes(FRAME_MILLIS)];
        this.view = ByteBuffer.wrap(frame);
        this.piece = ByteBuffer.allocate(frame.length);
        this.silence = CallerTimeline.silence(input);
        this.ear = new StreamEar(start.output(), this, settings.ahead());
        this.far = farEnd(start);
    }

    private FarEnd farEnd(StreamStart of) {
        return new FarEnd(
                connection, dialect, of.stream(), of.output().bytes(FRAME_MILLIS), this::lost);
    }

    // ---- the session's side

    @Override
    public String id() {
        return start.call();
    }

    @Override
    public String kind() {
        return TwilioCalls.NAME;
    }

    @Override
    public LegCapabilities capabilities() {
        return capabilities;
    }

    @Override
    public Map<String, String> metadata() {
        return metadata;
    }

    @Override
    public void join(SerialLoop loop, Listener listener) {
        if (this.loop != null) {
            throw new IllegalStateException("this leg has joined a session before");
        }
        this.listener = listener;
        this.loop = loop;
        // not from here: the session is not ready for news before this call returns
        loop.execute(
                () -> {
                    if (closing.get()) {
                        leave(GONE); // the session ends as its caller has
                        return;
                    }
                    ear.start(loop, far);
                    listener.onMediaUp();
                    drain();
                    flowing = true;
                });
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
    public CompletionStage<Void> control(Control control) {
        if (control instanceof Control.HangUp) {
            close(CloseReason.NORMAL);
            return CompletableFuture.completedFuture(null);
        }
        Verb verb = control instanceof Control.SendDtmf ? Verb.SEND_DTMF : Verb.TRANSFER;
        return CompletableFuture.failedFuture(
                new UnsupportedOperationException(REJECTED.get(verb)));
    }

    // ---- what comes from the far end, on the connection's loop

    @Override
    public boolean awake() {
        return loop != null && !closing.get();
    }

    @Override
    public int room() {
        return ring.room();
    }

    @Override
    public boolean hear(ByteBuffer sound) {
        SerialLoop at = loop;
        if (at != null && at.inLoop() && flowing && ring.isEmpty()) {
            take(sound);
            return true;
        }
        if (!ring.put(sound)) {
            return false;
        }
        if (at != null && woken.compareAndSet(false, true)) {
            onLoop(drain);
        }
        return true;
    }

    /** The caller pressed a key. */
    void pressed(String key) {
        onLoop(
                () -> {
                    Listener told = listener;
                    if (told != null) {
                        told.onDtmf(key);
                    }
                });
    }

    /** A mark came back. */
    void marked(int generation, long number, Runnable onUnknown) {
        onLoop(
                () -> {
                    if (!ear.marked(generation, number)) {
                        onUnknown.run();
                    }
                });
    }

    /** Another stream begins on the same line. */
    void restarted(StreamStart again) {
        FarEnd to = farEnd(again);
        far = to;
        onLoop(() -> ear.restart(to));
    }

    // ---- on the loop

    private void drain() {
        woken.set(false);
        while (ring.take(piece).hasRemaining()) {
            take(piece);
        }
    }

    /** Makes whole frames of what comes. */
    private void take(ByteBuffer sound) {
        while (sound.hasRemaining()) {
            int length = Math.min(sound.remaining(), frame.length - filled);
            sound.get(frame, filled, length);
            filled += length;
            if (filled < frame.length) {
                return;
            }
            filled = 0;
            if (muted) {
                Arrays.fill(frame, silence);
            }
            Listener told = listener;
            if (told != null) {
                told.onAudio(view.clear());
            }
        }
    }

    // ---- the end

    /** The far end takes nothing more. Any thread. */
    void lost() {
        close(LOST);
    }

    boolean isClosing() {
        return closing.get();
    }

    @Override
    public void close(CloseReason reason) {
        Objects.requireNonNull(reason, "reason");
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        over.run();
        int code =
                switch (reason.cause()) {
                    case LOCAL, REMOTE -> WebSocketClose.NORMAL;
                    case PROTOCOL -> 1008;
                    default -> 1011;
                };
        connection.close(code, reason.cause() == Cause.PROTOCOL ? reason.text() : "");
        onLoop(() -> leave(reason));
    }

    private void onLoop(Runnable task) {
        SerialLoop at = loop;
        if (at != null) {
            try {
                at.execute(task);
            } catch (RejectedExecutionException e) {
                listener = null; // the loop has ended, and with it whoever would be told
            }
        }
    }

    private void leave(CloseReason reason) {
        Listener told = listener;
        listener = null;
        ear.close();
        if (told != null) {
            told.onClosed(reason);
        }
    }

    @Override
    public String toString() {
        return "StreamLeg[" + id() + "]";
    }
}
