package io.patchbay.runtime.internal.tool;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.runtime.internal.session.ToolExecutor;
import io.patchbay.runtime.internal.work.Cancellation;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Something that a plug is asked to do. Its state lives on the session's loop, the plug's part runs
 * on a worker. Whoever is first of answer, timeout and cancellation counts; afterwards nothing of
 * the plug is held.
 */
final class Attempt<T> implements ToolExecutor.Running {

    private static final System.Logger LOG = System.getLogger(Attempt.class.getName());

    /** What becomes of it otherwise. */
    interface Otherwise<T> {
        /** The time is over. */
        T late(Duration limit);

        /** Nobody wants it any more. */
        T cancelled(String reason);

        /** No worker takes it. */
        T refused(RejectedExecutionException why);
    }

    /** The plug's part, on a worker. */
    interface Work<T> {
        /** Does it, and tells {@code answer} from any thread; a throw is told by {@code thrown}. */
        void run(Cancellation token, Consumer<T> answer) throws Exception;
    }

    private final String name;
    private final SerialLoop loop;
    private final Executor workers;
    private final Otherwise<T> otherwise;
    private @Nullable Consumer<T> done;
    private @Nullable Cancellation token;
    private SerialLoop.@Nullable Timer timer;

    Attempt(
            String name,
            SerialLoop loop,
            Executor workers,
            Otherwise<T> otherwise,
            Consumer<T> done) {
        this.name = name;
        this.loop = loop;
        this.workers = workers;
        this.otherwise = otherwise;
        this.done = done;
    }

    /** Begins. On the loop. */
    void start(Duration limit, Work<T> work, Function<Throwable, T> thrown) {
        Cancellation cancellation = new Cancellation(workers, "a tool");
        token = cancellation;
        timer = loop.schedule(() -> late(limit), limit);
        try {
            workers.execute(() -> run(cancellation, work, thrown));
        } catch (RejectedExecutionException e) {
            post(otherwise.refused(e));
        }
    }

    /** On a worker. */
    private void run(Cancellation cancellation, Work<T> work, Function<Throwable, T> thrown) {
        if (cancellation.isCancelled()) {
            return;
        }
        try {
            work.run(cancellation, this::post);
        } catch (Throwable e) {
            // whoever waits gets an answer, whatever it was
            post(thrown.apply(e));
            if (e instanceof VirtualMachineError fatal && !(e instanceof StackOverflowError)) {
                throw fatal;
            }
        }
    }

    /** From any thread. */
    private void post(T answer) {
        try {
            loop.execute(() -> finish(answer));
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "the tool ''{0}'' ended after its session''s loop", name);
        }
    }

    private void late(Duration limit) {
        Cancellation cancellation = token;
        if (cancellation != null) {
            cancellation.cancel("not done within " + seconds(limit));
            finish(otherwise.late(limit));
        }
    }

    @Override
    public void cancel(String reason) {
        Cancellation cancellation = token;
        if (cancellation != null && !cancellation.isCancelled()) {
            cancellation.cancel(reason);
            post(otherwise.cancelled(reason));
        }
    }

    /** On the loop. The first one counts. */
    private void finish(T answer) {
        Consumer<T> told = done;
        if (told == null) {
            LOG.log(Level.DEBUG, "the tool ''{0}'' answered too late", name);
            return;
        }
        done = null;
        token = null;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        told.accept(answer);
    }

    static String seconds(Duration time) {
        return time.toMillis() % 1_000 == 0
                ? time.toSeconds() + " s"
                : String.format(java.util.Locale.ROOT, "%.1f s", time.toMillis() / 1_000.0);
    }
}
