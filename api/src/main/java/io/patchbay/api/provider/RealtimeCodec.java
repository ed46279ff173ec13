package io.patchbay.api.provider;

import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.transport.Command;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A provider's dialect on one connection: commands become wire messages, wire messages become
 * events (RULES 5, 44). One instance per connection, used on the session's loop only, never
 * blocking. Any input may yield wire messages, events, timers, or the wish for a new line; all go
 * to the {@link CodecContext}.
 */
@ConsumerType
public interface RealtimeCodec {

    /** Kind of a wire message. */
    enum WireKind {
        /** UTF-8 text. */
        TEXT,
        /** Bytes. */
        BINARY
    }

    /**
     * The line is open: keeps the context and sends what the provider expects first. Called once,
     * before anything else.
     */
    void open(CodecContext context);

    /**
     * Sends a command.
     *
     * @throws UnsupportedOperationException when this provider has no such thing; the message says
     *     what and why
     * @throws IllegalArgumentException when the command cannot be expressed; the message names the
     *     field
     */
    void encode(Command command);

    /**
     * Sends caller's sound in the format that {@link #inputFormat()} names. Allocates nothing.
     *
     * @param audio valid during the call; its position is moved to its limit
     * @return false when the line's queue is full and nothing was sent
     */
    boolean encodeAudio(ByteBuffer audio);

    /**
     * Takes a wire message and tells the context's listener what it means. What cannot be
     * understood becomes a {@link io.patchbay.api.transport.TransportEvent.Rejected}, never an
     * exception.
     *
     * @param message valid during the call; array-backed where the transport can
     */
    void decode(ByteBuffer message, WireKind kind);

    /** The format in which {@link #encodeAudio} takes sound now. */
    io.patchbay.api.audio.AudioFormat inputFormat();

    /** How a change from {@code current} to {@code wanted} reaches this provider. Sends nothing. */
    ConfigPlan plan(SessionConfig current, SessionConfig wanted);

    /**
     * What it means in this dialect that the provider closes the connection with these words; asked
     * once, before {@link #close}, when neither this side nor the codec ended the line.
     *
     * @param code the WebSocket close code
     * @param reason the provider's words, perhaps none
     * @return null when it says no more than any close with that code
     */
    default @Nullable ProviderError closed(int code, String reason) {
        return null;
    }

    /** The line is gone; drops timers. Called once, last. */
    default void close() {}
}
