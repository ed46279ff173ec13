package io.patchbay.tck.rtc;

import io.patchbay.rtc.RtcException;
import io.patchbay.rtc.RtcException.Kind;
import io.patchbay.rtc.RtcPeer;
import io.patchbay.rtc.RtcSettings;
import io.patchbay.rtc.RtcState;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A peer of a {@link ScriptedRtcEngine}: what the link has done with it, and the hand that moves
 * it. What the far end does is said on the engine's thread; from any thread.
 */
public final class ScriptedRtcPeer implements RtcPeer {

    /** Open peers by the name in their descriptions. */
    private static final Map<String, ScriptedRtcPeer> OPEN = new ConcurrentHashMap<>();

    private final ScriptedRtcEngine engine;
    private final RtcSettings settings;
    private final Listener listener;
    private final AtomicBoolean busy = new AtomicBoolean();
    private final Object lock = new Object();
    private final ByteArrayOutputStream pushed = new ByteArrayOutputStream();
    private final List<String> texts = new ArrayList<>();
    private volatile String name = ScriptedSdp.freshName();
    private volatile RtcState state = RtcState.NEW;
    private volatile boolean textOpen;
    private volatile boolean closed;
    private volatile boolean connectedOnce;
    private volatile boolean microphoneMuted;
    private volatile boolean stalled;
    private volatile int maxText = 262_144;
    private volatile long buffered;
    private volatile @Nullable RtcException blame;
    private volatile @Nullable ScriptedRtcPeer farEnd;

    ScriptedRtcPeer(ScriptedRtcEngine engine, RtcSettings settings, Listener listener) {
        this.engine = engine;
        this.settings = settings;
        this.listener = listener;
        OPEN.put(name, this);
    }

    // ---- what a link calls

    @Override
    public CompletionStage<String> offer() {
        return describe(RtcStep.OFFER, "actpass");
    }

    @Override
    public CompletionStage<String> restart() {
        String old = name;
        name = ScriptedSdp.freshName();
        OPEN.remove(old);
        OPEN.put(name, this);
        return describe(RtcStep.RESTART, "actpass");
    }

    @Override
    public CompletionStage<String> answer(String offer) {
        ScriptedRtcPeer offering = named(offer);
        if (offering != null) {
            farEnd = offering;
        }
        return describe(RtcStep.ANSWER, "active");
    }

    private CompletionStage<String> describe(RtcStep step, String setup) {
        enter(step.name());
        CompletableFuture<String> stage = new CompletableFuture<>();
        engine.play(
                step,
                () -> engine.call(() -> stage.complete(ScriptedSdp.of(name, setup))),
                why -> engine.call(() -> stage.completeExceptionally(why)));
        leave();
        return stage;
    }

    @Override
    public CompletionStage<Void> accept(String answer) {
        enter("accept");
        CompletableFuture<Void> stage = new CompletableFuture<>();
        engine.play(
                RtcStep.ACCEPT,
                () ->
                        engine.call(
                                () -> {
                                    stage.complete(null);
                                    meet(named(answer));
                                }),
                why -> engine.call(() -> stage.completeExceptionally(why)));
        leave();
        return stage;
    }

    /** The answer is here: both have seen one another's description. */
    private void meet(@Nullable ScriptedRtcPeer answering) {
        if (closed) {
            return;
        }
        state(RtcState.CONNECTING);
        if (answering == null) {
            return;
        }
        farEnd = answering;
        answering.farEnd = this;
        answering.state(RtcState.CONNECTING);
        engine.play(
                RtcStep.CONNECT,
                () -> {
                    state(RtcState.CONNECTED);
                    answering.state(RtcState.CONNECTED);
                    if (textOpen) {
                        return;
                    }
                    engine.play(
                            RtcStep.TEXT,
                            () -> {
                                openText();
                                answering.openText();
                            },
                            why -> {
                                closeText();
                                answering.closeText();
                            });
                },
                why -> {
                    blame = why;
                    state(RtcState.FAILED);
                    answering.state(RtcState.FAILED);
                });
    }

    private @Nullable ScriptedRtcPeer named(String description) {
        return ScriptedSdp.nameIn(description).map(OPEN::get).orElse(null);
    }

    @Override
    public void push(ByteBuffer frame) {
        if (closed || !connectedOnce || settings.devices()) {
            engine.violation(
                    closed
                            ? "sound was pushed after close"
                            : connectedOnce
                                    ? "sound was pushed beside the microphone"
                                    : "sound was pushed before the connection");
            return;
        }
        byte[] bytes = copy(frame);
        if (bytes.length != settings.sendRate() / 100 * 2) {
            engine.violation("a frame of " + bytes.length + " bytes is not 10 ms");
        }
        synchronized (lock) {
            pushed.writeBytes(bytes);
        }
        ScriptedRtcPeer to = farEnd;
        if (to != null && !stalled && !to.closed) {
            to.hear(ByteBuffer.wrap(bytes), settings.sendRate(), 1);
        }
    }

    @Override
    public void sendText(ByteBuffer utf8) {
        enter("sendText");
        try {
            if (!textOpen) {
                throw new RtcException(Kind.CLOSED, "the text channel is not open");
            }
            String text = new String(copy(utf8), StandardCharsets.UTF_8);
            synchronized (lock) {
                texts.add(text);
            }
            if (stalled) {
                buffered += utf8.remaining();
            }
            ScriptedRtcPeer to = farEnd;
            if (to != null) {
                to.hear(text);
            }
        } finally {
            leave();
        }
    }

    @Override
    public long bufferedText() {
        return buffered;
    }

    @Override
    public int maxText() {
        return maxText;
    }

    @Override
    public void muteDevices(boolean on) {
        if (!settings.devices()) {
            engine.violation("there is no microphone to mute");
        }
        microphoneMuted = on;
    }

    @Override
    public Optional<RtcException> failure() {
        return Optional.ofNullable(blame);
    }

    @Override
    public void close() {
        enter("close");
        if (!closed) {
            closed = true;
            textOpen = false;
            OPEN.remove(name);
            ScriptedRtcPeer to = farEnd;
            farEnd = null;
            if (to != null && to.farEnd == this) {
                to.farEnd = null;
                to.closeText();
                to.state(RtcState.DISCONNECTED);
            }
        }
        leave();
    }

    private void enter(String call) {
        if (!busy.compareAndSet(false, true)) {
            engine.violation(call + " was called while another call ran");
        }
        if (closed && !call.equals("close")) {
            engine.violation(call + " was called after close");
        }
    }

    private void leave() {
        busy.set(false);
    }

    // ---- what a test sees

    /** How it was opened. */
    public RtcSettings settings() {
        return settings;
    }

    /** All sound that was pushed, silence included: PCM16 at {@link RtcSettings#sendRate()}. */
    public byte[] pushed() {
        synchronized (lock) {
            return pushed.toByteArray();
        }
    }

    /** How many frames of 10 ms were pushed. */
    public int pushedFrames() {
        synchronized (lock) {
            return pushed.size() / (settings.sendRate() / 100 * 2);
        }
    }

    /** The texts that were sent, in order. */
    public List<String> texts() {
        synchronized (lock) {
            return List.copyOf(texts);
        }
    }

    /** Where it stands. */
    public RtcState state() {
        return state;
    }

    /** Whether it was closed by the link. */
    public boolean isClosed() {
        return closed;
    }

    /** Whether the microphone was muted. */
    public boolean isMicrophoneMuted() {
        return microphoneMuted;
    }

    // ---- what a test does

    /** Its state is another now. */
    public void state(RtcState now) {
        connectedOnce |= now == RtcState.CONNECTED;
        state = now;
        tell(() -> listener.onState(now));
    }

    /** It fails, and says why. */
    public void fail(RtcException why) {
        blame = why;
        state(RtcState.FAILED);
    }

    /** The text channel stands. */
    public void openText() {
        textOpen = true;
        tell(listener::onTextOpen);
    }

    /** The far end has closed the text channel. */
    public void closeText() {
        textOpen = false;
        tell(listener::onTextClosed);
    }

    /** The text channel breaks without a word: the next text cannot be sent. */
    public void breakText() {
        textOpen = false;
    }

    /** A text has come from the far end. */
    public void hear(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        tell(() -> listener.onText(ByteBuffer.wrap(utf8)));
    }

    /** 10 ms of PCM16 have come from the far end; copied. */
    public void hear(ByteBuffer frame, int rate, int channels) {
        byte[] bytes = copy(frame);
        tell(() -> listener.onAudio(ByteBuffer.wrap(bytes), rate, channels));
    }

    /**
     * Nothing leaves any more: sound gets lost, text piles up in {@link #bufferedText}; or all is
     * well again.
     */
    public void stall(boolean on) {
        stalled = on;
        if (!on) {
            buffered = 0;
        }
    }

    /** The longest text that the far end takes. */
    public void limitText(int bytes) {
        maxText = bytes;
    }

    /** It is connected, with an open text channel, to a far end that the test plays. */
    public void connect() {
        state(RtcState.CONNECTING);
        state(RtcState.CONNECTED);
        openText();
    }

    private void tell(Runnable news) {
        engine.call(
                () -> {
                    if (!closed) {
                        news.run();
                    }
                });
    }

    private static byte[] copy(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(bytes.position(), copy);
        return copy;
    }
}
