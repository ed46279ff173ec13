package io.patchbay.emulator.session.internal;

import java.nio.ByteBuffer;

/** A second, controlling connection to a call. All methods on the session's loop. */
public final class Sideband {
    private final EmulatedSession session;
    private final Recording recording;
    private final Outbox.Line line;

    Sideband(EmulatedSession session, Recording recording, Outbox.Line line) {
        this.session = session;
        this.recording = recording;
        this.line = line;
    }

    /** A text frame that came on this connection. */
    public void receive(ByteBuffer frame) {
        session.receive(frame, recording);
    }

    /** A binary frame, which the protocol does not have. */
    public void receiveBinary() {
        session.receiveBinary();
    }

    /** The connection is gone; the call goes on. */
    public void closed() {
        session.detach(line);
    }
}
