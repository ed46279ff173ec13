package io.patchbay.tck.conformance;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.fetch.ByteStream;
import io.patchbay.net.fetch.UpgradeFetch;
import io.patchbay.net.fetch.UpgradeResponse;
import io.patchbay.net.http.HttpHeaders;
import io.patchbay.net.http.HttpRequest;
import io.patchbay.net.http.HttpResponse;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A fetch, broken in the way that the running test is about. */
record FaultyFetch(UpgradeFetch sound) implements UpgradeFetch {

    private static final AtomicInteger AT_ONCE = new AtomicInteger();

    @Override
    public String name() {
        return KitRun.broken("it_has_a_name") ? "No Name" : sound.name();
    }

    @Override
    public CompletableFuture<UpgradeResponse> fetch(HttpRequest request, SerialLoop loop) {
        if (KitRun.broken("requests_run_side_by_side") && AT_ONCE.incrementAndGet() % 5 == 0) {
            return new CompletableFuture<>();
        }
        HttpRequest sent = request;
        if (KitRun.broken("the_request_arrives_as_it_is")) {
            sent = copy(request, request.uri(), request.timeout(), 1);
        }
        if (KitRun.broken("a_server_that_never_answers_runs_into_the_timeout")) {
            sent = copy(request, request.uri(), Duration.ofHours(1), 9);
        }
        CompletableFuture<UpgradeResponse> asked = sound.fetch(sent, loop);
        if (KitRun.broken("nobody_there_is_a_failure")
                || KitRun.broken("a_server_that_goes_away_ends_the_wait")) {
            return asked.handle((came, failure) -> came).thenCompose(FaultyFetch::orNever);
        }
        if (KitRun.broken("credentials_show_nowhere")) {
            return asked.exceptionally(
                    thrown -> {
                        throw new IllegalStateException("cannot ask " + request.uri());
                    });
        }
        CompletableFuture<UpgradeResponse> answer =
                asked.thenCompose(came -> changed(came, request, loop));
        if (!KitRun.broken("cancelling_gives_the_attempt_up")) {
            answer.whenComplete(
                    (came, failure) -> {
                        if (answer.isCancelled()) {
                            asked.cancel(true);
                        }
                    });
        }
        return answer;
    }

    private static CompletableFuture<UpgradeResponse> orNever(@Nullable UpgradeResponse came) {
        return came == null ? new CompletableFuture<>() : CompletableFuture.completedFuture(came);
    }

    private static HttpRequest copy(HttpRequest from, URI to, Duration timeout, int most) {
        HttpRequest.Builder copy = HttpRequest.builder(from.method(), to).timeout(timeout);
        for (HttpHeaders.Header header : from.headers().entries()) {
            if (most > 1 || !header.name().startsWith("x-")) {
                copy.header(header.name(), header.value());
            }
        }
        return copy.tls(from.tls()).build();
    }

    private CompletableFuture<UpgradeResponse> changed(
            UpgradeResponse came, HttpRequest request, SerialLoop loop) {
        if (KitRun.broken("redirects_are_not_followed") && came.status() == 302) {
            URI there = request.uri().resolve(came.headers().first("location").orElseThrow());
            return sound.fetch(copy(request, there, request.timeout(), 9), loop);
        }
        ByteStream bytes = came.bytes();
        if (bytes == null) {
            return CompletableFuture.completedFuture(refusal(came));
        }
        HttpHeaders headers =
                KitRun.broken("an_agreement_has_status_headers_and_stream")
                        ? HttpHeaders.none()
                        : came.headers();
        return CompletableFuture.completedFuture(
                UpgradeResponse.upgraded(
                        came.version(), came.status(), headers, new FaultyBytes(bytes, loop)));
    }

    private static UpgradeResponse refusal(UpgradeResponse came) {
        byte[] body = came.body();
        if (KitRun.broken("a_refusal_has_status_headers_and_body")) {
            body = new byte[0];
        }
        if (KitRun.broken("a_long_body_of_a_refusal_is_cut")) {
            body = new byte[100_000];
        }
        return UpgradeResponse.refused(
                came.version(), new HttpResponse(came.status(), came.headers(), body));
    }

    /** What a stream is that breaks a rule. */
    private static final class FaultyBytes implements ByteStream {

        private final ByteStream sound;
        private final SerialLoop loop;
        private boolean over;

        FaultyBytes(ByteStream sound, SerialLoop loop) {
            this.sound = sound;
            this.loop = loop;
            if (KitRun.broken("what_came_before_the_start_waits_for_it")) {
                sound.start(new Nobody());
            }
        }

        @Override
        public void start(Listener listener) {
            if (KitRun.broken("what_came_before_the_start_waits_for_it")) {
                return;
            }
            sound.start(
                    new Listener() {
                        @Override
                        public void onBytes(ByteBuffer bytes) {
                            if (KitRun.broken("messages_of_every_length_go_both_ways")
                                    && bytes.remaining() > 1_000) {
                                bytes.position(bytes.position() + 1);
                            }
                            if (KitRun.broken("all_calls_are_on_the_loop")) {
                                ByteBuffer copy = ByteBuffer.allocate(bytes.remaining()).put(bytes);
                                CompletableFuture.runAsync(() -> listener.onBytes(copy.flip()));
                                return;
                            }
                            listener.onBytes(bytes);
                        }

                        @Override
                        public void onWritable() {
                            if (!KitRun.broken("a_server_that_does_not_read_holds_the_line_up")) {
                                listener.onWritable();
                            }
                        }

                        @Override
                        public void onEnd(@Nullable String reason) {
                            over = true;
                            listener.onEnd(reason);
                            if (KitRun.broken("an_end_is_told_once_and_is_the_last_call")) {
                                listener.onEnd(reason);
                            }
                        }
                    });
        }

        @Override
        public boolean write(ByteBuffer bytes) {
            return sound.write(bytes);
        }

        @Override
        public void flush() {
            if (!KitRun.broken("ending_this_side_sends_what_waits_first")) {
                sound.flush();
            }
        }

        @Override
        public void reading(boolean on) {
            if (!KitRun.broken("who_does_not_read_holds_the_server_up")) {
                sound.reading(on);
            }
        }

        @Override
        public void end() {
            if (KitRun.broken("ending_this_side_sends_what_waits_first")) {
                sound.abort();
            } else {
                sound.end();
            }
        }

        @Override
        public void abort() {
            if (!KitRun.broken("a_stream_is_dropped_from_any_thread") || over || loop.inLoop()) {
                sound.abort();
            }
        }
    }

    private static final class Nobody implements ByteStream.Listener {

        @Override
        public void onBytes(ByteBuffer bytes) {
            bytes.position(bytes.limit());
        }

        @Override
        public void onWritable() {}

        @Override
        public void onEnd(@Nullable String reason) {}
    }
}
