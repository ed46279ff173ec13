package io.patchbay.emulator.face.internal;

import io.patchbay.emulator.Fault;
import java.nio.ByteBuffer;
import tools.jackson.databind.node.ObjectNode;

/**
 * Talks on one connection: between a client in a provider's wire and the session behind it. Made
 * for a connection that is not open yet. All methods on the connection's loop; none may block.
 */
public interface Interpreter {

    /** The connection is open: the first call. A face that greets, or begins the session, does. */
    default void opened() {}

    /** A text frame of the client, valid during the call. */
    void text(ByteBuffer frame);

    /** A binary frame of the client, valid during the call. */
    void binary(ByteBuffer frame);

    /**
     * An event of the session, in the order of the protocol; {@code session.created} first. The
     * interpreter may change it and keep it. What it sends to the session meanwhile reaches it
     * right after the event has been dealt with.
     */
    void event(ObjectNode event);

    /**
     * The session ends the connection, which is still open: this has to close it.
     *
     * @param code as OpenAI's: 1001 when it expired or was idle, 4000 after a fatal error, whose
     *     {@code error} event came before; or what a fault asks for
     * @param reason why, in words
     */
    void closing(int code, String reason);

    /**
     * Something is to go wrong. A face deals with what looks different on its wire, such as a
     * going-away.
     *
     * @return false to leave it to the session
     */
    default boolean fault(Fault fault) {
        return false;
    }

    /** The connection is gone, however it ended. The last call. */
    default void closed() {}
}
