package io.patchbay.emulator.speech.internal;

import edu.cmu.sphinx.decoder.search.SearchManager;
import io.patchbay.emulator.speech.Heard;
import io.patchbay.emulator.speech.Vocabulary;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One recogniser: a model, and the vocabularies that it met last, compiled. For one thread at a
 * time.
 */
final class SphinxRecogniser {
    /** A compiled word takes about 30 kB. */
    private static final int MOST_KEPT_WORDS = 2_000;

    private final SphinxModel model = new SphinxModel();
    private final Pronouncer pronouncer;
    private final Map<Vocabulary, Compiled> vocabularies = new LinkedHashMap<>(16, 0.75f, true);

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
            PhraseGrammar grammar = new PhraseGrammar(spoken.phrases(), words);
            SearchManager search = model.compile(grammar);
            compiled = new Compiled(spoken, search, grammar.words());
            makeRoomFor(compiled.words());
            vocabularies.put(vocabulary, compiled);
        }
        return Optional.of(compiled);
    }

    /** Lets go of what was not used for longest. */
    private void makeRoomFor(int words) {
        int kept = words;
        for (Compiled compiled : vocabularies.values()) {
            kept += compiled.words();
        }
        Iterator<Compiled> eldest = vocabularies.values().iterator();
        while (kept > MOST_KEPT_WORDS && eldest.hasNext()) {
            kept -= eldest.next().words();
            eldest.remove();
        }
    }

    private record Compiled(SpokenVocabulary spoken, SearchManager search, int words) {
        Optional<Heard.Words> hear(SphinxModel model, short[] samples) {
            String words = model.decode(search, samples);
            return spoken.match(words.isBlank() ? List.of() : List.of(words.trim().split(" +")));
        }
    }
}
