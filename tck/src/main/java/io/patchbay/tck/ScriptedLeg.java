package io.patchbay.tck;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.audio.AudioSink;
import io.patchbay.api.audio.PlayedPosition;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.transport.CallerLeg;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.LegCapabilities;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A caller's leg whose far end is the test, in 24 kHz PCM16: it takes all speech, writes down what
 * is asked of it, and does it at once; a transfer is answered by the test. For {@link
 * io.patchbay.api.session.RealtimeSession#addLeg} of a session in virtual time; used on its loop.
 */
public final class ScriptedLeg implements CallerLeg, AudioSink {
    private final String id;
    private final List<Control> asked = new ArrayList<>();
    private final CompletableFuture<Void> transferred = new CompletableFuture<>();
    private CallerLeg.@Nullable Listener session;
    private AudioSink.@Nullable Listener playout;
    private @Nullable CloseReason closed;
    private boolean muted;

    /** A leg that has not joined anything. */
    public ScriptedLeg(String id) {
        this.id = Objects.requireNonNull(id, "id");
    }

    /**
     * What the far end tells the session.
     *
     * @throws NullPointerException before the leg has joined
     */
    public CallerLeg.Listener farEnd() {
        return Objects.requireNonNull(session, "the leg has not joined a session");
    }

    /** The caller has heard all that was given to the leg. */
    public void heardAll() {
        Objects.requireNonNull(playout, "nobody plays here yet").onDrained();
    }

    /** What was asked of the leg, in order. */
    public List<Control> asked() {
        return List.copyOf(asked);
    }

    /** Completes, or fails, the transfer that was asked for, or will be. */
    public CompletableFuture<Void> transfer() {
        return transferred;
    }

    /** Why the session closed it, or null. */
    public @Nullable CloseReason closed() {
        return closed;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String kind() {
        return "scripted";
    }

    @Override
    public LegCapabilities capabilities() {
        return new LegCapabilities(AudioFormat.PCM16_24K, Map.of());
    }

    @Override
    public void join(SerialLoop loop, CallerLeg.Listener listener) {
        session = listener;
        listener.onMediaUp();
    }

    @Override
    public AudioSink sink() {
        return this;
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
        asked.add(control);
        if (control instanceof Control.HangUp) {
            farEnd().onClosed(CloseReason.NORMAL);
        }
        return control instanceof Control.Transfer
                ? transferred
                : CompletableFuture.completedFuture(null);
    }

    @Override
    public void close(CloseReason reason) {
        closed = closed == null ? Objects.requireNonNull(reason, "reason") : closed;
    }

    @Override
    public void close() {
        close(CloseReason.NORMAL);
    }

    @Override
    public AudioFormat format() {
        return AudioFormat.PCM16_24K;
    }

    @Override
    public Pacing pacing() {
        return Pacing.SINK;
    }

    @Override
    public void listen(AudioSink.Listener listener) {
        playout = listener;
    }

    @Override
    public Offer offer(AudioChunk chunk) {
        return Offer.ACCEPTED;
    }

    @Override
    public void flush(@Nullable String itemId) {
        // nothing is held
    }

    @Override
    public void pause() {
        // nothing plays by itself
    }

    @Override
    public void resume() {
        // nothing plays by itself
    }

    @Override
    public @Nullable PlayedPosition position() {
        return null;
    }
}
