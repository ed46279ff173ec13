package io.patchbay.emulator.speech.internal;

import io.patchbay.emulator.speech.Heard;
import io.patchbay.emulator.speech.Vocabulary;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A vocabulary as it is said. */
final class SpokenVocabulary {
    private final List<SpokenPhrase> phrases = new ArrayList<>();

    SpokenVocabulary(Vocabulary vocabulary) {
        for (String phrase : vocabulary.phrases()) {
            add(SpokenPhrase.plain(phrase));
        }
        for (String pattern : vocabulary.patterns()) {
            add(SpokenPhrase.pattern(pattern, vocabulary.slots()));
        }
    }

    private void add(SpokenPhrase phrase) {
        if (phrase.isSpeakable()) {
            phrases.add(phrase);
        }
    }

    /** All that can be said, in the order of the vocabulary, phrases first. */
    List<SpokenPhrase> phrases() {
        return phrases;
    }

    /** Every word of every phrase, once. */
    Set<String> words() {
        Set<String> words = new LinkedHashSet<>();
        for (SpokenPhrase phrase : phrases) {
            for (SpokenPhrase.Part part : phrase.parts()) {
                part.ways().forEach(way -> words.addAll(way.words()));
            }
        }
        return words;
    }

    /** Finds the first phrase that these words are. */
    Optional<Heard.Words> match(List<String> words) {
        return phrases.stream().flatMap(phrase -> phrase.match(words).stream()).findFirst();
    }
}
