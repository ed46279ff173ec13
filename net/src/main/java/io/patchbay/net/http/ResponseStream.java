package io.patchbay.net.http;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/** The body of an answer that is sent in pieces. All methods from any thread. */
@ProviderType
public interface ResponseStream extends AutoCloseable {

    /**
     * Sends a piece, which is copied. Bounded: a piece that would exceed the server's bound of
     * unsent bytes is refused.
     *
     * @return completes when it is written to the socket; fails with {@link
     *     io.patchbay.net.BacklogException} when refused, {@link
     *     io.patchbay.net.ConnectionException} when the connection ended
     */
    CompletionStage<Void> write(ByteBuffer piece);

    /** Completes when the connection ended before the answer did, or else with its last byte. */
    CompletionStage<Void> ended();

    /** Ends the answer. Closing twice does nothing. */
    @Override
    void close();
}
