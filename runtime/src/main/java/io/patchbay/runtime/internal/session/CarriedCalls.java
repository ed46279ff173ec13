package io.patchbay.runtime.internal.session;

import io.patchbay.api.session.LineChoice;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * Has a provider do something with a call that it carries and a session joined. Any thread; does
 * not block.
 */
public interface CarriedCalls {
    /**
     * Hands a call to somebody else.
     *
     * @param line which joined it
     * @param limit for all of it
     */
    CompletionStage<Void> refer(LineChoice line, URI target, Duration limit);

    /**
     * Ends a call.
     *
     * @param line which joined it
     */
    CompletionStage<Void> hangUp(LineChoice line);
}
