package io.patchbay.runtime.internal.work;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Work that is done although all workers are busy, or the runtime ends: what makes, replaces and
 * closes plugs, for it may be a plug that keeps the workers.
 */
public final class Unrefused {

    private Unrefused() {}

    /**
     * Runs a task on a worker, else on a thread of its own, never on the caller's. Any thread;
     * returns at once.
     *
     * @param name of that thread, for whoever reads a thread dump
     */
    public static void execute(Executor workers, Runnable task, String name) {
        try {
            workers.execute(task);
        } catch (RejectedExecutionException e) {
            Thread thread = new Thread(null, task, name, 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(Unrefused.class.getClassLoader());
            thread.start();
        }
    }
}
