package io.patchbay.emulator.speech.internal;

import edu.cmu.sphinx.linguist.dictionary.Dictionary;
import edu.cmu.sphinx.linguist.language.grammar.Grammar;
import edu.cmu.sphinx.linguist.language.grammar.GrammarNode;
import edu.cmu.sphinx.util.LogMath;
import io.patchbay.emulator.speech.SpeechException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Logger;

/**
 * The graph that Sphinx4 searches: all phrases, with common beginnings shared, and silence allowed
 * between words. Built node by node; as text in JSGF it would only be parsed back into this, and
 * what comes from a client would have to be quoted.
 */
final class PhraseGrammar extends Grammar {
    /** Most words of the graph; so many take about three seconds and 100 MB to compile. */
    static final int MAX_WORDS = 3_000;

    private final List<SpokenPhrase> phrases;
    private final Map<GrammarNode, Map<String, GrammarNode>> next = new HashMap<>();
    private int words;

    PhraseGrammar(List<SpokenPhrase> phrases, Dictionary dictionary) {
        super(false, true, true, false, dictionary);
        this.phrases = phrases;
        // not named after this class: it must fall under the level set for all of Sphinx4
        this.logger = Logger.getLogger("edu.cmu.sphinx.linguist.language.grammar.Grammar");
    }

    /** Number of words in the graph, once it is allocated. */
    int words() {
        return words;
    }

    @Override
    protected GrammarNode createGrammar() {
        words = 0;
        GrammarNode first = createGrammarNode(Dictionary.SILENCE_SPELLING);
        GrammarNode last = createGrammarNode(Dictionary.SILENCE_SPELLING);
        last.setFinalNode(true);
        for (SpokenPhrase phrase : phrases) {
            GrammarNode end = first;
            for (SpokenPhrase.Part part : phrase.parts()) {
                end = append(end, part.ways());
            }
            connect(end, last);
        }
        next.clear();
        postProcessGrammar();
        return first;
    }

    private GrammarNode append(GrammarNode start, List<SpokenPhrase.Way> ways) {
        if (ways.size() == 1) {
            return append(start, ways.get(0));
        }
        Set<List<String>> rows = new LinkedHashSet<>();
        ways.forEach(way -> rows.add(way.words()));
        GrammarNode join = createGrammarNode(false);
        branch(start, rows, join, new HashMap<>());
        return join;
    }

    private GrammarNode append(GrammarNode start, SpokenPhrase.Way way) {
        GrammarNode end = start;
        for (String word : way.words()) {
            GrammarNode from = end;
            end =
                    next.computeIfAbsent(from, node -> new HashMap<>())
                            .computeIfAbsent(word, spelling -> successor(from, spelling));
        }
        return end;
    }

    /**
     * Adds alternative rows of words between two nodes. Equal endings are shared too: the numbers
     * to 999 are some sixty words instead of three thousand.
     */
    private void branch(
            GrammarNode from,
            Set<List<String>> rows,
            GrammarNode join,
            Map<Branch, GrammarNode> shared) {
        Map<String, Set<List<String>>> byFirst = new LinkedHashMap<>();
        for (List<String> row : rows) {
            if (row.isEmpty()) {
                connect(from, join);
            } else {
                byFirst.computeIfAbsent(row.get(0), word -> new LinkedHashSet<>())
                        .add(row.subList(1, row.size()));
            }
        }
        byFirst.forEach(
                (word, rests) -> {
                    Branch branch = new Branch(word, rests);
                    GrammarNode node = shared.get(branch);
                    if (node == null) {
                        node = successor(from, word);
                        branch(node, rests, join, shared);
                        shared.put(branch, node);
                    } else {
                        connect(from, node);
                    }
                });
    }

    private GrammarNode successor(GrammarNode from, String spelling) {
        if (++words > MAX_WORDS) {
            throw new SpeechException(
                    "The vocabulary has more than " + MAX_WORDS + " words, all ways counted");
        }
        GrammarNode node = createGrammarNode(spelling);
        connect(from, node);
        return node;
    }

    private void connect(GrammarNode from, GrammarNode to) {
        from.add(to, LogMath.LOG_ONE);
    }

    /** A word, and all that may follow it up to the join. */
    private record Branch(String word, Set<List<String>> rests) {}
}
