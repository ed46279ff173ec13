package io.patchbay.runtime.internal.session;

import io.patchbay.api.session.Budget;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.Money;
import io.patchbay.api.session.PriceTable;
import io.patchbay.api.session.Response;
import io.patchbay.api.session.SessionEvent.InterruptionCause;
import io.patchbay.api.session.Transcription;
import io.patchbay.api.session.Usage;
import io.patchbay.api.transport.CloseReason;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A session's usage in money, and the end of the session when its budget is spent. On the loop;
 * only in sessions that have prices.
 */
final class Spending implements Follower {
    private final SessionCore core;
    private final Configuration configuration;
    private final PriceTable prices;
    private final @Nullable Budget budget;
    private final Consumer<CloseReason> close;
    private final Set<String> unpriced = new HashSet<>(2);
    private String model = "";
    private int running;
    private boolean playing;
    private boolean warned;
    private @Nullable CloseReason end;

    /**
     * Counts in the money of {@code prices}.
     *
     * @param close ends the session
     */
    Spending(
            SessionCore core,
            Configuration configuration,
            PriceTable prices,
            Consumer<CloseReason> close) {
        this.core = core;
        this.configuration = configuration;
        this.prices = prices;
        this.budget = core.options.budget().orElse(null);
        this.close = close;
    }

    Money nothing() {
        return Money.zero(prices.currency());
    }

    /** What a use costs. What the table does not know is told once, and costs nothing. */
    Money price(Usage used) {
        String transcriber =
                configuration
                        .effective()
                        .value(ConfigField.TRANSCRIPTION)
                        .map(Transcription::model)
                        .orElse("");
        PriceTable.Cost cost = prices.cost(model, transcriber, used);
        for (String missing : cost.unpriced()) {
            if (unpriced.add(missing)) {
                core.warn(
                        "price-missing",
                        "the price table says nothing about this, so it is counted as free: "
                                + missing
                                + "; its entries are "
                                + prices.models());
            }
        }
        return cost.money();
    }

    /** So much was spent by now. */
    void spent(Money total) {
        Budget limited = budget;
        if (limited == null || end != null) {
            return;
        }
        Money limit = limited.limit();
        if (total.compareTo(limit) >= 0) {
            end =
                    new CloseReason(
                            CloseReason.Cause.LOCAL,
                            0,
                            "the budget of " + limit + " is spent: " + total,
                            null);
            if (limited.atOnce()) {
                finish();
            } else {
                finishWhenSilent();
            }
        } else if (!warned
                && total.amount()
                                .compareTo(
                                        limit.amount()
                                                .multiply(BigDecimal.valueOf(limited.warnAt())))
                        >= 0) {
            warned = true;
            core.warn("budget-near", total + " of the budget of " + limit + " are spent");
        }
    }

    private void finishWhenSilent() {
        if (end != null && running == 0 && !playing) {
            finish();
        }
    }

    /** After what is being told just now. */
    private void finish() {
        CloseReason reason = end;
        if (reason != null) {
            core.loop.execute(() -> close.accept(reason));
        }
    }

    @Override
    public void lineOpened(Line line) {
        String named = line.choice.model();
        model = named == null ? "" : named;
    }

    @Override
    public void lineGone() {
        running = 0;
        playing = false;
        finishWhenSilent();
    }

    @Override
    public void responseStarted(Responses.Active response) {
        running++;
        if (end != null) {
            finish(); // the answer that the budget still paid for is over
        }
    }

    @Override
    public void responseEnded(Responses.Active response, Response result) {
        running = Math.max(0, running - 1);
        finishWhenSilent();
    }

    @Override
    public void playbackStarted(@Nullable String itemId) {
        playing = true;
    }

    @Override
    public void playbackEnded(@Nullable String itemId) {
        playing = false;
        finishWhenSilent();
    }

    @Override
    public void interrupted(InterruptionCause cause) {
        playing = false;
        finishWhenSilent();
    }
}
