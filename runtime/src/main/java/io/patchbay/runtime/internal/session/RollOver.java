package io.patchbay.runtime.internal.session;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.transport.TransportEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Replaces a line before the provider ends it: in a window before its end at the first silence, at
 * the latest in time for a successor to connect. On the loop.
 */
final class RollOver implements Follower {
    private static final Duration LONGEST_MARGIN = Duration.ofSeconds(10);
    private static final Duration RETRY = Duration.ofSeconds(1);

    /** A line that is told to go sooner was hardly worth making. */
    private static final Duration YOUNG = Duration.ofSeconds(10);

    private static final int MAX_DOUBLINGS = 4;

    private final SessionCore core;
    private final Function<Duration, CompletionStage<Void>> mover;
    private SerialLoop.@Nullable Timer timer;
    private long born;
    private long end = Long.MAX_VALUE;
    private long told = Long.MAX_VALUE;
    private int line;
    private int sentAway;
    private int youngInARow;

    /**
     * A roll-over.
     *
     * @param mover moves the session, with so much patience for a silence
     */
    RollOver(SessionCore core, Function<Duration, CompletionStage<Void>> mover) {
        this.core = core;
        this.mover = mover;
    }

    @Override
    public void lineOpened(Line opened) {
        line++;
        stop();
        born = core.clock.now();
        Duration longest = opened.capabilities.maxSession();
        end = longest == null ? told : Math.min(told, born + longest.toNanos());
        told = Long.MAX_VALUE;
        if (end != Long.MAX_VALUE) {
            long life = end - born;
            long window = Math.min(core.options.reconnect().rollOverWindow().toNanos(), life / 5);
            schedule(Math.max(0, life - window));
        }
    }

    @Override
    public void lineGone() {
        line++;
        stop();
        end = Long.MAX_VALUE;
    }

    @Override
    public void event(TransportEvent event) {
        if (event instanceof TransportEvent.SessionCreated created && created.expiresAt() != null) {
            Duration left = Duration.between(Instant.now(), created.expiresAt());
            // a clock that is wrong by more than the life of a line says nothing
            told = left.isNegative() ? Long.MAX_VALUE : core.clock.now() + left.toNanos();
        } else if (event instanceof TransportEvent.GoAway away) {
            end = core.clock.now() + away.timeLeft().toNanos();
            stop();
            long pause = pause();
            if (pause > 0) {
                again(Duration.ofNanos(pause));
            } else {
                move();
            }
        }
    }

    /**
     * A provider that sends away one new line after another would have them made without end, as
     * fast as it can: from the second on there is a growing pause, 0 when nothing is to be waited
     * for.
     */
    private long pause() {
        long age = core.clock.now() - born;
        if (age >= YOUNG.toNanos()) {
            youngInARow = 0;
            return 0;
        }
        if (sentAway != line) {
            sentAway = line;
            youngInARow++;
        }
        int doublings = Math.min(youngInARow - 2, MAX_DOUBLINGS);
        return doublings < 0 ? 0 : (RETRY.toNanos() << doublings) - age;
    }

    /** The line cannot do what is wanted of it. Completes when the session has moved. */
    CompletionStage<Void> wanted() {
        return attempt(core.options.limits().drain());
    }

    private void schedule(long nanos) {
        timer =
                core.loop.schedule(
                        () -> {
                            timer = null;
                            if (core.heard()) {
                                core.emit(new SessionEvent.LineExpiring(core.stamp(), left()));
                            }
                            move();
                        },
                        Duration.ofNanos(nanos));
    }

    private Duration left() {
        return Duration.ofNanos(Math.max(0, end - core.clock.now()));
    }

    private void move() {
        Duration left = left();
        Duration part = left.dividedBy(4);
        Duration margin = part.compareTo(LONGEST_MARGIN) < 0 ? part : LONGEST_MARGIN;
        attempt(left.minus(margin));
    }

    private CompletionStage<Void> attempt(Duration patience) {
        int mine = line;
        return mover.apply(patience)
                .whenComplete(
                        (nothing, failure) -> {
                            if (failure != null && mine == line && end != Long.MAX_VALUE) {
                                again();
                            }
                        });
    }

    /** It was not moved: there is another try while there is time. */
    private void again() {
        if (left().compareTo(RETRY) > 0 && timer == null) {
            again(RETRY);
        }
    }

    private void again(Duration pause) {
        timer =
                core.loop.schedule(
                        () -> {
                            timer = null;
                            move();
                        },
                        pause);
    }

    private void stop() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
