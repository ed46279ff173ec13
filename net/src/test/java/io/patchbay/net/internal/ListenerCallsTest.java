package io.patchbay.net.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.EventLoops;
import io.patchbay.net.websocket.WebSocketClose;
import io.patchbay.net.websocket.WebSocketListener;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** A listener on a loop of its own, which here runs when the test says so. */
@NullUnmarked
class ListenerCallsTest {

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final SerialLoop late =
            new SerialLoop() {
                @Override
                public void execute(Runnable task) {
                    tasks.add(task);
                }

                @Override
                public Timer schedule(Runnable task, Duration delay) {
                    throw new UnsupportedOperationException("no time here");
                }

                @Override
                public boolean inLoop() {
                    return false;
                }

                @Override
                public long nanoTime() {
                    return 0;
                }
            };
    private final WebSocketListener listener =
            new WebSocketListener() {
                @Override
                public void onText(ByteBuffer message) {}

                @Override
                public void onClose(WebSocketClose close) {}
            };

    private boolean reading = true;
    private Runnable beforeStop = () -> {};

    private ListenerCalls calls(EventLoops loops) {
        return new ListenerCalls(
                listener,
                loops.next(),
                late,
                new ListenerCalls.Valve() {
                    @Override
                    public void reading(boolean on) {
                        if (!on) {
                            beforeStop.run();
                        }
                        reading = on;
                    }

                    @Override
                    public void drop() {
                        throw new AssertionError("dropped");
                    }
                });
    }

    private void hearAll() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }

    @Test
    void empty_messages_do_not_queue_without_end() {
        try (EventLoops loops = EventLoops.create(1)) {
            ListenerCalls calls = calls(loops);
            while (reading) {
                calls.message(true, ByteBuffer.allocate(0));
                assertTrue(tasks.size() < 100_000, "still reading");
            }
            hearAll();
            assertTrue(reading);
        }
    }

    @Test
    void a_listener_that_catches_up_just_before_the_stop_is_read_for_again() {
        try (EventLoops loops = EventLoops.create(1)) {
            ListenerCalls calls = calls(loops);
            int[] stops = {0};
            beforeStop =
                    () -> {
                        stops[0]++;
                        hearAll();
                    };
            while (stops[0] == 0) {
                calls.message(false, ByteBuffer.allocate(1 << 20));
            }
            assertEquals(1, stops[0]);
            hearAll();
            assertTrue(reading);
        }
    }
}
