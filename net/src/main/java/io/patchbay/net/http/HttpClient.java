package io.patchbay.net.http;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.EventLoops;
import io.patchbay.net.internal.HttpCall;
import java.util.concurrent.CompletionStage;

/**
 * Makes small HTTP/1.1 calls, each on a connection of its own.
 *
 * <p>Redirects are not followed, answers are not uncompressed, cookies are not kept. Any status is
 * an answer, not a failure. Plain {@code http} goes to loopback alone, unless the request allows
 * more. Safe for all threads.
 */
public final class HttpClient {

    private final EventLoops loops;

    /** A client on the shared loops. */
    public HttpClient() {
        this(EventLoops.shared());
    }

    /** A client on these loops, which it does not close. */
    public HttpClient(EventLoops loops) {
        this.loops = loops;
    }

    /**
     * Makes the call on any loop.
     *
     * @return the answer, on an event loop; or a {@link io.patchbay.net.ConnectionException}
     */
    public CompletionStage<HttpResponse> send(HttpRequest request) {
        return send(request, loops.next());
    }

    /**
     * Makes the call on {@code loop}, where the answer arrives too.
     *
     * @return the answer, on {@code loop}; or a {@link io.patchbay.net.ConnectionException}
     */
    public CompletionStage<HttpResponse> send(HttpRequest request, SerialLoop loop) {
        return HttpCall.send(loops, request, loop);
    }
}
