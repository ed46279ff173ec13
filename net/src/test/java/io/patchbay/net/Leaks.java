package io.patchbay.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails a test class that loses Netty buffers. */
@NullUnmarked
public final class Leaks implements BeforeAllCallback, AfterAllCallback {

    private static final List<String> FOUND = new CopyOnWriteArrayList<>();

    static {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(
                new ResourceLeakDetectorFactory() {
                    @Override
                    @SuppressWarnings("deprecation") // abstract in Netty, so it has to be here
                    public <T> ResourceLeakDetector<T> newResourceLeakDetector(
                            Class<T> resource, int interval, long maxActive) {
                        return new Detector<>(resource, interval);
                    }
                });
    }

    /** Reports to the list instead of the log. */
    private static final class Detector<T> extends ResourceLeakDetector<T> {

        Detector(Class<?> resource, int interval) {
            super(resource, interval);
        }

        @Override
        protected boolean needReport() {
            return true;
        }

        @Override
        protected void reportTracedLeak(String type, String records) {
            FOUND.add(type + records);
        }

        @Override
        protected void reportUntracedLeak(String type) {
            FOUND.add(type);
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        FOUND.clear();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        List<String> lost = search();
        if (!lost.isEmpty()) {
            throw new AssertionError("lost buffers: " + lost);
        }
    }

    /** What was lost since the last search. */
    static List<String> search() {
        // leaks are found when a tracked buffer is taken after the lost one was collected
        for (int round = 0; round < 5 && FOUND.isEmpty(); round++) {
            System.gc();
            for (int i = 0; i < 100; i++) {
                ByteBuf probe = ByteBufAllocator.DEFAULT.buffer(16);
                probe.release();
            }
        }
        List<String> lost = List.copyOf(FOUND);
        FOUND.clear();
        return lost;
    }
}
