package io.patchbay.runtime.internal.session;

import io.patchbay.api.history.Item;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.provider.ResumptionHandle;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.HistorySummary;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.SessionEvent.Restoration;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.runtime.internal.emulation.Emulations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes one line ready to take over: the agent as it is now, a connection with the whole
 * configuration, and the conversation, by the provider's own memory or by telling it. On the loop.
 */
final class Successor implements LineSupervisor.Making {
    private final SessionCore core;
    private final SessionParts parts;
    private final LineSupervisor lines;
    private final Handle handle;
    private final List<LineChoice> choices;
    private Opening opening;
    private @Nullable Line line;
    private @Nullable Replay replay;
    private @Nullable Item summary;

    /** What the line was told when it opened; null when that is not the way. */
    private @Nullable List<Item> seeded;

    private boolean outdated;
    private Duration time;

    /**
     * A successor.
     *
     * @param choices which lines are tried, in order
     */
    Successor(
            SessionCore core,
            SessionParts parts,
            LineSupervisor lines,
            Handle handle,
            List<LineChoice> choices) {
        this.core = core;
        this.parts = parts;
        this.lines = lines;
        this.handle = handle;
        this.choices = choices;
        this.opening = new Opening(core);
        this.time = core.options.limits().connect();
    }

    /** Takes less time to connect, because there is something else to be tried. */
    void within(Duration most) {
        time = most.compareTo(time) < 0 ? most : time;
    }

    /** Where the conversation is, and the handle with which it can be resumed there now. */
    static final class Handle {
        private final SessionCore core;
        private @Nullable ResumptionHandle value;
        private long expires = Long.MAX_VALUE;
        private @Nullable LineChoice home;
        private boolean quiet;

        Handle(SessionCore core) {
            this.core = core;
        }

        /** The provider gave a new one. */
        void given(ResumptionHandle handle) {
            value = handle;
            java.time.Instant end = handle.expiresAt();
            expires =
                    end == null
                            ? Long.MAX_VALUE
                            : core.clock.now()
                                    + Duration.between(java.time.Instant.now(), end).toNanos();
        }

        /** This line has the conversation. */
        void with(Line line) {
            home = line.choice;
            quiet = Emulations.seeds(line.capabilities);
        }

        /** Whether handles are given in quiet moments only, before a call that still is open. */
        boolean quiet() {
            return quiet;
        }

        /** Whether the conversation was last at another provider, or another service of one. */
        boolean elsewhere(LineChoice choice) {
            LineChoice last = home;
            return last != null
                    && !(last.provider().equals(choice.provider())
                            && Objects.equals(last.profile(), choice.profile()));
        }

        @Nullable ResumptionHandle at(LineChoice choice) {
            ResumptionHandle known = value;
            boolean usable =
                    known != null
                            && known.provider().equals(choice.provider())
                            && !elsewhere(choice)
                            && core.clock.now() < expires;
            return usable ? known : null;
        }

        void spent() {
            value = null;
        }
    }

    /**
     * Connects. Completes on the loop; fails with a {@link
     * io.patchbay.api.transport.ConnectException}, or with what failed to prepare the agent.
     */
    CompletionStage<Line> connect() {
        long begun = core.clock.now();
        int wanted = lines.wanted(); // the agent may think for longer than anybody wants this
        return parts.active
                .prepare()
                .thenCompose(agent -> lines.connect(choices, this, left(begun), wanted))
                .thenApply(
                        made -> {
                            line = made;
                            return made;
                        });
    }

    /** What of the time for a connect the agent has left. */
    private Duration left(long begun) {
        Duration left = time.minusNanos(core.clock.now() - begun);
        return left.isNegative() || left.isZero() ? Duration.ofNanos(1) : left;
    }

    @Override
    public SessionConfig config(ProviderCapabilities capabilities) {
        return parts.configuration.wanted(parts.active.opening(), capabilities);
    }

    @Override
    public CompletionStage<List<Item>> seed(
            ProviderCapabilities capabilities, SessionConfig wanted) {
        List<Item> history = core.conversation.snapshot().items();
        return summarised(ReplayPlan.of(history, capabilities, reserved(wanted), null))
                .thenApply(
                        items -> {
                            seeded = items;
                            return items;
                        });
    }

    /** A call that goes on at another provider had rather do without something than end. */
    @Override
    public boolean lenient(LineChoice choice) {
        return handle.elsewhere(choice);
    }

    @Override
    public @Nullable ResumptionHandle resumption(LineChoice choice) {
        return handle.quiet() && !parts.tools.owed().isEmpty() ? null : handle.at(choice);
    }

    @Override
    public void spent() {
        handle.spent();
    }

    @Override
    public Line.Owner owner() {
        opening = new Opening(core);
        return opening;
    }

    /** What the line that came to nothing complained about. */
    void complaints(Consumer<TransportEvent> listener) {
        opening.complaints(listener);
    }

    /** Told when the line ends before it takes over. */
    void onEnd(Consumer<CloseReason> action) {
        opening.onEnd(action);
    }

    /**
     * Brings the line that was made to the conversation as it stands; may be done again when it has
     * changed since. Completes on the loop.
     */
    CompletionStage<Ready> restore(Line made) {
        List<Item> history = core.conversation.snapshot().items();
        if (made.resumed) {
            return CompletableFuture.completedFuture(
                    new Ready(
                            made,
                            opening,
                            null,
                            made.choice.callId() != null
                                    ? Restoration.ATTACHED
                                    : Restoration.RESUMED,
                            List.of(),
                            Set.of()));
        }
        boolean seeds = Emulations.seeds(made.capabilities);
        ReplayPlan plan =
                ReplayPlan.of(
                        history,
                        made.capabilities,
                        reserved(made.opening),
                        seeds ? null : parts.callerAudio::turn);
        if (seeds) {
            return CompletableFuture.completedFuture(seeded(made, plan, history));
        }
        Replay running = replay;
        if (running == null) {
            running = new Replay(core, made);
            replay = running;
            opening.follow(running);
        }
        Replay sender = running;
        return summarised(plan)
                .thenCompose(items -> sender.to(items))
                .thenApply(nothing -> ready(made, sender, plan, history));
    }

    private static int reserved(SessionConfig opening) {
        String instructions = opening.value(ConfigField.INSTRUCTIONS).orElse("");
        int tools = opening.value(ConfigField.TOOLS).map(Object::toString).orElse("").length();
        return (int) ItemSize.tokens(instructions) + tools / 4;
    }

    /** A line that was told all when it opened: what has changed since it does not know. */
    private Ready seeded(Line made, ReplayPlan plan, List<Item> history) {
        List<Item> told = seeded == null ? List.of() : seeded;
        List<String> lost = lost(plan);
        Set<Item> known = new HashSet<>(told);
        List<Item> changed = new ArrayList<>(plan.items());
        changed.removeIf(known::contains);
        outdated = !changed.isEmpty();
        if (outdated) {
            lost.add(
                    changed.size()
                            + " items that changed while the line was made: it was told of the"
                            + " conversation before");
        }
        Set<String> lostCalls = calls(history);
        lostCalls.removeAll(calls(told));
        return new Ready(
                made,
                opening,
                null,
                told.isEmpty() ? Restoration.FRESH : Restoration.REPLAYED,
                lost,
                lostCalls);
    }

    /** Whether the line that was restored last does not know all that another one would. */
    boolean outdated() {
        return outdated;
    }

    private static Set<String> calls(List<Item> items) {
        Set<String> calls = new HashSet<>();
        for (Item item : items) {
            if (item instanceof Item.FunctionCall call) {
                calls.add(call.callId());
            }
        }
        return calls;
    }

    private List<String> lost(ReplayPlan plan) {
        List<String> lost = new ArrayList<>(plan.lost());
        if (!plan.dropped().isEmpty()) {
            lost.add(
                    plan.dropped().size()
                            + " of the oldest items, for which the model has no room"
                            + (summary == null ? "" : "; a summary stands for them"));
        }
        return lost;
    }

    private Ready ready(Line made, Replay told, ReplayPlan plan, List<Item> history) {
        List<String> lost = lost(plan);
        lost.addAll(told.refused());
        Set<String> lostCalls = calls(history);
        lostCalls.removeIf(told::hasCall);
        return new Ready(
                made,
                opening,
                told,
                told.first() == null ? Restoration.FRESH : Restoration.REPLAYED,
                lost,
                lostCalls);
    }

    private CompletionStage<List<Item>> summarised(ReplayPlan plan) {
        HistorySummary hook = core.options.reconnect().summary();
        if (hook == null || plan.dropped().isEmpty() || summary != null) {
            return CompletableFuture.completedFuture(with(plan));
        }
        return OnWorker.call(
                        core,
                        () -> hook.summarise(plan.dropped()),
                        core.options.limits().connect(),
                        "the summary of the history")
                .handle(
                        (text, failure) -> {
                            if (text != null && !text.isBlank()) {
                                summary =
                                        Item.Message.system(text)
                                                .withId(parts.outgoing.nextItemId());
                            } else if (failure != null) {
                                core.warn(
                                        "history-summary-failed",
                                        String.valueOf(failure.getMessage()));
                            }
                            return with(plan);
                        });
    }

    private List<Item> with(ReplayPlan plan) {
        Item first = summary;
        if (first == null) {
            return plan.items();
        }
        List<Item> all = new ArrayList<>(plan.items().size() + 1);
        all.add(first);
        all.addAll(plan.items());
        return all;
    }
}
