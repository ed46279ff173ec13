package io.patchbay.runtime.internal.session;

import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.provider.ResumptionHandle;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
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
    private Set<LineChoice> barred = Set.of();
    private @Nullable LineChoice preferred;
    private @Nullable Line line;
    private @Nullable Line next;
    private @Nullable LineMaker maker;
    private @Nullable CloseReason closing;

    /** Counts what was given up: nothing more is tried for it. */
    private int abandoned;

    /** The line that is made shall be made again, of what is plugged in now. */
    private boolean outdated;

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

    /**
     * Makes a line from one of {@code choices}; it waits for {@link #adopt}. Completes on the loop,
     * or fails with the first choice's {@link ConnectException} when none works.
     *
     * @param time for each choice
     */
    CompletionStage<Line> connect(List<LineChoice> choices, Making making, Duration time) {
        CompletableFuture<Line> result = new CompletableFuture<>();
        attempt(choices.iterator(), making, time, null, result, abandoned);
        return result;
    }

    private void attempt(
            Iterator<LineChoice> choices,
            Making making,
            Duration time,
            @Nullable Throwable first,
            CompletableFuture<Line> result,
            int round) {
        CloseReason ended = closing;
        if (ended != null || round != abandoned || !choices.hasNext()) {
            result.completeExceptionally(
                    first != null
                            ? first
                            : new ConnectException(
                                    ended == null ? CloseReason.NORMAL : ended, null));
            return;
        }
        LineChoice choice = choices.next();
        ResumptionHandle handle = making.resumption(choice);
        LineMaker attempt =
                new LineMaker(
                        core,
                        choice,
                        making::config,
                        time,
                        handle,
                        making.lenient(choice),
                        making.owner());
        maker = attempt;
        attempt.result()
                .whenComplete(
                        (made, failure) -> {
                            if (maker == attempt) {
                                maker = null;
                            }
                            if (failure == null) {
                                outdated = false;
                                next = made;
                                result.complete(made);
                                return;
                            }
                            Throwable why =
                                    failure instanceof CompletionException
                                                    && failure.getCause() != null
                                            ? failure.getCause()
                                            : failure;
                            if (outdated && closing == null && round == abandoned) {
                                outdated = false;
                                attempt(again(choice, choices), making, time, first, result, round);
                                return;
                            }
                            if (handle != null && round == abandoned && refused(why)) {
                                making.spent();
                                attempt(again(choice, choices), making, time, first, result, round);
                                return;
                            }
                            if (closing == null
                                    && round == abandoned
                                    && why instanceof ConnectException known
                                    && !MissingPlug.isWhy(known)
                                    && !known.reason().retryable()) {
                                bar(choice);
                            }
                            attempt(
                                    choices,
                                    making,
                                    time,
                                    first == null ? why : first,
                                    result,
                                    round);
                        });
    }

    /** Whether somebody was there and said no, rather than nobody being there. */
    private static boolean refused(Throwable why) {
        return !(why instanceof ConnectException known)
                || known.reason().error() != null
                || known.reason().cause() != CloseReason.Cause.LOST;
    }

    private static Iterator<LineChoice> again(LineChoice choice, Iterator<LineChoice> rest) {
        List<LineChoice> all = new ArrayList<>();
        all.add(choice);
        rest.forEachRemaining(all::add);
        return all.iterator();
    }

    /** What is plugged in changed: a line that is made of something else is begun anew. */
    void plugsChanged() {
        LineMaker attempt = maker;
        if (attempt != null && !attempt.upToDate()) {
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
