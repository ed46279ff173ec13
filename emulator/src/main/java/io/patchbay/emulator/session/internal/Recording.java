package io.patchbay.emulator.session.internal;

import java.nio.ByteBuffer;

/** Takes down what one session sends and receives. Called on the session's loop; never blocks. */
public interface Recording {
    /** Takes nothing down. */
    Recording NONE =
            new Recording() {
                @Override
                public void client(ByteBuffer frame) {}

                @Override
                public void server(byte[] frame) {}

                @Override
                public void clientBinary(ByteBuffer frame) {}

                @Override
                public void serverBinary(byte[] frame) {}
            };

    /** A text frame from the client; the buffer's position does not move. */
    void client(ByteBuffer frame);

    /** A text frame to the client. */
    void server(byte[] frame);

    /** A binary frame from the client; the buffer's position does not move. */
    void clientBinary(ByteBuffer frame);

    /** A binary frame to the client. */
    void serverBinary(byte[] frame);
}
