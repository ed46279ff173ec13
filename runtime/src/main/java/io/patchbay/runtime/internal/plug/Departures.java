package io.patchbay.runtime.internal.plug;

import io.patchbay.api.plug.PlugInfo;
import io.patchbay.api.session.SerialLoop;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sees plugs out: their users may go on for a while, then they are closed, and code of theirs that
 * runs on is shown with where it is. Never waits.
 */
final class Departures {

    private static final System.Logger LOG = System.getLogger(Departures.class.getName());

    /**
     * How long code of a plug that has ended may take to come back before it is said to be stuck.
     */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Board board;
    private final Supplier<SerialLoop> clock;
    private final Duration drain;
    private final @Nullable Duration calls;

    /**
     * For the plugs of a board.
     *
     * @param drain how long users of a removed plug may go on
     * @param calls how long live calls of a removed caller leg may go on, or null: until they end
     */
    Departures(Board board, Supplier<SerialLoop> clock, Duration drain, @Nullable Duration calls) {
        this.board = board;
        this.clock = clock;
        this.drain = drain;
        this.calls = calls;
    }

    /** How long users may go on when nobody says otherwise; null for as long as they like. */
    @Nullable Duration time(PlugType<?> type) {
        return type == PlugType.CALLER_LEG ? calls : drain;
    }

    /**
     * Lets a plug go that takes no users any more. Of several times for it the first to end counts.
     *
     * @param most how long its users may go on, or null: until they end
     * @return completes when it is closed
     */
    CompletionStage<Void> begin(Plug<?> plug, @Nullable Duration most) {
        if (plug.leaves()) {
            plug.ended().thenRun(() -> watch(plug));
        }
        plug.count().drain();
        if (plug.state() == PlugInfo.State.DRAINING && most != null) {
            limit(plug, most);
        }
        return plug.gone();
    }

    private void limit(Plug<?> plug, Duration time) {
        SerialLoop.Timer timer = later(() -> cut(plug, time), time);
        if (timer != null) {
            plug.ended().thenRun(timer::cancel);
        }
    }

    private static void cut(Plug<?> plug, Duration time) {
        LOG.log(
                Level.WARNING,
                "{0} is used by {1} still after {2}: cut off",
                plug,
                plug.count().users(),
                time);
        plug.count().revoke();
    }

    /** Code of a plug that has ended is not stopped by anybody: it is shown, with where it is. */
    private void watch(Plug<?> plug) {
        SerialLoop.Timer timer = later(() -> look(plug), PATIENCE);
        if (timer != null) {
            plug.gone()
                    .thenRun(
                            () -> {
                                if (!plug.occupants().any()) {
                                    timer.cancel();
                                }
                            });
        }
    }

    private void look(Plug<?> plug) {
        if (!plug.occupants().any()) {
            return;
        }
        LOG.log(
                Level.WARNING,
                "{0} has ended, and its code still runs after {1}: LEAKED, in {2}",
                plug,
                PATIENCE,
                plug.occupants().stacks());
        board.shown(plug);
        plug.occupants().leaked(() -> board.out(plug));
    }

    private SerialLoop.@Nullable Timer later(Runnable task, Duration time) {
        try {
            return clock.get().schedule(task, time);
        } catch (RejectedExecutionException e) {
            return null; // the runtime ends, and every plug with it
        }
    }
}
