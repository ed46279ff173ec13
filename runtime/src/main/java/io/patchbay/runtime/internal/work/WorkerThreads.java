package io.patchbay.runtime.internal.work;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Makes threads of the kind that this JVM is best at. */
final class WorkerThreads {

    private static final String NAME = "patchbay-worker-";

    private WorkerThreads() {}

    /** Virtual threads that inherit nothing, or null on a JVM before 21. */
    static @Nullable ThreadFactory virtual() {
        // by method handle, since this is compiled for 17; can go when 21 is the least
        try {
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            Class<?> builder = Class.forName("java.lang.Thread$Builder$OfVirtual");
            MethodHandle start =
                    lookup.findStatic(Thread.class, "ofVirtual", MethodType.methodType(builder));
            MethodHandle name =
                    lookup.findVirtual(
                            builder,
                            "name",
                            MethodType.methodType(builder, String.class, long.class));
            MethodHandle inherit =
                    lookup.findVirtual(
                            builder,
                            "inheritInheritableThreadLocals",
                            MethodType.methodType(builder, boolean.class));
            MethodHandle factory =
                    lookup.findVirtual(
                            builder, "factory", MethodType.methodType(ThreadFactory.class));
            Object named = name.invoke(start.invoke(), NAME, 0L);
            return (ThreadFactory) factory.invoke(inherit.invoke(named, false));
        } catch (ClassNotFoundException | NoSuchMethodException | IllegalAccessException e) {
            return null;
        } catch (Throwable e) {
            // JDK 19 and 20 have the methods, and refuse them without --enable-preview
            return null;
        }
    }

    /**
     * Platform threads that end soon after their last task. It takes whatever comes: {@link
     * Workers} counts tasks, and a thread that has just ended one is neither busy nor idle, so that
     * a bound here would refuse work for which there is room.
     */
    static ExecutorService pool() {
        AtomicLong number = new AtomicLong();
        ThreadFactory factory =
                task -> {
                    Thread thread =
                            new Thread(null, task, NAME + number.getAndIncrement(), 0, false);
                    thread.setDaemon(true);
                    return thread;
                };
        return new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, 5, TimeUnit.SECONDS, new SynchronousQueue<>(), factory);
    }
}
