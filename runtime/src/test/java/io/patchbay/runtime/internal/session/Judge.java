package io.patchbay.runtime.internal.session;

import io.patchbay.api.guardrail.GuardrailContext;
import io.patchbay.api.guardrail.InputGuardrail;
import io.patchbay.api.guardrail.OutputGuardrail;
import io.patchbay.api.guardrail.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A guardrail of either kind that trips at a word, at once or when the test lets it. */
final class Judge implements OutputGuardrail, InputGuardrail {
    final List<String> texts = new ArrayList<>();
    final List<GuardrailContext> contexts = new ArrayList<>();
    final List<CompletableFuture<Verdict>> open = new ArrayList<>();
    private final String name;
    private final String word;
    private final boolean byHand;
    @Nullable RuntimeException failure;

    private Judge(String name, String word, boolean byHand) {
        this.name = name;
        this.word = word;
        this.byHand = byHand;
    }

    /** Trips at a word, at once. */
    static Judge against(String word) {
        return new Judge("no-" + word, word, false);
    }

    /** Its verdicts wait for the test. */
    static Judge byHand(String word) {
        return new Judge("no-" + word, word, true);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String policyHint() {
        return "never say " + word.length() + " letters";
    }

    @Override
    public CompletionStage<Verdict> check(String text, GuardrailContext context) {
        texts.add(text);
        contexts.add(context);
        if (failure != null) {
            throw failure;
        }
        if (byHand) {
            CompletableFuture<Verdict> verdict = new CompletableFuture<>();
            open.add(verdict);
            return verdict;
        }
        return CompletableFuture.completedFuture(verdict(text));
    }

    private Verdict verdict(String text) {
        return text.contains(word) ? Verdict.trip("found it") : Verdict.PASS;
    }

    /** All that wait are judged by the word. */
    void judges() {
        List<CompletableFuture<Verdict>> waiting = List.copyOf(open);
        open.clear();
        int first = texts.size() - waiting.size();
        for (int i = 0; i < waiting.size(); i++) {
            waiting.get(i).complete(verdict(texts.get(first + i)));
        }
    }
}
