package io.patchbay.runtime.leg;

import io.patchbay.api.audio.AudioSink;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.transport.CallerLeg;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.LegCapabilities;
import io.patchbay.api.transport.LegCapabilities.Verb;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A person at this machine: speaks into the microphone, hears the speaker.
 *
 * <p>There is no echo cancellation. So the microphone is silent while the agent can be heard and a
 * moment longer (half-duplex, with a warning in the log), unless the person wears a {@linkplain
 * Builder#headset headset} and may interrupt.
 */
public final class DeviceLeg implements CallerLeg {

    private static final System.Logger LOG = System.getLogger(DeviceLeg.class.getName());

    /** How long a room answers. */
    private static final long ECHO_NANOS = Duration.ofMillis(250).toNanos();

    private static final Duration TICK = Duration.ofMillis(10);
    private static final int SPEAKER_MILLIS = 200;
    private static final String DEVICE = "a microphone has no telephone at its other end";

    private final String id;
    private final LegCapabilities capabilities;
    private final AudioDevices.Speaker speaker;
    private final MicrophoneReader microphone;
    private final SpeakerSink sink;
    private final boolean headset;
    private final ByteBuffer silence;
    private final Runnable onNews = this::onNews;
    private final Runnable listen = this::listen;
    private final AtomicBoolean waiting = new AtomicBoolean();
    private final AtomicBoolean closing = new AtomicBoolean();
    private volatile @Nullable SerialLoop loop;
    private volatile boolean muted;
    private @Nullable Listener listener;
    private SerialLoop.@Nullable Timer timer;
    private boolean echoing;
    private long echoEnds;

    private DeviceLeg(Builder builder, AudioDevices.Microphone heard, AudioDevices.Speaker spoken) {
        id = builder.id;
        headset = builder.headset;
        speaker = spoken;
        microphone = new MicrophoneReader(heard, id);
        sink = new SpeakerSink(spoken);
        silence = ByteBuffer.allocate(heard.format().bytes(20)).asReadOnlyBuffer();
        capabilities =
                new LegCapabilities(
                        heard.format(),
                        Map.of(
                                Verb.SEND_DTMF, DEVICE,
                                Verb.RECEIVE_DTMF, DEVICE,
                                Verb.HOLD, DEVICE,
                                Verb.TRANSFER, DEVICE),
                        headset
                                ? LegCapabilities.Echo.CANCELLED
                                : LegCapabilities.Echo.HALF_DUPLEX);
    }

    /** Starts with a person without a headset, at these devices. */
    public static Builder builder(AudioDevices devices) {
        return new Builder(devices);
    }

    @Override
    public String id() {
        return id;
    }

    /** Always {@code device}. */
    @Override
    public String kind() {
        return "device";
    }

    @Override
    public LegCapabilities capabilities() {
        return capabilities;
    }

    @Override
    public void join(SerialLoop loop, Listener listener) {
        if (this.loop != null || closing.get()) {
            throw new IllegalStateException("this leg has joined a session before, or is closed");
        }
        this.listener = listener;
        this.loop = loop;
        if (!headset) {
            LOG.log(
                    Level.WARNING,
                    "the microphone is off while the agent speaks: there is no echo cancellation; with a headset it can stay on");
        }
        loop.execute(this::mediaUp);
        microphone.start(onNews);
        timer = loop.schedule(this::tick, TICK);
    }

    private void mediaUp() {
        Listener told = listener;
        if (told != null) {
            told.onMediaUp();
        }
    }

    /** On the microphone's thread: at most one task waits on the loop. */
    private void onNews() {
        SerialLoop joined = loop;
        if (joined == null || !waiting.compareAndSet(false, true)) {
            return;
        }
        try {
            joined.execute(listen);
        } catch (RejectedExecutionException e) {
            close(CloseReason.NORMAL); // the loop is gone
        }
    }

    private void listen() {
        waiting.set(false);
        Listener told = listener;
        while (told != null) {
            ByteBuffer frame = microphone.peek();
            if (frame == null) {
                break;
            }
            told.onAudio(muted || deafened() ? silence.clear() : frame);
            microphone.remove();
            told = listener;
        }
        if (told != null && microphone.ended()) {
            LOG.log(Level.WARNING, "leg ''{0}'': the microphone is gone", id);
            told.onInputEnd();
            close(CloseReason.NORMAL);
        }
    }

    /** Whether the microphone would hear the agent. */
    private boolean deafened() {
        return !headset && (echoing || sink.sounding());
    }

    private void tick() {
        SerialLoop joined = loop;
        if (listener == null || joined == null) {
            return;
        }
        boolean sounded = sink.sounding();
        sink.tick();
        long now = joined.nanoTime();
        if (sounded || sink.sounding()) {
            echoing = true;
            echoEnds = now + ECHO_NANOS;
        } else if (echoing && now - echoEnds >= 0) {
            echoing = false;
        }
        timer = joined.schedule(this::tick, TICK);
    }

    @Override
    public AudioSink sink() {
        return sink;
    }

    @Override
    public boolean muted() {
        return muted;
    }

    @Override
    public void mute(boolean on) {
        muted = on;
    }

    /** Frames of the microphone that were lost because the loop came too late. From any thread. */
    public long lostFrames() {
        return microphone.lost();
    }

    @Override
    public CompletionStage<Void> control(Control control) {
        if (control instanceof Control.HangUp) {
            close(CloseReason.NORMAL);
            return CompletableFuture.completedFuture(null);
        }
        return CompletableFuture.failedFuture(new UnsupportedOperationException(DEVICE));
    }

    @Override
    public void close(CloseReason reason) {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        SerialLoop joined = loop;
        if (joined != null) {
            try {
                joined.execute(() -> leave(reason));
                return;
            } catch (RejectedExecutionException e) {
                // the loop is gone, and with it whoever would be told
                LOG.log(Level.DEBUG, "leg ''{0}'' closes after its loop", id);
            }
        }
        release();
    }

    private void leave(CloseReason reason) {
        Listener told = listener;
        listener = null;
        if (timer != null) {
            timer.cancel();
        }
        release();
        if (told != null) {
            told.onClosed(reason);
        }
    }

    private void release() {
        sink.close();
        Thread closer =
                new Thread(
                        null,
                        () -> {
                            microphone.close();
                            speaker.close();
                        },
                        "patchbay-devices-" + id,
                        0,
                        false);
        closer.setDaemon(true);
        closer.start();
    }

    /** Collects what a {@link DeviceLeg} needs to know. Not thread-safe. */
    public static final class Builder {

        private final AudioDevices devices;
        private String id = "device";
        private boolean headset;

        private Builder(AudioDevices devices) {
            this.devices = Objects.requireNonNull(devices, "devices");
        }

        /** Names the leg in its session; default {@code device}. */
        public Builder id(String id) {
            this.id = Objects.requireNonNull(id, "id");
            return this;
        }

        /** Whether the microphone cannot hear the speaker; default false. */
        public Builder headset(boolean on) {
            this.headset = on;
            return this;
        }

        /**
         * The leg, with its devices open; blocks for that.
         *
         * @throws IOException when microphone or speaker are missing or taken; the message says
         *     what to do
         */
        public DeviceLeg open() throws IOException {
            AudioDevices.Microphone microphone = devices.openMicrophone();
            try {
                return new DeviceLeg(this, microphone, devices.openSpeaker(SPEAKER_MILLIS));
            } catch (IOException | RuntimeException e) {
                microphone.close();
                throw e;
            }
        }
    }
}
