package io.patchbay.transport.twilio.internal;

import io.patchbay.net.http.IncomingRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * How one carrier of the family speaks. All of them send JSON texts whose {@code event} is {@code
 * connected}, {@code start}, {@code media}, {@code dtmf}, {@code mark} or {@code stop}, take {@code
 * media}, {@code mark} and {@code clear}, play what they got at their own clock, and return a mark
 * when all before it was played or cleared. A dialect is the rest. Stateless; any thread.
 */
interface Dialect {

    /** As operators call it. */
    String name();

    /** The member by which each message to the far end names its stream; null when none does. */
    @Nullable String streamMember();

    /**
     * What a {@code start} says.
     *
     * @throws IllegalArgumentException saying what it lacks, or which sound nobody here takes,
     *     without repeating content
     */
    StreamStart start(ObjectNode message);

    /** Whether it is the carrier who asks for this connection. */
    boolean admits(IncomingRequest request, StreamSettings settings);
}
