package io.patchbay.tck.conformance;

import static io.patchbay.tck.conformance.Finding.require;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.patchbay.api.guardrail.GuardrailContext;
import io.patchbay.api.guardrail.GuardrailSource;
import io.patchbay.api.guardrail.InputGuardrail;
import io.patchbay.api.guardrail.OutputGuardrail;
import io.patchbay.api.guardrail.Verdict;
import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Whether a {@link GuardrailSource} keeps its contract. */
@Contract({GuardrailSource.class, OutputGuardrail.class, InputGuardrail.class})
public abstract class GuardrailSourceConformance extends PlugConformance<GuardrailSource> {

    private static final int SIDE_BY_SIDE = 32;
    private static final List<String> ODD_TEXTS =
            List.of(
                    "",
                    " \n\t",
                    "\ud83d\ude00 \u0000 \u202e",
                    "half a pair: \ud83d",
                    "aaaaaaaaaa ".repeat(20_000),
                    "a".repeat(200_000));

    /** For those who extend it. */
    protected GuardrailSourceConformance() {
        super(GuardrailSource.class);
    }

    /** A text that must not stand, with {@link #settings()}. */
    protected abstract String forbidden();

    /** A text that may stand. */
    protected abstract String harmless();

    /** A text whose check takes longer than {@link #patience()}, to be cancelled; default: none. */
    protected Optional<String> slow() {
        return Optional.empty();
    }

    /** A guardrail of either kind, as a session asks it. */
    private record Guard(String name, String hint, String kind, Check check) {}

    private interface Check {
        CompletionStage<Verdict> of(String text, GuardrailContext context) throws Exception;
    }

    @Override
    final String nameOf(GuardrailSource factory) {
        return factory.name();
    }

    @Override
    final AutoCloseable make(GuardrailSource factory, Settings settings, PlugContext context) {
        return factory.create(settings, context);
    }

    @Override
    final void use(AutoCloseable made, Settings settings) {
        List<Guard> guards = guards(made);
        for (Guard guard : guards) {
            verdict(guard, harmless(), true);
            verdict(guard, forbidden(), true);
        }
    }

    @Override
    final List<String> visible(AutoCloseable made) {
        List<String> shown = new ArrayList<>();
        for (Guard guard : guards(made)) {
            shown.add(guard.hint());
            shown.add(verdict(guard, forbidden(), true).info());
        }
        ((GuardrailSource.Guardrails) made).output().forEach(each -> shown.add(each.toString()));
        ((GuardrailSource.Guardrails) made).input().forEach(each -> shown.add(each.toString()));
        return shown;
    }

    private static List<Guard> guards(AutoCloseable made) {
        GuardrailSource.Guardrails offered = (GuardrailSource.Guardrails) made;
        List<Guard> guards = new ArrayList<>();
        for (OutputGuardrail each : offered.output()) {
            guards.add(new Guard(each.name(), each.policyHint(), "output", each::check));
        }
        for (InputGuardrail each : offered.input()) {
            guards.add(new Guard(each.name(), each.policyHint(), "input", each::check));
        }
        return guards;
    }

    private interface Look {
        void at(List<Guard> guards) throws Exception;
    }

    private void offered(Look look) throws Exception {
        AutoCloseable made = make();
        try {
            look.at(guards(made));
        } finally {
            finish(made);
        }
    }

    private CompletionStage<Verdict> begin(
            Guard guard, String text, boolean complete, LentToken token) {
        CompletableFuture<CompletionStage<Verdict>> begun = new CompletableFuture<>();
        Moment moment = new Moment("check", complete, token);
        context()
                .workers()
                .execute(
                        () -> {
                            try {
                                begun.complete(
                                        Objects.requireNonNull(
                                                guard.check().of(text, moment),
                                                "null in place of a stage"));
                            } catch (Throwable e) {
                                begun.completeExceptionally(e);
                            }
                        });
        return begun.thenCompose(stage -> stage);
    }

    private Verdict verdict(Guard guard, String text, boolean complete) {
        Patience.Outcome<Verdict> outcome =
                waiting().outcome(begin(guard, text, complete, new LentToken(context().workers())));
        Verdict verdict = outcome.value();
        if (verdict == null) {
            throw Finding.of(
                    "a check comes to a verdict",
                    of(guard) + " with " + Finding.brief(text) + ": " + outcome,
                    "complete the stage with a Verdict for any text",
                    outcome.failure());
        }
        return verdict;
    }

    private static String of(Guard guard) {
        return "the " + guard.kind() + " guardrail '" + guard.name() + "'";
    }

    @Test
    void something_is_offered_under_names_of_its_own() throws Exception {
        offered(
                guards -> {
                    HashSet<String> seen = new HashSet<>();
                    boolean fine = !guards.isEmpty();
                    for (Guard guard : guards) {
                        fine &= !guard.name().isBlank() && seen.add(guard.kind() + guard.name());
                    }
                    require(
                            fine,
                            "a source offers guardrails, whose names are unique in a session",
                            () -> "it offers " + guards.stream().map(Guard::name).toList(),
                            "give each its own name");
                });
    }

    @Test
    void the_model_can_be_told_what_to_respect() throws Exception {
        offered(
                guards -> {
                    for (Guard guard : guards) {
                        require(
                                !guard.hint().isBlank(),
                                "policyHint says what the model has to respect",
                                () -> of(guard) + " has a blank hint",
                                "say it in a few words, or leave the default");
                    }
                });
    }

    @Test
    void asking_again_gets_the_same_guardrails() throws Exception {
        AutoCloseable made = make();
        try {
            List<String> once = guards(made).stream().map(GuardrailSourceConformance::of).toList();
            List<String> again = guards(made).stream().map(GuardrailSourceConformance::of).toList();
            require(
                    once.equals(again),
                    "what is offered stays until the plug says that it has changed",
                    () -> once + ", then " + again,
                    "make the guardrails once; call PlugContext.changed() when they change");
        } finally {
            finish(made);
        }
    }

    @Test
    void what_must_not_stand_trips_and_all_else_does_not() throws Exception {
        offered(
                guards -> {
                    boolean tripped = false;
                    for (Guard guard : guards) {
                        tripped |= verdict(guard, forbidden(), true).tripped();
                        require(
                                !verdict(guard, harmless(), true).tripped(),
                                "what is harmless stands",
                                () -> of(guard) + " tripped at the text of harmless()",
                                "let it pass");
                    }
                    require(
                            tripped,
                            "what must not stand trips a guardrail",
                            () -> "none tripped at the text of forbidden()",
                            "trip at it, or give settings() with which it does");
                });
    }

    @Test
    void a_verdict_does_not_depend_on_earlier_checks() throws Exception {
        offered(
                guards -> {
                    for (Guard guard : guards) {
                        boolean first = verdict(guard, forbidden(), true).tripped();
                        verdict(guard, harmless(), true);
                        boolean again = verdict(guard, forbidden(), true).tripped();
                        boolean passes = !verdict(guard, harmless(), true).tripped();
                        require(
                                first == again && passes,
                                "a guardrail is stateless: the same text gets the same verdict",
                                () ->
                                        of(guard)
                                                + " said "
                                                + first
                                                + ", then "
                                                + again
                                                + "; harmless after it: "
                                                + passes,
                                "keep nothing of a text after its check");
                    }
                });
    }

    @Test
    void an_answer_can_be_checked_while_it_grows() throws Exception {
        offered(
                guards -> {
                    String answer = harmless() + " " + forbidden();
                    for (Guard guard : guards) {
                        for (int end = 1; end < answer.length(); end += 1 + answer.length() / 40) {
                            verdict(guard, answer.substring(0, end), false);
                        }
                        verdict(guard, answer, true);
                    }
                });
    }

    @Test
    void odd_and_long_texts_get_a_verdict() throws Exception {
        offered(
                guards -> {
                    for (Guard guard : guards) {
                        for (String text : ODD_TEXTS) {
                            verdict(guard, text, true);
                        }
                    }
                });
    }

    @Test
    void checks_run_side_by_side() throws Exception {
        offered(
                guards -> {
                    for (Guard guard : guards) {
                        boolean alone = verdict(guard, forbidden(), true).tripped();
                        List<CompletionStage<Verdict>> begun = new ArrayList<>();
                        LentToken token = new LentToken(context().workers());
                        for (int i = 0; i < SIDE_BY_SIDE; i++) {
                            String text = i % 2 == 0 ? forbidden() : harmless();
                            begun.add(begin(guard, text, true, token));
                        }
                        for (int i = 0; i < SIDE_BY_SIDE; i++) {
                            Patience.Outcome<Verdict> outcome = waiting().outcome(begun.get(i));
                            Verdict verdict = outcome.value();
                            boolean expected = i % 2 == 0 && alone;
                            require(
                                    verdict != null && verdict.tripped() == expected,
                                    "a guardrail is stateless or thread-safe: checks run at once",
                                    () ->
                                            of(guard)
                                                    + " alone says "
                                                    + expected
                                                    + ", among others "
                                                    + outcome,
                                    "share nothing that changes between checks");
                        }
                    }
                });
    }

    @Test
    void a_cancelled_check_ends() throws Exception {
        String text = slow().orElse(null);
        assumeTrue(text != null, "slow() names none");
        Objects.requireNonNull(text);
        offered(
                guards -> {
                    for (Guard guard : guards) {
                        LentToken token = new LentToken(context().workers());
                        CompletionStage<Verdict> begun = begin(guard, text, false, token);
                        token.cancel();
                        Patience.Outcome<Verdict> outcome = waiting().outcome(begun);
                        require(
                                outcome.ended(),
                                "a check that is no longer wanted ends",
                                () -> of(guard) + " ran on after its token was cancelled",
                                "look at GuardrailContext.cancellation()");
                    }
                });
    }
}
