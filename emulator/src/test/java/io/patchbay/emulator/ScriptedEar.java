package io.patchbay.emulator;

import io.patchbay.emulator.speech.Ear;
import io.patchbay.emulator.speech.Heard;
import io.patchbay.emulator.speech.Vocabulary;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Hears what the test says, or nothing. */
public final class ScriptedEar implements Ear {
    private final Deque<CompletionStage<Heard>> next = new ArrayDeque<>();
    private final List<Vocabulary> vocabularies = new ArrayList<>();

    /** The next turn is heard as these words. */
    public void hears(String text) {
        next.add(CompletableFuture.completedFuture(new Heard.Words(text, text, Map.of())));
    }

    /** The next turn ends as the stage does. */
    public void hears(CompletionStage<Heard> outcome) {
        next.add(outcome);
    }

    /** The vocabularies of the turns so far. */
    public List<Vocabulary> vocabularies() {
        return vocabularies;
    }

    @Override
    public CompletionStage<Heard> hear(short[] pcm, int sampleRate, Vocabulary vocabulary) {
        vocabularies.add(vocabulary);
        CompletionStage<Heard> outcome = next.poll();
        return outcome == null
                ? CompletableFuture.completedFuture(new Heard.NotUnderstood())
                : outcome;
    }

    @Override
    public CompletionStage<Void> warmUp(Vocabulary vocabulary) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {
        // nothing to free
    }
}
