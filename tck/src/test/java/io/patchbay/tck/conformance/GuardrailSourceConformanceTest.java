package io.patchbay.tck.conformance;

import static io.patchbay.tck.conformance.KitRun.broken;

import io.patchbay.api.guardrail.GuardrailContext;
import io.patchbay.api.guardrail.GuardrailSource;
import io.patchbay.api.guardrail.InputGuardrail;
import io.patchbay.api.guardrail.OutputGuardrail;
import io.patchbay.api.guardrail.Verdict;
import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

class GuardrailSourceConformanceTest extends KitIsSharp {

    GuardrailSourceConformanceTest() {
        super(
                Kit.class,
                List.of(
                        "a_class_path_finds_the_factory",
                        "a_container_finds_the_factory",
                        "a_wrong_setting_is_refused_by_its_name",
                        "no_class_of_the_plug_is_in_a_refusal",
                        "no_secret_shows"),
                GuardrailSourceConformance.class);
    }

    static final class Kit extends GuardrailSourceConformance {

        @Override
        protected GuardrailSource factory() {
            return new Faulty();
        }

        @Override
        protected boolean bundled() {
            return false;
        }

        @Override
        protected String forbidden() {
            return "a bad word";
        }

        @Override
        protected String harmless() {
            return "a good word";
        }

        @Override
        protected Optional<String> slow() {
            return Optional.of("this takes long");
        }

        @Override
        protected Duration patience() {
            return KitRun.patience(super.patience());
        }
    }

    /** Guardrails that keep the contract, but for the rule that is broken at the moment. */
    public static final class Faulty implements GuardrailSource {

        @Override
        public String name() {
            return "faulty";
        }

        @Override
        public Guardrails create(Settings settings, PlugContext context) {
            Word output = new Word("bad");
            Word input = new Word("bad");
            AtomicInteger asked = new AtomicInteger();
            return new Guardrails() {
                @Override
                public List<OutputGuardrail> output() {
                    if (broken("asking_again_gets_the_same_guardrails")
                            && asked.incrementAndGet() > 1) {
                        return List.of();
                    }
                    return broken("something_is_offered_under_names_of_its_own")
                            ? List.of(output, new Word("good"))
                            : List.of(output);
                }

                @Override
                public List<InputGuardrail> input() {
                    return List.of(input);
                }
            };
        }
    }

    private static final class Word implements OutputGuardrail, InputGuardrail {

        private final AtomicInteger inside = new AtomicInteger();
        private final String word;
        private volatile boolean tripped;

        Word(String word) {
            this.word = word;
        }

        @Override
        public String name() {
            return "word";
        }

        @Override
        public String policyHint() {
            return broken("the_model_can_be_told_what_to_respect") ? "" : "be polite";
        }

        @Override
        public CompletionStage<Verdict> check(String text, GuardrailContext context) {
            if (broken("odd_and_long_texts_get_a_verdict") && text.isEmpty()) {
                throw new StackOverflowError("as from a careless pattern");
            }
            if (broken("an_answer_can_be_checked_while_it_grows") && !context.complete()) {
                throw new UnsupportedOperationException("whole answers only");
            }
            if (text.contains("long") && !text.contains("aaa")) {
                CompletableFuture<Verdict> never = new CompletableFuture<>();
                if (!broken("a_cancelled_check_ends")) {
                    context.cancellation().onCancelled(() -> never.cancel(false));
                }
                return never;
            }
            if (broken("checks_run_side_by_side")) {
                alone();
            }
            boolean now =
                    text.contains(word)
                            || broken("a_verdict_does_not_depend_on_earlier_checks") && tripped;
            tripped = now;
            return CompletableFuture.completedFuture(
                    now && !broken("what_must_not_stand_trips_and_all_else_does_not")
                            ? Verdict.trip("the word")
                            : Verdict.PASS);
        }

        private void alone() {
            try {
                if (inside.incrementAndGet() > 1) {
                    throw new IllegalStateException("somebody else is in here");
                }
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            } finally {
                inside.decrementAndGet();
            }
        }
    }
}
