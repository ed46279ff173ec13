package io.patchbay.bench.internal.swap.plugs;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.audio.AudioSink;
import io.patchbay.api.audio.PlayedPosition;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.transport.CallerLeg;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.LegCapabilities;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A caller's leg as its bundle sees it: all sound of both sides goes through the bundle's code. */
final class CallerPlugLeg implements CallerLeg {

    private final CallerLeg caller;
    private final AudioSink sink;

    CallerPlugLeg(CallerLeg caller) {
        this.caller = caller;
        this.sink = new Sink(caller.sink());
    }

    @Override
    public String id() {
        return caller.id();
    }

    @Override
    public String kind() {
        return caller.kind();
    }

    @Override
    public LegCapabilities capabilities() {
        return caller.capabilities();
    }

    @Override
    public void join(SerialLoop loop, Listener listener) {
        caller.join(loop, new Ears(listener));
    }

    @Override
    public AudioSink sink() {
        return sink;
    }

    @Override
    public boolean muted() {
        return caller.muted();
    }

    @Override
    public void mute(boolean on) {
        caller.mute(on);
    }

    @Override
    public CompletionStage<Void> control(Control control) {
        return caller.control(control);
    }

    @Override
    public void close(CloseReason reason) {
        caller.close(reason);
    }

    private record Ears(Listener session) implements Listener {
        @Override
        public void onAudio(ByteBuffer frame) {
            session.onAudio(frame);
        }

        @Override
        public void onMediaUp() {
            session.onMediaUp();
        }

        @Override
        public void onDtmf(String key) {
            session.onDtmf(key);
        }

        @Override
        public void onHold(boolean on) {
            session.onHold(on);
        }

        @Override
        public void onInputEnd() {
            session.onInputEnd();
        }

        @Override
        public void onClosed(CloseReason reason) {
            session.onClosed(reason);
        }
    }

    private record Sink(AudioSink telephone) implements AudioSink {
        @Override
        public AudioFormat format() {
            return telephone.format();
        }

        @Override
        public Pacing pacing() {
            return telephone.pacing();
        }

        @Override
        public void listen(AudioSink.Listener listener) {
            telephone.listen(listener);
        }

        @Override
        public Offer offer(AudioChunk chunk) {
            return telephone.offer(chunk);
        }

        @Override
        public void flush(@Nullable String itemId) {
            telephone.flush(itemId);
        }

        @Override
        public void pause() {
            telephone.pause();
        }

        @Override
        public void resume() {
            telephone.resume();
        }

        @Override
        public @Nullable PlayedPosition position() {
            return telephone.position();
        }

        @Override
        public void close() {
            telephone.close();
        }
    }
}
