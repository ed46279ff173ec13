package io.patchbay.runtime.internal.session;

import io.patchbay.api.provider.ConfigPlan;
import io.patchbay.api.provider.Feature;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.Receipt;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Changes of the configuration while a line stands: only what differs is sent, what only a new line
 * can change is kept for it and reported, what the provider cannot have is refused (RULES 28, 45).
 * On the loop.
 */
final class Reconfiguring {
    private final SessionCore core;
    private final Configuration configuration;
    private final Outgoing outgoing;
    private final Confirmations confirmations;
    private Supplier<@Nullable CompletionStage<Void>> onNewLine = () -> null;
    private @Nullable CompletionStage<Void> move;

    Reconfiguring(
            SessionCore core,
            Configuration configuration,
            Outgoing outgoing,
            Confirmations confirmations) {
        this.core = core;
        this.configuration = configuration;
        this.outgoing = outgoing;
        this.confirmations = confirmations;
    }

    /** Somebody replaces a line that cannot take a change; completes when it is over. */
    void onNewLine(Supplier<@Nullable CompletionStage<Void>> action) {
        onNewLine = action;
    }

    /** The move to a line that can take a change; null when there is none on its way. */
    @Nullable CompletionStage<Void> move() {
        return move;
    }

    /** The line was opened a while ago: it is told what has changed since. */
    void catchUp(@Nullable AgentBinding binding, Line line) {
        apply(possible(line, configuration.wanted(binding, line.capabilities)))
                .whenComplete(
                        (nothing, failure) -> {
                            if (failure != null) {
                                core.warn("config-not-taken", String.valueOf(failure.getMessage()));
                            }
                        });
    }

    /** What is known to be impossible on a line is not asked of it again. */
    private static SessionConfig possible(Line line, SessionConfig wanted) {
        Set<ConfigField<?>> without = line.gaps.without();
        if (without.isEmpty()) {
            return wanted;
        }
        Set<ConfigField<?>> left = new HashSet<>(wanted.fields());
        left.removeAll(without);
        return wanted.only(left);
    }

    /** The application wants a change. */
    CompletionStage<Void> change(SessionConfig change) {
        SessionConfig allowed = configuration.allowed(change);
        CompletionStage<Void> done = apply(allowed);
        if (!done.toCompletableFuture().isCompletedExceptionally()) {
            configuration.choose(change);
        }
        return done;
    }

    /** Another agent shall speak. Completes when the provider has taken its configuration. */
    CompletionStage<Void> agent(AgentBinding binding) {
        Line line = outgoing.line();
        if (line == null) {
            return CompletableFuture.completedFuture(null);
        }
        try {
            return apply(possible(line, configuration.wanted(binding, line.capabilities)), true);
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** What speech may interrupt has changed: the server is told. */
    void turns() {
        Line line = outgoing.line();
        if (line != null
                && line.capabilities.has(Feature.CLIENT_INTERRUPTION)
                && line.capabilities.has(Feature.CLIENT_RESPONSES)) {
            SessionConfig wanted = possible(line, configuration.wanted(null, line.capabilities));
            apply(wanted.only(Set.of(ConfigField.TURN_DETECTION)))
                    .whenComplete(
                            (nothing, failure) -> {
                                if (failure != null) {
                                    core.warn(
                                            "turns-not-told",
                                            "the server was not told what speech may interrupt");
                                }
                            });
        }
    }

    /** The application sends an update as a command; it goes as it is, and is remembered. */
    CompletionStage<Receipt> command(Command.UpdateSession command) {
        configuration.asked(command.id(), command.change());
        configuration.choose(command.change());
        confirmations.sent(command.id());
        return outgoing.send(command);
    }

    /** The application sends an update past us; the provider will confirm it, too. */
    void raw(String commandId) {
        confirmations.sent(commandId);
    }

    private CompletionStage<Void> apply(SessionConfig wanted) {
        return apply(wanted, false);
    }

    private CompletionStage<Void> apply(SessionConfig wanted, boolean confirmed) {
        Line line = outgoing.line();
        SessionConfig difference = configuration.asked().changesTo(wanted);
        if (line == null || difference.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        ConfigPlan plan;
        try {
            plan = line.codec.plan(configuration.asked(), configuration.asked().with(difference));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
        if (!plan.rejected().isEmpty()) {
            List<String> reasons = new ArrayList<>();
            plan.rejected().forEach((field, reason) -> reasons.add(field + ": " + reason));
            Collections.sort(reasons);
            return CompletableFuture.failedFuture(
                    new IllegalArgumentException(
                            "the provider cannot have this; nothing was changed: "
                                    + String.join("; ", reasons)));
        }
        if (!plan.newLine().isEmpty()) {
            core.warn(
                    "config-needs-new-line",
                    "kept for the next line, because this one cannot change it: "
                            + plan.newLine().fields());
            moves(onNewLine.get());
        }
        SessionConfig now = plan.now().with(plan.deferred());
        if (now.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        Command.UpdateSession update = Command.UpdateSession.of(now);
        configuration.asked(update.id(), now);
        CompletionStage<Void> taken = confirmations.sent(update.id());
        CompletionStage<Void> sent =
                outgoing.send(update).handle((receipt, failure) -> sent(update.id(), failure));
        return confirmed ? sent.thenCompose(nothing -> taken) : sent;
    }

    private void moves(@Nullable CompletionStage<Void> begun) {
        move = begun;
        if (begun != null) {
            begun.whenComplete(
                    (nothing, failure) -> {
                        if (move == begun) {
                            move = null;
                        }
                    });
        }
    }

    private @Nullable Void sent(String commandId, @Nullable Throwable failure) {
        if (failure != null) {
            configuration.refused(commandId);
            confirmations.forget(commandId);
            throw failure instanceof RuntimeException known
                    ? known
                    : new IllegalStateException(failure.getMessage(), failure);
        }
        return null;
    }
}
