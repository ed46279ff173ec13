package com.example.ownclient;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.fetch.ByteStream;
import io.patchbay.net.fetch.UpgradeFetch;
import io.patchbay.net.fetch.UpgradeResponse;
import io.patchbay.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A client whose bytes go over a connection of {@code http1}, and look like somebody else's. */
public final class PassingFetch implements UpgradeFetch {

    private final String name;
    private final UpgradeFetch inner = UpgradeFetch.http1();

    /** For containers and {@link java.util.ServiceLoader}. */
    public PassingFetch() {
        this("passing");
    }

    /** Under another name. */
    public PassingFetch(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public CompletableFuture<UpgradeResponse> fetch(HttpRequest request, SerialLoop loop) {
        CompletableFuture<UpgradeResponse> asked = inner.fetch(request, loop);
        CompletableFuture<UpgradeResponse> answer = asked.thenApply(PassingFetch::own);
        answer.whenComplete(
                (came, failure) -> {
                    if (answer.isCancelled()) {
                        asked.cancel(false);
                    }
                });
        return answer;
    }

    private static UpgradeResponse own(UpgradeResponse came) {
        ByteStream bytes = came.bytes();
        return bytes == null
                ? came
                : UpgradeResponse.upgraded(
                        came.version(), came.status(), came.headers(), new Bytes(bytes));
    }

    private record Bytes(ByteStream inner) implements ByteStream {

        @Override
        public void start(Listener listener) {
            inner.start(
                    new Listener() {
                        @Override
                        public void onBytes(ByteBuffer bytes) {
                            listener.onBytes(bytes);
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
            return inner.write(bytes);
        }

        @Override
        public void flush() {
            inner.flush();
        }

        @Override
        public void reading(boolean on) {
            inner.reading(on);
        }

        @Override
        public void end() {
            inner.end();
        }

        @Override
        public void abort() {
            inner.abort();
        }
    }
}
