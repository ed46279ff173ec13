package io.patchbay.runtime.internal.session;

import io.patchbay.api.session.GuardrailPolicy;
import io.patchbay.api.session.GuardrailPolicy.WhenLate;
import io.patchbay.api.session.SessionEvent.ErrorSource;
import io.patchbay.runtime.internal.session.GuardrailExecutor.Kind;
import io.patchbay.runtime.internal.session.GuardrailExecutor.Outcome;
import java.util.ArrayList;
import java.util.List;

/**
 * One text, judged by all guardrails of a panel at once. One that fails or is late hurts no other;
 * what it counts as the policy says. The first that trips decides. On the loop.
 */
final class Verdicts {
    /** Hears what the judgement is, never before {@link Verdicts#ask} has returned. */
    interface Judgement {
        /** The words must not stand. Told once, and nothing after it. */
        void tripped(Outcome outcome);

        /** All have judged, and the words may stand. */
        void passed();
    }

    private final SessionCore core;
    private final Judgement judgement;
    private final List<GuardrailExecutor.Running> running = new ArrayList<>(1);
    private int open;
    private boolean over;

    private Verdicts(SessionCore core, Judgement judgement) {
        this.core = core;
        this.judgement = judgement;
    }

    /** Asks all of a panel. */
    static Verdicts ask(
            SessionCore core,
            Panel<?> panel,
            String text,
            GuardrailExecutor.Subject subject,
            Judgement judgement) {
        Verdicts verdicts = new Verdicts(core, judgement);
        List<Panel.Member> members = panel.members();
        verdicts.open = members.size();
        for (Panel.Member member : members) {
            verdicts.ask(member, text, subject);
        }
        return verdicts;
    }

    private void ask(Panel.Member member, String text, GuardrailExecutor.Subject subject) {
        GuardrailExecutor.Guard guard = member.guard();
        if (guard == null) {
            String name = member.name();
            core.loop.execute(
                    () -> judged(new Outcome(name, name, Kind.MISSING, false, "nobody offers it")));
            return;
        }
        running.add(
                core.host
                        .guardrails()
                        .start(
                                new GuardrailExecutor.Check(
                                        member.name(),
                                        guard,
                                        member.lease(),
                                        text,
                                        subject,
                                        core.options.guardrails().verdictTimeout()),
                                core.loop,
                                this::judged));
    }

    private void judged(Outcome outcome) {
        if (over) {
            return;
        }
        open--;
        if (tripped(core, outcome)) {
            cancel("another guardrail tripped");
            judgement.tripped(outcome);
        } else if (open == 0) {
            over = true;
            judgement.passed();
        }
    }

    /** What an outcome counts as; that a verdict is missing is reported. */
    static boolean tripped(SessionCore core, Outcome outcome) {
        if (outcome.kind() == Kind.VERDICT) {
            return outcome.tripped();
        }
        GuardrailPolicy policy = core.options.guardrails();
        if (outcome.kind() != Kind.MISSING) {
            core.error(
                    ErrorSource.GUARDRAIL,
                    "guardrail '"
                            + outcome.guardrail()
                            + "': "
                            + outcome.info()
                            + "; the words "
                            + fate(policy),
                    null);
        }
        return policy.whenLate() == WhenLate.TRIP;
    }

    /** What becomes of words without a verdict. */
    static String fate(GuardrailPolicy policy) {
        return policy.whenLate() == WhenLate.TRIP ? "do not stand" : "stand";
    }

    /** Nobody wants to know any more. */
    void cancel(String reason) {
        over = true;
        for (GuardrailExecutor.Running one : running) {
            one.cancel(reason);
        }
        running.clear();
    }
}
