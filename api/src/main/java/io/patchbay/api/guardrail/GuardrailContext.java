package io.patchbay.api.guardrail;

import io.patchbay.api.history.History;
import io.patchbay.api.tool.CancellationToken;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** What a guardrail may look at. For any thread. */
@ProviderType
public interface GuardrailContext {

    /** The session; for logs. */
    String sessionId();

    /** The agent whose words, or whose caller's words, are checked. */
    String agent();

    /** The item that the words belong to, or empty. */
    Optional<String> itemId();

    /** Whether the words are all of the answer, or a piece of it so far. */
    boolean complete();

    /** The conversation. */
    History history();

    /** The application's object, if it is a {@code T}. */
    <T> Optional<T> context(Class<T> type);

    /** Tells when the verdict is no longer wanted. */
    CancellationToken cancellation();
}
