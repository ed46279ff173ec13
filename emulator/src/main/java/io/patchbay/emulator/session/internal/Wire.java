package io.patchbay.emulator.session.internal;

/** The way to one client. All methods on the session's loop; none blocks. */
public interface Wire {

    /** Sends one text frame; does nothing once the wire is closed. */
    void send(byte[] utf8);

    /** Whether the client keeps up; if not, sound waits. */
    boolean writable();

    /** Closes with a closing handshake. */
    void close(int code, String reason);

    /** Drops the line. */
    void abort();
}
