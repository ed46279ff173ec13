package io.patchbay.emulator.speech.internal;

import edu.cmu.sphinx.linguist.acoustic.Unit;
import edu.cmu.sphinx.linguist.acoustic.UnitManager;
import edu.cmu.sphinx.linguist.dictionary.Dictionary;
import edu.cmu.sphinx.linguist.dictionary.Pronunciation;
import edu.cmu.sphinx.linguist.dictionary.Word;
import edu.cmu.sphinx.util.props.PropertySheet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The dictionary of one vocabulary: its words and silence, nothing else. A full one would cost 22
 * MB more and still lack the names of tools.
 */
final class GrammarWords implements Dictionary {
    private final UnitManager units;
    private final Map<String, Word> words = new HashMap<>();

    GrammarWords(Set<String> spellings, Pronouncer pronouncer, UnitManager units) {
        this.units = units;
        Set<List<String>> silence = Set.of(List.of(UnitManager.SILENCE_NAME));
        for (String filler :
                List.of(SENTENCE_START_SPELLING, SENTENCE_END_SPELLING, SILENCE_SPELLING)) {
            words.put(filler, word(filler, silence, true));
        }
        for (String spelling : spellings) {
            words.put(spelling, word(spelling, pronouncer.pronounce(spelling), false));
        }
    }

    private Word word(String spelling, Set<List<String>> ways, boolean filler) {
        Pronunciation[] pronunciations =
                ways.stream()
                        .map(way -> new Pronunciation(units(way, filler), null, 1.0f))
                        .toArray(Pronunciation[]::new);
        Word word = new Word(spelling, pronunciations, filler);
        for (Pronunciation pronunciation : pronunciations) {
            pronunciation.setWord(word);
        }
        return word;
    }

    private Unit[] units(List<String> phones, boolean filler) {
        return phones.stream().map(phone -> units.getUnit(phone, filler)).toArray(Unit[]::new);
    }

    @Override
    public @Nullable Word getWord(String spelling) {
        return words.get(spelling);
    }

    @Override
    public @Nullable Word getSentenceStartWord() {
        return words.get(SENTENCE_START_SPELLING);
    }

    @Override
    public @Nullable Word getSentenceEndWord() {
        return words.get(SENTENCE_END_SPELLING);
    }

    @Override
    public @Nullable Word getSilenceWord() {
        return words.get(SILENCE_SPELLING);
    }

    @Override
    public Word[] getFillerWords() {
        return words.values().stream().filter(Word::isFiller).toArray(Word[]::new);
    }

    @Override
    public void allocate() {
        // everything is there from the start
    }

    @Override
    public void deallocate() {
        // goes with the vocabulary
    }

    @Override
    public void newProperties(PropertySheet properties) {
        throw new UnsupportedOperationException("made by its constructor only");
    }
}
