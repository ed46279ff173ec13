package io.patchbay.runtime.leg;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.audio.AudioSink;
import io.patchbay.api.audio.AudioSource;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.transport.CallerLeg;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.LegCapabilities;
import io.patchbay.api.transport.LegCapabilities.Verb;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A caller whose sound comes from an {@link AudioSource} and goes to an {@link AudioSink} of one's
 * own, each in its own format: any rate, mono or stereo. The session converts.
 *
 * <p>The leg starts the source when it joins, on a thread that may block, and closes both when it
 * leaves. Frames of the source cross to the session through a bounded queue of about half a second;
 * what does not fit is dropped and counted.
 */
public final class SoundLeg implements CallerLeg {

    private static final System.Logger LOG = System.getLogger(SoundLeg.class.getName());

    /** Frames that may be on their way to the loop. */
    private static final int QUEUE = 32;

    private static final String LOCAL = "a source of sound has no telephone at its other end";

    private final String id;
    private final AudioSource source;
    private final AudioSink sink;
    private final LegCapabilities capabilities;
    private final ArrayBlockingQueue<ByteBuffer> coming = new ArrayBlockingQueue<>(QUEUE);
    private final ArrayBlockingQueue<ByteBuffer> spare = new ArrayBlockingQueue<>(QUEUE + 1);
    private final AtomicBoolean draining = new AtomicBoolean();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final AtomicInteger dropped = new AtomicInteger();
    private final Runnable drain = this::drain;
    private volatile @Nullable SerialLoop loop;
    private volatile boolean muted;
    private volatile boolean ended;
    private boolean endTold;
    private @Nullable Listener listener;

    private SoundLeg(String id, AudioSource source, AudioSink sink, LegCapabilities.Echo echo) {
        this.id = Objects.requireNonNull(id, "id");
        this.source = Objects.requireNonNull(source, "source");
        this.sink = Objects.requireNonNull(sink, "sink");
        AudioFormat format = source.format();
        if (format.encoding() == AudioFormat.Encoding.OPUS) {
            throw new IllegalArgumentException(
                    "a source of Opus packets cannot be converted; decode to PCM16 first");
        }
        capabilities =
                new LegCapabilities(
                        format,
                        Map.of(
                                Verb.SEND_DTMF, LOCAL,
                                Verb.RECEIVE_DTMF, LOCAL,
                                Verb.HOLD, LOCAL,
                                Verb.TRANSFER, LOCAL),
                        echo);
    }

    /**
     * A caller without echo, by the id {@code sound}.
     *
     * @throws IllegalArgumentException for a source of Opus packets
     */
    public static SoundLeg of(AudioSource source, AudioSink sink) {
        return of("sound", source, sink, LegCapabilities.Echo.CANCELLED);
    }

    /**
     * A caller.
     *
     * @param id unique among the legs of its session
     * @param echo whether the source hears what the sink plays
     * @throws IllegalArgumentException for a source of Opus packets
     */
    public static SoundLeg of(
            String id, AudioSource source, AudioSink sink, LegCapabilities.Echo echo) {
        return new SoundLeg(id, source, sink, Objects.requireNonNull(echo, "echo"));
    }

    @Override
    public String id() {
        return id;
    }

    /** Always {@code sound}. */
    @Override
    public String kind() {
        return "sound";
    }

    @Override
    public LegCapabilities capabilities() {
        return capabilities;
    }

    @Override
    public AudioSink sink() {
        return sink;
    }

    /** Frames of the source that were dropped, because the session could not take them in time. */
    public int dropped() {
        return dropped.get();
    }

    @Override
    public void join(SerialLoop loop, Listener listener) {
        if (this.loop != null || closing.get()) {
            throw new IllegalStateException("this leg has joined a session before, or is closed");
        }
        this.listener = listener;
        this.loop = loop;
        aside("start", this::start);
    }

    private void start() {
        try {
            source.start(
                    new AudioSource.Receiver() {
                        @Override
                        public void onFrame(ByteBuffer frame) {
                            heard(frame);
                        }

                        @Override
                        public void onEnd() {
                            ended = true;
                            wake();
                        }
                    });
            later(this::mediaUp);
        } catch (IOException | RuntimeException e) {
            close(
                    new CloseReason(
                            CloseReason.Cause.FATAL,
                            0,
                            "leg '" + id + "' cannot start its source: " + e.getMessage(),
                            null));
        }
    }

    private void mediaUp() {
        Listener told = listener;
        if (told != null) {
            told.onMediaUp();
        }
    }

    /** On the source's thread. */
    private void heard(ByteBuffer frame) {
        if (closing.get()) {
            return;
        }
        ByteBuffer copy = spare.poll();
        if (copy == null || copy.capacity() < frame.remaining()) {
            copy = ByteBuffer.allocate(Math.max(frame.remaining(), 1_920));
        }
        copy.clear().put(frame.duplicate()).flip();
        if (!coming.offer(copy)) {
            dropped.incrementAndGet();
        }
        wake();
    }

    private void wake() {
        if (draining.compareAndSet(false, true)) {
            later(drain);
        }
    }

    private void drain() {
        draining.set(false);
        for (ByteBuffer frame = coming.poll(); frame != null; frame = coming.poll()) {
            Listener told = listener;
            if (told != null) {
                if (muted) {
                    silence(frame);
                }
                told.onAudio(frame);
            }
            spare.offer(frame);
        }
        Listener told = listener;
        if (ended && !endTold && told != null) {
            endTold = true;
            told.onInputEnd();
        }
    }

    private void silence(ByteBuffer frame) {
        byte zero =
                switch (capabilities.inputFormat().encoding()) {
                    case PCMU -> (byte) 0xff;
                    case PCMA -> (byte) 0xd5;
                    case PCM16, OPUS -> 0;
                };
        for (int i = frame.position(); i < frame.limit(); i++) {
            frame.put(i, zero);
        }
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
        return CompletableFuture.failedFuture(new UnsupportedOperationException(LOCAL));
    }

    @Override
    public void close(CloseReason reason) {
        if (closing.compareAndSet(false, true)) {
            later(() -> leave(reason));
            aside("stop", this::release);
        }
    }

    private void leave(CloseReason reason) {
        Listener told = listener;
        listener = null;
        if (told != null) {
            told.onClosed(reason);
        }
    }

    private void release() {
        try {
            source.close();
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "the source of leg ''{0}'' did not close: {1}", id, e);
        }
        later(sink::close);
    }

    /** On the loop; where there is none any more, here. */
    private void later(Runnable task) {
        SerialLoop joined = loop;
        if (joined == null) {
            task.run();
            return;
        }
        try {
            joined.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "the session of leg ''{0}'' has ended", id);
            if (closing.get()) {
                task.run();
            }
        }
    }

    /** A device may take its time to open and to close. */
    private void aside(String what, Runnable task) {
        Thread thread = new Thread(null, task, "patchbay-" + id + "-" + what, 0, false);
        thread.setDaemon(true);
        thread.start();
    }
}
