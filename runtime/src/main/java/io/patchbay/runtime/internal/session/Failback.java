package io.patchbay.runtime.internal.session;

import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.provider.ProviderCapabilities.MoveOrder;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.ReconnectPolicy;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.transport.CloseReason;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Says when a session is not on the line that it prefers, and takes it back there, if it is to, at
 * a silence once that line is well again. On the loop.
 */
final class Failback implements Follower {
    /** How long a silence is waited for once the other line stands. */
    static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final Duration LOOK = Duration.ofMillis(250);
    private static final ReconnectPolicy PAUSES =
            ReconnectPolicy.builder()
                    .firstDelay(Duration.ofSeconds(20))
                    .longestDelay(Duration.ofMinutes(5))
                    .build();

    private final SessionCore core;
    private final LineSupervisor lines;
    private final BooleanSupplier boundary;
    private final Backoff backoff;
    private final Function<LineChoice, CompletionStage<Void>> move;
    private SerialLoop.@Nullable Timer timer;
    private @Nullable Line line;
    private int tries;
    private boolean moving;

    /**
     * Follows.
     *
     * @param random numbers from 0 to 1, without 1
     * @param move moves the session to a choice, now
     */
    Failback(
            SessionCore core,
            LineSupervisor lines,
            BooleanSupplier boundary,
            DoubleSupplier random,
            Function<LineChoice, CompletionStage<Void>> move) {
        this.core = core;
        this.lines = lines;
        this.boundary = boundary;
        this.backoff = new Backoff(PAUSES, random);
        this.move = move;
    }

    @Override
    public void lineOpened(Line opened) {
        stop();
        line = opened;
        LineChoice home = lines.home();
        if (opened.choice.equals(home)) {
            tries = 0;
            return;
        }
        String why = lines.trouble(home);
        core.warn(
                "fell-back",
                "the session goes on over "
                        + opened.choice
                        + " in place of "
                        + home
                        + (why == null ? "" : ": " + why));
        if (core.options.reconnect().failback() == ReconnectPolicy.Failback.AT_SILENCE
                && (opened.capabilities.moveOrder() == MoveOrder.CONNECT_FIRST
                        || !home.provider().equals(opened.choice.provider()))) {
            look(backoff.before(++tries));
        }
    }

    private void look(Duration delay) {
        timer = core.loop.schedule(this::look, delay);
    }

    private void look() {
        timer = null;
        LineChoice home = lines.home();
        if (line == null || moving || line.choice.equals(home)) {
            return;
        }
        if (!boundary.getAsBoolean()
                || lines.isBarred(home)
                || !PlugWait.offered(core, home)
                || core.host.health().tryLast(home, core.loop.nanoTime())) {
            look(LOOK);
            return;
        }
        moving = true;
        Line from = line;
        move.apply(home).whenComplete((nothing, failure) -> core.onLoop(() -> moved(from)));
    }

    private void moved(Line from) {
        moving = false;
        if (line == from && timer == null) {
            look(backoff.before(++tries)); // it is not well yet
        }
    }

    @Override
    public void plugsChanged(PlugKind kind) {
        if (timer != null && (kind == PlugKind.TRANSPORT || kind == PlugKind.PROVIDER)) {
            tries = 0; // what was missing or broken may be there and well now
        }
    }

    @Override
    public void lineGone() {
        stop();
    }

    @Override
    public void closed(CloseReason reason) {
        stop();
    }

    private void stop() {
        line = null;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
