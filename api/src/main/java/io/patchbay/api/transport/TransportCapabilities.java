package io.patchbay.api.transport;

import java.util.Objects;

/**
 * How a transport carries what.
 *
 * @param name the transport's name, e.g. {@code websocket}
 * @param media how sound travels
 * @param providerOutputBuffer whether the provider keeps a buffer of sound not yet played, and
 *     truncates by itself (RULES 18)
 * @param attachOnly whether it can only join a call that exists ({@code callId} is mandatory)
 */
public record TransportCapabilities(
        String name, Media media, boolean providerOutputBuffer, boolean attachOnly) {

    /** How sound travels. */
    public enum Media {
        /** In the provider's messages. */
        MESSAGES,
        /** As packets beside the messages, through this JVM. */
        PACKETS,
        /** Not through this JVM at all. */
        ELSEWHERE
    }

    /** Checks for null. */
    public TransportCapabilities {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(media, "media");
    }
}
