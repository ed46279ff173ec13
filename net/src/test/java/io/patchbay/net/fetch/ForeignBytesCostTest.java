package io.patchbay.net.fetch;

import static io.patchbay.net.Sockets.get;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.netty.util.ResourceLeakDetector;
import io.patchbay.net.EventLoops;
import io.patchbay.net.Heard;
import io.patchbay.net.Sockets;
import io.patchbay.net.websocket.WebSocketClient;
import io.patchbay.net.websocket.WebSocketConnection;
import io.patchbay.net.websocket.WebSocketRequest;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a frame costs over somebody else's stream. */
@Timeout(60)
@NullUnmarked
class ForeignBytesCostTest {

    private final EventLoops loops = EventLoops.create(1);
    private final ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();

    @BeforeEach
    void searchNoLeaks() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
    }

    @AfterEach
    void close() {
        ResourceLeakDetector.setLevel(level);
        loops.close();
    }

    @Test
    void a_frame_is_copied_neither_way() throws Exception {
        var quiet =
                new Heard() {
                    @Override
                    public void onBinary(ByteBuffer message) {}
                };
        ScriptedBytes stream =
                new ScriptedBytes(loops.next()) {
                    @Override
                    protected void called(String what) {}

                    @Override
                    public boolean write(ByteBuffer bytes) {
                        bytes.position(bytes.limit());
                        return true;
                    }
                };
        var fetch = new Scripted((request, loop) -> Scripted.agreed(request, stream));
        WebSocketConnection line =
                get(
                        new WebSocketClient(loops, fetch)
                                .connect(
                                        WebSocketRequest.builder(URI.create("ws://localhost/"))
                                                .build(),
                                        stream.loop,
                                        quiet));
        int frames = 2_000;
        ByteBuffer frame = ByteBuffer.allocate(4 + 960);
        frame.put((byte) 0x82).put((byte) 126).putShort((short) 960);
        var listener = get(stream.started);
        for (int round = 0; round < 2; round++) {
            var received = new CompletableFuture<Long>();
            Sockets.on(
                    line.loop(),
                    () -> {
                        long before = allocated();
                        for (int i = 0; i < frames; i++) {
                            listener.onBytes(frame.clear());
                        }
                        received.complete(allocated() - before);
                    });
            assertViewsAlone(get(received) / frames);
            var sent = new CompletableFuture<Long>();
            Sockets.on(line.loop(), () -> pump(line, frames, allocated(), sent));
            assertViewsAlone(get(sent) / frames);
        }
    }

    /**
     * Views of a frame may cost something where the compiler does not see through them; no copy of
     * its 960 bytes may.
     */
    private static void assertViewsAlone(long bytesPerFrame) {
        assertTrue(bytesPerFrame < 960 / 2, () -> bytesPerFrame + " bytes a frame");
    }

    /** A frame a turn of the loop, as sound is sent. */
    private static void pump(
            WebSocketConnection line, int left, long before, CompletableFuture<Long> done) {
        if (left == 0) {
            done.complete(allocated() - before);
            return;
        }
        ByteBuffer buffer = line.begin(960);
        buffer.position(buffer.position() + 960);
        line.endBinary();
        line.loop().execute(() -> pump(line, left - 1, before, done));
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }
}
