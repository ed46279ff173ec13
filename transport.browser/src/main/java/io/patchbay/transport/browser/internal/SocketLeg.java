package io.patchbay.transport.browser.internal;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.audio.AudioSink;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.CloseReason.Cause;
import io.patchbay.audio.SoundRing;
import io.patchbay.net.websocket.WebSocketClose;
import io.patchbay.net.websocket.WebSocketConnection;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import tools.jackson.databind.node.ObjectNode;

/** A call over WebSocket: binary messages are sound, text messages are events. */
final class SocketLeg extends PageLeg {

    static final CloseReason LOST =
            new CloseReason(Cause.LOST, 0, "the caller takes nothing more", null);

    private static final int RING = 1 << 18;
    private static final int PIECE = 8_192;

    /** A caller who speaks faster than this ahead of the clock is no caller. */
    private static final long AHEAD_MICROS = 30_000_000;

    private final WebSocketConnection connection;
    private final AudioFormat format;
    private final SocketEar ear;
    private final SoundRing ring = new SoundRing(RING);
    private final ByteBuffer piece = ByteBuffer.allocate(PIECE);
    private final AtomicBoolean woken = new AtomicBoolean();
    private final Runnable drain = this::drain;
    private long firstNanos = -1;
    private long receivedMicros;

    SocketLeg(
            String id,
            Map<String, String> metadata,
            AudioFormat format,
            WebSocketConnection connection,
            Runnable over) {
        super(id, metadata, format, over);
        this.connection = connection;
        this.format = format;
        this.ear = new SocketEar(format, this, connection);
    }

    @Override
    public AudioSink sink() {
        return ear;
    }

    @Override
    void joined(SerialLoop loop) {
        ear.start(loop);
        up();
    }

    @Override
    void played(String item, int content, long millis) {
        ear.reported(item, content, millis);
    }

    @Override
    void tell(ObjectNode event) {
        if (connection.isOpen()) {
            connection
                    .sendText(Json.text(event))
                    .whenComplete(
                            (sent, failure) -> {
                                if (failure != null) {
                                    close(LOST);
                                }
                            });
        }
    }

    @Override
    void shut(CloseReason reason) {
        tell(Json.event("bye").put("cause", reason.cause().name().toLowerCase(Locale.ROOT)));
        int code =
                switch (reason.cause()) {
                    case LOCAL, REMOTE -> WebSocketClose.NORMAL;
                    case PROTOCOL -> reason.code() == 1003 ? 1003 : 1008;
                    default -> 1011;
                };
        connection.close(code, reason.cause() == Cause.PROTOCOL ? reason.text() : "");
    }

    // ---- on the connection's loop

    void onText(ByteBuffer message) {
        messages().take(message);
    }

    void onBinary(ByteBuffer sound) {
        long now = System.nanoTime();
        if (firstNanos < 0) {
            firstNanos = now;
        }
        receivedMicros += format.micros(sound.remaining());
        if (receivedMicros - (now - firstNanos) / 1_000 > AHEAD_MICROS) {
            close(new CloseReason(Cause.PROTOCOL, 1008, "sound comes too fast", null));
            return;
        }
        SerialLoop loop = loop();
        if (loop == null) {
            return; // nobody has answered yet
        }
        if (loop.inLoop()) {
            frames.take(sound);
        } else if (!ring.put(sound)) {
            close(new CloseReason(Cause.PROTOCOL, 1008, "sound comes too fast", null));
        } else if (woken.compareAndSet(false, true)) {
            onLoop(drain);
        }
    }

    /** On the session's loop. */
    private void drain() {
        woken.set(false);
        while (ring.take(piece).hasRemaining()) {
            frames.take(piece);
        }
    }

    void onClose(WebSocketClose end) {
        boolean inOrder = end.code() == WebSocketClose.NORMAL || end.code() == 1001;
        close(
                new CloseReason(
                        inOrder ? Cause.REMOTE : Cause.LOST,
                        end.code(),
                        inOrder ? "the caller has hung up" : "the caller is lost",
                        null));
    }
}
