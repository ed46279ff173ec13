package io.patchbay.runtime.internal.session;

import io.patchbay.api.session.LineChoice;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.ConnectException;
import io.patchbay.api.transport.TransportEvent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes the line that the application asked for with a connect. When all choices lack a plug that
 * may still come, because it is being updated or because bundles are starting, it waits for one as
 * long as a connect may take. On the loop.
 */
final class FirstLine {
    private final SessionCore core;
    private final LineSupervisor lines;
    private final Supplier<PlugWait> plugs;
    private final Function<List<LineChoice>, Successor> successors;
    private final CompletableFuture<Ready> result = new CompletableFuture<>();
    private final long deadline;
    private @Nullable Successor tried;
    private boolean again;

    FirstLine(
            SessionCore core,
            LineSupervisor lines,
            Supplier<PlugWait> plugs,
            Function<List<LineChoice>, Successor> successors) {
        this.core = core;
        this.lines = lines;
        this.plugs = plugs;
        this.successors = successors;
        this.deadline = core.clock.now() + core.options.limits().connect().toNanos();
    }

    /** Completes on the loop, or fails with why there is no line. Not at all after a close. */
    CompletionStage<Ready> make() {
        attempt();
        return result;
    }

    private void attempt() {
        Successor successor = successors.apply(lines.choices());
        tried = successor;
        successor
                .connect()
                .thenCompose(successor::restore)
                .whenComplete((ready, failure) -> core.onLoop(() -> tried(ready, failure)));
    }

    private void tried(@Nullable Ready ready, @Nullable Throwable failure) {
        if (ready != null) {
            result.complete(ready);
            return;
        }
        ConnectException why = Failures.explained(failure);
        List<LineChoice> left = lines.choices();
        long time = deadline - core.clock.now();
        if (MissingPlug.isWhy(why) && time > 0 && why.reason().retryable()) {
            attempt();
        } else if (MissingPlug.isWhy(why)
                && time > 0
                && PlugWait.missing(core, left).size() == left.size()
                && left.stream().anyMatch(choice -> PlugWait.mayCome(core, choice))) {
            plugs.get().begin(left, Duration.ofNanos(time), this::attempt, this::late);
        } else if (!again && lines.wasCutShort() && !left.isEmpty()) {
            again = true; // the one that was to make room for others gets more time
            attempt();
        } else {
            result.completeExceptionally(why);
        }
    }

    private void late(CloseReason reason) {
        result.completeExceptionally(new ConnectException(reason, null));
    }

    /** What the line that came to nothing complained about. */
    void complaints(Consumer<TransportEvent> listener) {
        Successor last = tried;
        if (last != null) {
            last.complaints(listener);
        }
    }
}
