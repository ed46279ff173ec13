package io.patchbay.emulator.speech.internal;

import edu.cmu.sphinx.decoder.search.SearchManager;
import io.patchbay.emulator.speech.Heard;
import io.patchbay.emulator.speech.Vocabulary;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One recogniser: a model, and the vocabularies that it met last, compiled. For one thread at a
 * time.
 */
final class SphinxRecogniser {
    private static final int KEPT_VOCABULARIES = 8;

    private final SphinxModel model = new SphinxModel();
    private final Pronouncer pronouncer;
    private final Map<Vocabulary, Compiled> vocabularies =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Vocabulary, Compiled> eldest) {
                    return size() > KEPT_VOCABULARIES;
                }
            };

    SphinxRecogniser(Pronouncer pronouncer) {
        this.pronouncer = pronouncer;
    }

    /** Compiles a vocabulary unless it is among those kept. */
    void prepare(Vocabulary vocabulary) {
        compiled(vocabulary);
    }

    /**
     * Listens to a turn.
     *
     * @param samples mono at {@link TurnSource#RATE}
     */
    Heard hear(short[] samples, Vocabulary vocabulary) {
        return compiled(vocabulary)
                .flatMap(compiled -> compiled.hear(model, samples))
                .map(Heard.class::cast)
                .orElseGet(Heard.NotUnderstood::new);
    }

    private Optional<Compiled> compiled(Vocabulary vocabulary) {
        Compiled compiled = vocabularies.get(vocabulary);
        if (compiled == null) {
            SpokenVocabulary spoken = new SpokenVocabulary(vocabulary);
            if (spoken.phrases().isEmpty()) {
                return Optional.empty();
            }
            GrammarWords words = new GrammarWords(spoken.words(), pronouncer, model.units());
            compiled =
                    new Compiled(spoken, model.compile(new PhraseGrammar(spoken.phrases(), words)));
            vocabularies.put(vocabulary, compiled);
        }
        return Optional.of(compiled);
    }

    private record Compiled(SpokenVocabulary spoken, SearchManager search) {
        Optional<Heard.Words> hear(SphinxModel model, short[] samples) {
            String words = model.decode(search, samples);
            return spoken.match(words.isBlank() ? List.of() : List.of(words.trim().split(" +")));
        }
    }
}
