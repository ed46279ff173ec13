package io.patchbay.management.resource;

import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One request and its answer. For any thread; nothing here blocks. */
@ProviderType
public interface Exchange {

    /**
     * What stands in the path at {@code {name}}, decoded.
     *
     * @throws IllegalStateException when the path has no such segment
     */
    String variable(String name);

    /** The first value of a name in the query, decoded. */
    Optional<String> query(String name);

    /**
     * The origin of the browser's page that asks, in lower case; empty for programs, and where the
     * browser does not say it.
     */
    default Optional<String> origin() {
        return Optional.empty();
    }

    /** What who asks is allowed; at least the resource's permission. */
    Permission granted();

    /**
     * The body, an object.
     *
     * @throws IllegalArgumentException when it is none; the message says so
     */
    ObjectNode body();

    /** Answers with JSON; what comes after the first answer is ignored. */
    void answer(int status, JsonNode json);

    /** Answers {@code {"error": message}}: one line for people. */
    void error(int status, String message);

    /**
     * Begins an answer of many parts, with status 200.
     *
     * @throws IllegalStateException when it was answered already
     */
    Feed feed(Feed.Format format);
}
