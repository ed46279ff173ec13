package io.patchbay.bench.internal.swap;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.audio.AudioSink;
import io.patchbay.api.audio.PlayedPosition;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.transport.CallerLeg;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.LegCapabilities;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** A caller's telephone: sends frames when it is told to, and hears what is due. */
final class CallerEnd implements CallerLeg, AudioSink {

    private final String id;
    private final Consumer<SerialLoop> joined;
    private final FrameReader frames;
    private CallerLeg.@Nullable Listener caller;
    private @Nullable PlayedPosition position;
    private boolean closed;

    /**
     * A telephone.
     *
     * @param heard told of each frame that is heard, on the session's loop
     * @param joined told of the session's loop, on it
     */
    CallerEnd(String id, LongConsumer heard, Consumer<SerialLoop> joined) {
        this.id = id;
        this.joined = joined;
        this.frames = new FrameReader(heard);
    }

    /** The caller's sound. On the session's loop. */
    void speak(ByteBuffer frame) {
        CallerLeg.Listener session = caller;
        if (session != null && !closed) {
            session.onAudio(frame);
        }
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String kind() {
        return "bench";
    }

    @Override
    public LegCapabilities capabilities() {
        return new LegCapabilities(AudioFormat.PCM16_24K, Map.of());
    }

    @Override
    public void join(SerialLoop loop, CallerLeg.Listener listener) {
        caller = listener;
        listener.onMediaUp();
        joined.accept(loop);
    }

    @Override
    public AudioSink sink() {
        return this;
    }

    @Override
    public boolean muted() {
        return false;
    }

    @Override
    public void mute(boolean on) {
        throw new UnsupportedOperationException("nobody is muted here");
    }

    @Override
    public CompletionStage<Void> control(Control control) {
        return CompletableFuture.failedFuture(new UnsupportedOperationException("no verbs"));
    }

    @Override
    public void close(CloseReason reason) {
        CallerLeg.Listener session = caller;
        if (!closed) {
            closed = true;
            if (session != null) {
                session.onClosed(reason);
            }
        }
    }

    @Override
    public AudioFormat format() {
        return AudioFormat.PCM16_24K;
    }

    @Override
    public Pacing pacing() {
        return Pacing.RUNTIME;
    }

    @Override
    public void listen(AudioSink.Listener listener) {
        Objects.requireNonNull(listener, "listener");
    }

    @Override
    public Offer offer(AudioChunk chunk) {
        frames.read(chunk.bytes());
        String item = chunk.itemId();
        if (item != null) {
            PlayedPosition before = position;
            long millis =
                    before != null && before.itemId().equals(item)
                            ? before.millis() + Frames.MILLIS
                            : Frames.MILLIS;
            position =
                    new PlayedPosition(
                            item, chunk.contentIndex(), millis, PlayedPosition.Precision.EXACT);
        }
        return Offer.ACCEPTED;
    }

    @Override
    public void flush(@Nullable String itemId) {
        // what is accepted is heard
    }

    @Override
    public void pause() {
        // what is accepted is heard
    }

    @Override
    public void resume() {
        // what is accepted is heard
    }

    @Override
    public @Nullable PlayedPosition position() {
        return position;
    }

    @Override
    public void close() {
        close(CloseReason.NORMAL);
    }
}
