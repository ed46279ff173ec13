package io.patchbay.net.websocket;

/**
 * How a connection ended.
 *
 * @param code the close code: what the side that began the closing sent; 1005 when it sent none,
 *     1006 when the connection dropped without a close
 * @param reason what it said, or what was found out here; may be empty. Text of the other side is
 *     not trustworthy
 * @param initiator who began
 * @param clean whether both sides closed as the protocol wants it
 */
public record WebSocketClose(int code, String reason, Initiator initiator, boolean clean) {

    /** All is done. */
    public static final int NORMAL = 1000;

    /** A server goes down, or a page is left. */
    public static final int GOING_AWAY = 1001;

    /** The other side broke the protocol. */
    public static final int PROTOCOL_ERROR = 1002;

    /** The other side's close had no code. Never travels. */
    public static final int NO_CODE = 1005;

    /** The connection dropped. Never travels. */
    public static final int ABNORMAL = 1006;

    /** A message is over its bound. */
    public static final int TOO_LARGE = 1009;

    /** This side cannot go on. */
    public static final int INTERNAL_ERROR = 1011;

    /** Who began the end of a connection. */
    public enum Initiator {
        /** This side: asked to, or because the other broke the protocol or fell silent. */
        LOCAL,
        /** The other side, by a close. */
        REMOTE,
        /** Nobody: the line dropped. */
        NETWORK
    }
}
