package io.patchbay.transport.websocket.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.transport.SendStatus;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportListener;
import io.patchbay.net.line.WebSocketLine;
import io.patchbay.tck.PlainCodec;
import io.patchbay.tck.VirtualLoop;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The way of one frame, in both directions: socket, line, codec, listener, each once. */
class AudioPathTest {

    private static final int FRAMES = 10_000;

    private final VirtualLoop loop = new VirtualLoop();
    private final CountingSocket socket = new CountingSocket(loop);
    private final Ear ear = new Ear();
    private final WebSocketLine line =
            new WebSocketLine(
                    new Talker(loop, Map.of())
                            .request(URI.create("ws://127.0.0.1/"), PlainCodec.careless()),
                    ear,
                    WebSocketTransportFactory.CAPABILITIES);

    @Test
    void a_frame_of_sound_allocates_nothing_in_either_direction() {
        line.onOpen(socket);
        line.onText(ByteBuffer.wrap("ready".getBytes(StandardCharsets.UTF_8)));
        ByteBuffer frame = ByteBuffer.allocate(960);
        exchange(frame);
        long before = allocated();
        exchange(frame);
        long bytes = allocated() - before;
        assertTrue(bytes < FRAMES, bytes + " bytes for " + FRAMES + " frames each way");
        assertEquals(2L * FRAMES * 960, ear.bytes);
        assertEquals(2L * FRAMES * 960, socket.bytes);
    }

    private void exchange(ByteBuffer frame) {
        for (int i = 0; i < FRAMES; i++) {
            if (line.sendAudio(frame.clear()) != SendStatus.ACCEPTED) {
                throw new AssertionError("not accepted");
            }
            line.onBinary(frame.clear());
        }
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }

    private static final class Ear implements TransportListener {

        private long bytes;

        @Override
        public void onEvent(TransportEvent event) {}

        @Override
        public void onAudio(AudioChunk chunk) {
            bytes += chunk.bytes().remaining();
        }
    }
}
