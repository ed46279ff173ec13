package io.patchbay.tck.conformance;

import static io.patchbay.tck.conformance.KitRun.broken;

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
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One call of {@link LocalCalls}: a thread that reads, and a beat of 20 ms on the loop. */
final class LocalLeg implements CallerLeg {

    static final AudioFormat FORMAT = AudioFormat.PCM16_24K;

    private static final String NO_TELEPHONE = "a socket has no telephone at its other end";
    private static final LegCapabilities CAPABILITIES =
            new LegCapabilities(
                    FORMAT,
                    Map.of(
                            Verb.SEND_DTMF, NO_TELEPHONE,
                            Verb.RECEIVE_DTMF, NO_TELEPHONE,
                            Verb.HOLD, NO_TELEPHONE,
                            Verb.TRANSFER, NO_TELEPHONE));
    private static final int MOST_PIECES = 1_000;
    private static final Duration BEAT = Duration.ofMillis(20);

    private final String id;
    private final SocketChannel channel;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final Queue<ByteBuffer> said = new ArrayDeque<>();
    private final LocalSink sink;
    private volatile @Nullable SerialLoop loop;
    private volatile boolean muted;
    private @Nullable Listener listener;
    private boolean up;

    LocalLeg(String id, SocketChannel channel) {
        this.id = id;
        this.channel = channel;
        this.sink = new LocalSink(channel);
    }

    static void start(Runnable task) {
        Thread thread = new Thread(task, "local-calls");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String kind() {
        return broken("a_call_is_offered_and_answered_under_the_factorys_name") ? "other" : "local";
    }

    @Override
    public LegCapabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public AudioSink sink() {
        return broken("formats_and_sink_stay_the_same") ? new LocalSink(channel) : sink;
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
        this.loop = loop;
        this.listener = listener;
        start(this::read);
        loop.execute(this::beat);
    }

    private void read() {
        SerialLoop joined = java.util.Objects.requireNonNull(loop);
        try {
            for (byte[] piece = LocalWire.read(channel);
                    piece.length > 0;
                    piece = LocalWire.read(channel)) {
                ByteBuffer sound = ByteBuffer.wrap(piece);
                joined.execute(() -> heard(sound));
            }
            boolean wrong = broken("a_caller_who_hangs_up_or_is_lost_ends_the_leg");
            close(new CloseReason(wrong ? Cause.LOCAL : Cause.REMOTE, 0, "it hung up", null));
        } catch (IOException e) {
            close(new CloseReason(Cause.LOST, 0, "the line was lost", null));
        } catch (RejectedExecutionException e) {
            close(CloseReason.NORMAL); // there is no session any more
        }
    }

    // ---- on the loop

    private void heard(ByteBuffer sound) {
        Listener told = listener;
        if (told != null
                && broken("sound_comes_in_whole_frames_of_20_ms_also_when_nobody_speaks")) {
            told.onAudio(sound);
        } else if (said.size() < MOST_PIECES && !broken("the_caller_is_heard")) {
            said.add(sound);
        }
    }

    private void beat() {
        Listener told = listener;
        if (told == null) {
            return;
        }
        boolean late = broken("media_is_up_once_before_any_sound");
        if (!up && !late) {
            told.onMediaUp();
        }
        ByteBuffer frame = frame();
        if (broken("everything_is_told_on_the_loop")) {
            start(() -> told.onAudio(frame));
        } else {
            told.onAudio(frame);
        }
        if (!up && late) {
            told.onMediaUp();
        }
        up = true;
        sink.play();
        java.util.Objects.requireNonNull(loop).schedule(this::beat, BEAT);
    }

    private ByteBuffer frame() {
        byte[] frame = new byte[FORMAT.bytes(BEAT.toMillis())];
        int filled = 0;
        for (ByteBuffer piece = said.peek();
                piece != null && filled < frame.length;
                piece = said.peek()) {
            int length = Math.min(piece.remaining(), frame.length - filled);
            piece.get(frame, filled, length);
            filled += length;
            if (!piece.hasRemaining()) {
                said.remove();
            }
        }
        boolean deaf = broken("a_muted_caller_is_silent_from_the_next_frame_on");
        return ByteBuffer.wrap(muted && !deaf ? new byte[frame.length] : frame);
    }

    @Override
    public CompletionStage<Void> control(Control control) {
        if (control instanceof Control.HangUp) {
            if (!broken("hanging_up_ends_the_call")) {
                close(CloseReason.NORMAL);
            }
            return CompletableFuture.completedFuture(null);
        }
        return broken("each_verb_is_native_or_rejected_with_its_reason")
                ? CompletableFuture.completedFuture(null)
                : CompletableFuture.failedFuture(new UnsupportedOperationException(NO_TELEPHONE));
    }

    @Override
    public void close(CloseReason reason) {
        SerialLoop joined = loop;
        if (joined == null && broken("a_call_whose_session_fails_ends")) {
            return;
        }
        if (!closing.compareAndSet(false, true)
                && !broken("a_leg_closes_once_from_any_thread_and_tells_nothing_more")) {
            return;
        }
        try {
            channel.close();
            if (joined != null) {
                joined.execute(() -> left(reason));
            }
        } catch (IOException | RejectedExecutionException e) {
            System.getLogger("local").log(System.Logger.Level.DEBUG, "closing", e);
        }
    }

    private void left(CloseReason reason) {
        Listener told = listener;
        if (!broken("a_leg_closes_once_from_any_thread_and_tells_nothing_more")) {
            listener = null;
        }
        if (told != null) {
            told.onClosed(reason);
        }
    }
}
