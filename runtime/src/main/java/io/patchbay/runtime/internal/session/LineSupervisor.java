package io.patchbay.runtime.internal.session;

import io.patchbay.api.history.Item;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.provider.ResumptionHandle;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.ConnectException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the session's line, and one that is to follow it: makes it from the first choice that
 * works, and lets both go. On the loop.
 */
final class LineSupervisor {
    /** What a line is made for. */
    interface Making {
        /** What to open with, at a provider that can do so much. */
        SessionConfig config(ProviderCapabilities capabilities);

        /**
         * What a provider is told of the conversation when the line opens, as one wants it that is
         * told then and not afterwards.
         *
         * @param wanted with what the line opens
         */
        CompletionStage<List<Item>> seed(ProviderCapabilities capabilities, SessionConfig wanted);

        /** With which this choice may find the conversation again, or null. */
        @Nullable ResumptionHandle resumption(LineChoice choice);

        /** The provider would not have the handle: it is spent. */
        void spent();

        /** Whether a provider may leave out of the configuration what it cannot have. */
        boolean lenient(LineChoice choice);

        /** Who hears the next line that is tried. */
        Line.Owner owner();
    }

    private static final CloseReason OUTDATED =
            new CloseReason(
                    CloseReason.Cause.LOCAL,
                    1000,
                    "begun anew, because a plug that it was made of was exchanged",
                    null);

    private final SessionCore core;

    // most lines just work: what is known of choices that do not is copied when it changes
    private Map<LineChoice, String> troubles = Map.of();
    private Map<LineChoice, Integer> cuts = Map.of();
    private Set<LineChoice> barred = Set.of();
    private @Nullable LineChoice preferred;
    private @Nullable Line line;
    private @Nullable Line next;
    private @Nullable LineMaker maker;
    private @Nullable CloseReason closing;

    /** Counts what was given up: nothing more is tried for it. */
    private int abandoned;

    /** So often at most one line is begun anew: news may come faster than a line is made. */
    private static final int ANEW = 4;

    /** The line that is made shall be made again, of what is plugged in now. */
    private boolean outdated;

    /** How often that happened to it. */
    private int anew;

    LineSupervisor(SessionCore core) {
        this.core = core;
    }

    /** The choices, the preferred one first, without those that nobody would let in. */
    List<LineChoice> choices() {
        List<LineChoice> open = new ArrayList<>(core.options.lines());
        LineChoice first = preferred;
        if (first != null) {
            open.remove(first);
            open.add(0, first);
        }
        open.removeAll(barred);
        return open;
    }

    /** Those of the choices whose plugs are there. */
    List<LineChoice> plugged() {
        return choices().stream().filter(choice -> PlugWait.offered(core, choice)).toList();
    }

    /** A choice is tried first from now on. */
    void prefer(LineChoice choice) {
        preferred = choice;
    }

    /** Every choice may be tried again. */
    void unbar() {
        barred = Set.of();
    }

    /** A choice will not be tried again: nobody gets through there without a person's doing. */
    void bar(LineChoice choice) {
        Set<LineChoice> more = new HashSet<>(barred);
        more.add(choice);
        barred = more;
    }

    /** Whether a choice will not be tried again. */
    boolean isBarred(LineChoice choice) {
        return barred.contains(choice);
    }

    /** Where the session wants to be. */
    LineChoice home() {
        LineChoice first = preferred;
        return first == null ? core.options.lines().get(0) : first;
    }

    /** Why a choice failed last, or null when it has not since it worked. */
    @Nullable String trouble(LineChoice choice) {
        return troubles.get(choice);
    }

    /** Whether a choice was given less than its whole time, so that another had its chance. */
    boolean wasCutShort() {
        return !cuts.isEmpty();
    }

    /**
     * Makes a line from one of {@code choices}, those that are not well last; it waits for {@link
     * #adopt}. Completes on the loop, or fails with the first choice's {@link ConnectException}
     * when none works.
     *
     * @param time for each choice; while others are left, one gets less at first
     * @param wanted what {@link #wanted} was when this was begun
     */
    CompletionStage<Line> connect(
            List<LineChoice> choices, Making making, Duration time, int wanted) {
        anew = 0;
        Round round = new Round(choices, making, time, wanted);
        round.next();
        return round.result;
    }

    /** Tells what is begun now from what was given up before, and after. */
    int wanted() {
        return abandoned;
    }

    /** One go through choices, until one lets us in. */
    private final class Round {
        private final Deque<LineChoice> queue;
        private final Set<LineChoice> deferred = new HashSet<>();
        private final Making making;
        private final Duration time;
        private final int number;
        private @Nullable Throwable first;
        final CompletableFuture<Line> result = new CompletableFuture<>();

        Round(List<LineChoice> choices, Making making, Duration time, int number) {
            this.number = number;
            this.queue = new ArrayDeque<>(choices);
            this.making = making;
            this.time = time;
        }

        private boolean over() {
            return closing != null || number != abandoned;
        }

        void next() {
            if (over() || queue.isEmpty()) {
                CloseReason ended = closing;
                result.completeExceptionally(
                        first != null
                                ? first
                                : new ConnectException(
                                        ended == null ? CloseReason.NORMAL : ended, null));
                return;
            }
            LineChoice choice = queue.removeFirst();
            if (!queue.isEmpty()
                    && core.host.health().tryLast(choice, core.loop.nanoTime())
                    && deferred.add(choice)) {
                queue.addLast(choice);
                next();
            } else {
                attempt(choice);
            }
        }

        private void attempt(LineChoice choice) {
            Duration most = queue.isEmpty() ? time : shorter(choice, time);
            boolean cut = most.compareTo(time) < 0;
            long begun = core.clock.now();
            ResumptionHandle handle = making.resumption(choice);
            boolean probe = core.host.health().trying(choice, core.loop.nanoTime());
            LineMaker attempt = new LineMaker(core, choice, making, most, handle, making.owner());
            maker = attempt;
            attempt.result()
                    .whenComplete(
                            (made, failure) -> {
                                if (maker == attempt) {
                                    maker = null;
                                }
                                if (failure == null) {
                                    outdated = false;
                                    works(choice);
                                    next = made;
                                    result.complete(made);
                                    return;
                                }
                                if (cut && core.clock.now() - begun >= most.toNanos()) {
                                    cutShort(choice);
                                }
                                failed(choice, handle != null, probe, Failures.explained(failure));
                            });
        }

        private void failed(
                LineChoice choice, boolean resumed, boolean probe, ConnectException why) {
            CloseReason reason = why.reason();
            long now = core.loop.nanoTime();
            boolean ours =
                    MissingPlug.isWhy(why) || why.getCause() instanceof RejectedExecutionException;
            boolean anew = outdated && !over();
            if (anew) {
                outdated = false;
            }
            if (over() || ours || anew || resumed && refused(why)) {
                core.host.health().abandoned(choice, probe, now);
            } else {
                core.host.health().failed(choice, reason, probe, now);
            }
            if (anew || !over() && resumed && refused(why)) {
                if (!anew) {
                    making.spent();
                }
                queue.addFirst(choice);
                deferred.add(choice); // its turn is now
                next();
                return;
            }
            if (!over()) {
                trouble(choice, reason);
                if (!MissingPlug.isWhy(why) && !reason.retryable()) {
                    bar(choice);
                }
            }
            if (first == null) {
                first = why;
            }
            next();
        }
    }

    private void works(LineChoice choice) {
        core.host.health().succeeded(choice, core.loop.nanoTime());
        if (troubles.containsKey(choice)) {
            Map<LineChoice, String> fewer = new HashMap<>(troubles);
            fewer.remove(choice);
            troubles = fewer;
        }
        cuts = Map.of();
    }

    private void trouble(LineChoice choice, CloseReason reason) {
        Map<LineChoice, String> more = new HashMap<>(troubles);
        more.put(choice, reason.text());
        troubles = more;
    }

    private void cutShort(LineChoice choice) {
        Map<LineChoice, Integer> more = new HashMap<>(cuts);
        more.merge(choice, 1, Integer::sum);
        cuts = more;
    }

    /** What a choice gets while another waits: more each time that it was not enough. */
    private Duration shorter(LineChoice choice, Duration time) {
        Duration share = core.options.reconnect().tryNextAfter();
        for (int i = cuts.getOrDefault(choice, 0); i > 0 && share.compareTo(time) < 0; i--) {
            share = share.multipliedBy(2);
        }
        return share.compareTo(time) < 0 ? share : time;
    }

    /** Whether somebody was there and said no, rather than nobody being there. */
    private static boolean refused(ConnectException why) {
        return why.reason().error() != null || why.reason().cause() != CloseReason.Cause.LOST;
    }

    /** What is plugged in changed: a line that is made of something else is begun anew. */
    void plugsChanged() {
        LineMaker attempt = maker;
        if (attempt != null && anew < ANEW && !attempt.upToDate()) {
            anew++;
            outdated = true;
            attempt.abort(OUTDATED);
        }
    }

    /** The line that was made last is the session's; the one before it must be gone. */
    void adopt(Line made) {
        next = null;
        line = made;
    }

    /** The line broke, was ended by the far end, or is replaced. Its remains are cleared away. */
    void lost(Line gone, CloseReason reason) {
        if (line == gone) {
            line = null;
            if (reason.cause() != CloseReason.Cause.LOCAL) {
                trouble(gone.choice, reason);
            }
            gone.discard(reason);
        }
    }

    /** The plugs of the line are taken from under it: they are given back at once. */
    void cut(Line gone, CloseReason reason) {
        if (line == gone) {
            line = null;
            gone.cut(reason);
        }
    }

    /** Lets a line go that is not needed for now. Completes when it is gone. */
    CompletionStage<Void> leave(Line gone, CloseReason reason) {
        if (line == gone) {
            line = null;
        }
        return gone.discard(reason);
    }

    /** Gives up the line that is made, or was made and not adopted. */
    void abandon(CloseReason reason) {
        abandoned++;
        LineMaker attempt = maker;
        if (attempt != null) {
            attempt.abort(reason);
        }
        Line made = next;
        if (made != null) {
            next = null;
            made.discard(reason);
        }
    }

    /** Lets all lines go, and stops making one. Completes when they are gone. */
    CompletionStage<Void> close(CloseReason reason) {
        closing = reason;
        List<CompletableFuture<?>> gone = new ArrayList<>(2);
        LineMaker attempt = maker;
        if (attempt != null) {
            attempt.abort(reason);
            gone.add(attempt.result().handle((made, failure) -> null).toCompletableFuture());
        }
        for (Line last : new Line[] {line, next}) {
            if (last != null) {
                gone.add(last.discard(reason).toCompletableFuture());
            }
        }
        line = null;
        next = null;
        return CompletableFuture.allOf(gone.toArray(CompletableFuture[]::new));
    }
}
