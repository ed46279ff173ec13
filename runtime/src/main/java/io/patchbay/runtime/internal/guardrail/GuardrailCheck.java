package io.patchbay.runtime.internal.guardrail;

import io.patchbay.api.guardrail.Verdict;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.runtime.internal.plug.Copies;
import io.patchbay.runtime.internal.session.GuardrailExecutor;
import io.patchbay.runtime.internal.session.GuardrailExecutor.Check;
import io.patchbay.runtime.internal.session.GuardrailExecutor.Guard;
import io.patchbay.runtime.internal.session.GuardrailExecutor.Kind;
import io.patchbay.runtime.internal.session.GuardrailExecutor.Outcome;
import io.patchbay.runtime.internal.session.Lease;
import io.patchbay.runtime.internal.work.Cancellation;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One check that runs. Its state lives on the session's loop; the guardrail runs on a worker, and
 * what comes back from it is copied into values of ours before it crosses over (RULES 39).
 *
 * <p>The lease lasts until the guardrail is through, also when nobody wants its verdict any more;
 * but not beyond its time.
 */
final class GuardrailCheck implements GuardrailExecutor.Running {

    private static final System.Logger LOG = System.getLogger(GuardrailCheck.class.getName());

    private static final String OUT_OF_SERVICE = "it was taken out of service meanwhile";

    private final SerialLoop loop;
    private final Executor workers;
    private final @Nullable Lease<?> lease;
    private final Cancellation cancellation;
    private final SerialLoop.Timer timer;
    private final long limitMillis;
    private @Nullable Consumer<Outcome> done;

    /** What it says of itself, read on a worker. */
    private volatile String name;

    private volatile String hint;

    GuardrailCheck(Check check, SerialLoop loop, Consumer<Outcome> done, Executor workers) {
        this.loop = loop;
        this.workers = workers;
        this.done = done;
        this.lease = check.lease();
        this.name = check.name();
        this.hint = check.name();
        this.cancellation = new Cancellation(workers, "a guardrail");
        this.limitMillis = check.timeout().toMillis();
        this.timer = loop.schedule(this::late, check.timeout());
    }

    void start(Check check) {
        try {
            if (lease != null) {
                lease.onRevoked(this::revoked);
            }
            workers.execute(() -> run(check));
        } catch (RejectedExecutionException e) {
            release();
            post(new Outcome(name, hint, Kind.FAILED, false, Copies.line(e)));
        }
    }

    /** On a worker. */
    private void run(Check check) {
        if (cancellation.isCancelled()) {
            release();
            return;
        }
        Runnable leave = () -> {};
        try {
            leave = lease == null ? leave : lease.enter();
            Guard guard = check.guard();
            name = String.valueOf(guard.name());
            hint = String.valueOf(guard.hint());
            CompletionStage<Verdict> stage =
                    guard.check(check.text(), new CheckContext(check.subject(), cancellation));
            if (stage == null) {
                throw new NullPointerException("the guardrail returned null instead of a stage");
            }
            stage.whenComplete(
                    (verdict, error) -> {
                        release();
                        post(error == null ? of(verdict) : failed(error));
                    });
        } catch (Throwable e) {
            release();
            post(failed(e));
            if (e instanceof VirtualMachineError fatal && !(e instanceof StackOverflowError)) {
                throw fatal;
            }
        } finally {
            leave.run();
        }
    }

    /** The plug is taken from under it. Any thread. */
    private void revoked() {
        cancellation.cancel(OUT_OF_SERVICE);
        release();
        post(new Outcome(name, hint, Kind.FAILED, false, OUT_OF_SERVICE));
    }

    private Outcome of(@Nullable Verdict verdict) {
        return verdict == null
                ? failed(new NullPointerException("the guardrail came to null, not to a verdict"))
                : new Outcome(name, hint, Kind.VERDICT, verdict.tripped(), verdict.info());
    }

    private Outcome failed(Throwable thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null
                        ? thrown.getCause()
                        : thrown;
        return new Outcome(name, hint, Kind.FAILED, false, Copies.line(cause));
    }

    /** From any thread. */
    private void post(Outcome outcome) {
        try {
            loop.execute(() -> finish(outcome));
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "a guardrail''s verdict came after its session''s loop");
        }
    }

    private void late() {
        release();
        cancellation.cancel("no verdict within " + limitMillis + " ms");
        finish(
                new Outcome(
                        name, hint, Kind.LATE, false, "no verdict within " + limitMillis + " ms"));
    }

    @Override
    public void cancel(String reason) {
        done = null;
        if (lease == null) {
            timer.cancel(); // it bounds how long a lease is kept, and there is none
        }
        cancellation.cancel(reason);
    }

    /** On the loop. The first one counts. */
    private void finish(Outcome outcome) {
        timer.cancel();
        Consumer<Outcome> told = done;
        if (told != null) {
            done = null;
            told.accept(outcome);
        }
    }

    /** Any thread; the first one counts. */
    private void release() {
        if (lease != null) {
            lease.release();
        }
    }
}
