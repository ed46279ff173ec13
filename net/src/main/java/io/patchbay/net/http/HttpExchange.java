package io.patchbay.net.http;

import io.patchbay.api.session.SerialLoop;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One request with its whole body, waiting for its one answer.
 *
 * <p>The answer may come at any time within the server's response timeout and from any thread. A
 * second answer throws {@link IllegalStateException}.
 */
@ProviderType
public interface HttpExchange {

    /** The request. */
    IncomingRequest request();

    /** The body; empty when there was none. Belongs to the route. */
    byte[] body();

    /** The loop of the connection; a route must not block it. */
    SerialLoop loop();

    /** Answers. From any thread. */
    void respond(HttpResponse response);

    /** Answers when {@code response} is there, with status 500 when it failed. From any thread. */
    void respond(CompletionStage<HttpResponse> response);

    /**
     * Answers in pieces (chunked). The body of {@code head} is the first piece. From any thread.
     *
     * @return where the pieces go
     */
    ResponseStream stream(HttpResponse head);
}
