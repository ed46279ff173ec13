package io.patchbay.transport.websocket.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.transport.SendStatus;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportListener;
import io.patchbay.net.http.HttpHeaders;
import io.patchbay.net.websocket.WebSocketConnection;
import io.patchbay.tck.VirtualLoop;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** The way of one frame, in both directions: socket, line, codec, listener, each once. */
class AudioPathTest {

    private static final int FRAMES = 10_000;

    private final VirtualLoop loop = new VirtualLoop();
    private final Socket socket = new Socket(loop);
    private final Ear ear = new Ear();
    private final WebSocketLine line =
            new WebSocketLine(
                    new Talker(loop, Map.of())
                            .request(URI.create("ws://127.0.0.1/"), new PlainCodec()),
                    ear);

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

    /** A socket that swallows everything and counts sound. */
    private static final class Socket implements WebSocketConnection {

        private final SerialLoop loop;
        private final ByteBuffer scratch = ByteBuffer.allocate(4_096);
        private long bytes;

        Socket(SerialLoop loop) {
            this.loop = loop;
        }

        @Override
        public ByteBuffer begin(int maxBytes) {
            return scratch.clear().limit(maxBytes);
        }

        @Override
        public boolean endText() {
            return true;
        }

        @Override
        public boolean endBinary() {
            bytes += scratch.position();
            return true;
        }

        @Override
        public SerialLoop loop() {
            return loop;
        }

        @Override
        public Optional<String> subprotocol() {
            return Optional.empty();
        }

        @Override
        public HttpHeaders headers() {
            return HttpHeaders.none();
        }

        @Override
        public InetSocketAddress remote() {
            return InetSocketAddress.createUnresolved("nowhere", 1);
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public CompletionStage<Void> sendText(CharSequence message) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Void> sendText(ByteBuffer message) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Void> sendBinary(ByteBuffer message) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long pendingBytes() {
            return 0;
        }

        @Override
        public boolean writable() {
            return true;
        }

        @Override
        public CompletionStage<Void> close(int code, String reason) {
            return CompletableFuture.completedStage(null);
        }

        @Override
        public void abort() {}
    }
}
