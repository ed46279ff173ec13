package io.patchbay.management.resource;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Something that can be asked, or asked to change, as JSON over HTTP. For any thread.
 *
 * <p>Offered as a service it is served by the console. Of two with the same method and path the one
 * with the higher {@code service.ranking} answers: so somebody who knows more than management may
 * answer in its place.
 */
@ConsumerType
public interface Resource {

    /** The method, in upper case. */
    String method();

    /**
     * The path, such as {@code /v1/sessions/{id}}: literal segments, and {@code {name}} for one
     * segment.
     */
    String path();

    /** What who asks must be allowed. */
    Permission permission();

    /** How long a body may be, in bytes; more is answered 413. */
    default int maxBodyBytes() {
        return 64 << 10;
    }

    /**
     * Answers, now or later. Must not block: it is called on an event loop.
     *
     * @throws IllegalArgumentException for a request that makes no sense; the message, which says
     *     what is wrong and what to do, is answered with 400
     */
    void serve(Exchange exchange);
}
