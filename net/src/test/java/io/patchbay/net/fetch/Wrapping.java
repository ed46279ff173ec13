package io.patchbay.net.fetch;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/**
 * A fetch of somebody else, as far as anybody can tell: its streams are those of one of ours,
 * {@code http1} unless another is given, but do not look like it. Counts calls from wrong threads.
 */
@NullUnmarked
public final class Wrapping implements UpgradeFetch {

    private final UpgradeFetch inner;

    public Wrapping() {
        this(UpgradeFetch.http1());
    }

    public Wrapping(UpgradeFetch inner) {
        this.inner = inner;
    }

    @Override
    public String name() {
        return "wrapping";
    }

    @Override
    public CompletableFuture<UpgradeResponse> fetch(HttpRequest request, SerialLoop loop) {
        CompletableFuture<UpgradeResponse> asked = inner.fetch(request, loop);
        var answer =
                asked.thenApply(
                        came ->
                                came.bytes() == null
                                        ? came
                                        : UpgradeResponse.upgraded(
                                                came.version(),
                                                came.status(),
                                                came.headers(),
                                                new Stream(came.bytes(), loop)));
        answer.whenComplete(
                (came, failure) -> {
                    if (answer.isCancelled()) {
                        asked.cancel(false);
                    }
                });
        return answer;
    }

    private record Stream(ByteStream inner, SerialLoop loop) implements ByteStream {

        private void onLoop() {
            if (!loop.inLoop()) {
                throw new IllegalStateException("called from a wrong thread");
            }
        }

        @Override
        public void start(Listener listener) {
            onLoop();
            inner.start(
                    new Listener() {
                        @Override
                        public void onBytes(ByteBuffer bytes) {
                            listener.onBytes(bytes.asReadOnlyBuffer());
                        }

                        @Override
                        public void onWritable() {
                            listener.onWritable();
                        }

                        @Override
                        public void onEnd(@Nullable String reason) {
                            listener.onEnd(reason);
                        }
                    });
        }

        @Override
        public boolean write(ByteBuffer bytes) {
            onLoop();
            return inner.write(bytes);
        }

        @Override
        public void flush() {
            onLoop();
            inner.flush();
        }

        @Override
        public void reading(boolean on) {
            onLoop();
            inner.reading(on);
        }

        @Override
        public void end() {
            onLoop();
            inner.end();
        }

        @Override
        public void abort() {
            inner.abort();
        }
    }
}
