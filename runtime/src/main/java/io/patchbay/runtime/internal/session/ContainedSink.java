package io.patchbay.runtime.internal.session;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.audio.AudioSink;
import io.patchbay.api.audio.PlayedPosition;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A sink whose exceptions hurt nobody: told once until it works again, and answered with what is
 * known. Sound that it fails to take is lost, and the agent goes on. On the loop.
 */
final class ContainedSink implements AudioSink {
    private final AudioSink sink;
    private final Consumer<RuntimeException> onFailure;
    private final AudioFormat format;
    private final Pacing pacing;
    private @Nullable PlayedPosition known;
    private boolean failing;

    /**
     * Around a sink whose format and pacing can be asked for.
     *
     * @param onFailure told the first exception after each call that went well
     */
    ContainedSink(AudioSink sink, Consumer<RuntimeException> onFailure) {
        this.sink = sink;
        this.onFailure = onFailure;
        this.format = sink.format();
        this.pacing = sink.pacing();
    }

    private void failed(RuntimeException e) {
        if (!failing) {
            failing = true;
            onFailure.accept(e);
        }
    }

    private void contained(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    @Override
    public AudioFormat format() {
        return format;
    }

    @Override
    public Pacing pacing() {
        return pacing;
    }

    @Override
    public long latencyMillis() {
        try {
            return Math.max(0, sink.latencyMillis());
        } catch (RuntimeException e) {
            failed(e);
            return 0;
        }
    }

    @Override
    public void listen(Listener listener) {
        sink.listen(listener); // a sink that cannot even join is refused
    }

    @Override
    public Offer offer(AudioChunk chunk) {
        try {
            Offer answer = sink.offer(chunk);
            failing = false;
            return answer;
        } catch (RuntimeException e) {
            failed(e);
            return Offer.ACCEPTED;
        }
    }

    @Override
    public void flush(@Nullable String itemId) {
        contained(() -> sink.flush(itemId));
    }

    @Override
    public void pause() {
        contained(sink::pause);
    }

    @Override
    public void resume() {
        contained(sink::resume);
    }

    @Override
    public @Nullable PlayedPosition position() {
        try {
            known = sink.position();
        } catch (RuntimeException e) {
            failed(e);
        }
        return known;
    }

    @Override
    public void close() {
        contained(sink::close);
    }
}
