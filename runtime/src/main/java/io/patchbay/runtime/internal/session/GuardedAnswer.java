package io.patchbay.runtime.internal.session;

import io.patchbay.api.guardrail.OutputGuardrail;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a response has said so far, and what of it was judged. On the loop. */
final class GuardedAnswer {
    final String responseId;

    /** Null when it was never announced. */
    final Responses.@Nullable Active response;

    final String agent;
    final Panel<OutputGuardrail> panel;
    final List<Verdicts> running = new ArrayList<>(1);
    private final Map<String, Words> items = new LinkedHashMap<>(2);

    /** Whether any of it is speech. */
    boolean spoken;

    /** Whether some of its speech has gone to whoever listens. */
    boolean released;

    boolean over;
    boolean tripped;

    /** Whether all of it was judged, and may stand. */
    boolean passed;

    /** Judgements of its end that are still out. */
    int finals;

    GuardedAnswer(
            String responseId,
            Responses.@Nullable Active response,
            String agent,
            Panel<OutputGuardrail> panel) {
        this.responseId = responseId;
        this.response = response;
        this.agent = agent;
        this.panel = panel;
    }

    boolean outOfBand() {
        return response != null && response.outOfBand;
    }

    /** The words of an item; none yet, perhaps. */
    Words words(String itemId) {
        return items.computeIfAbsent(itemId, Words::new);
    }

    Collection<Words> items() {
        return items.values();
    }

    /** What runs is no longer wanted. */
    void cancel(String reason) {
        running.forEach(verdicts -> verdicts.cancel(reason));
        running.clear();
    }

    /** The words of one item. */
    static final class Words {
        private static final String ENDS = ".!?…。！？।\n";

        final String itemId;
        private final List<StringBuilder> parts = new ArrayList<>(1);

        /** The parts of which all words are there. */
        private final BitSet wholeParts = new BitSet(1);

        /** How often it has grown by the debounce, as far as it was judged for that. */
        int step;

        /** So many characters were sent to be judged. */
        int asked;

        /** So many characters were judged, and may stand. */
        int judged;

        /** It grew while too many judgements were out. */
        boolean waits;

        /** No more words come, of no part. */
        boolean ended;

        /** Its sound came before its words: what belongs to what nobody knows. */
        boolean soundFirst;

        Words(String itemId) {
            this.itemId = itemId;
        }

        /**
         * More words.
         *
         * @return whether a sentence ends in them
         */
        boolean grow(int part, String delta) {
            part(part).append(delta);
            int last = delta.length() - 1;
            for (int i = last; i >= 0; i--) {
                if (ENDS.indexOf(delta.charAt(i)) >= 0
                        && (i == last || !Character.isLetterOrDigit(delta.charAt(i + 1)))) {
                    return true;
                }
            }
            return false;
        }

        /** All words of a part: where they differ from what came before, that was not judged. */
        void whole(int part, String text) {
            StringBuilder known = part(part);
            if (!text.contentEquals(known)) {
                int before = before(part);
                int same = 0;
                int shorter = Math.min(known.length(), text.length());
                while (same < shorter && known.charAt(same) == text.charAt(same)) {
                    same++;
                }
                known.setLength(0);
                known.append(text);
                judged = Math.min(judged, before + same);
                asked = Math.min(asked, before + same);
            }
            wholeParts.set(bounded(part));
        }

        /** Whether all words of a part are there. */
        boolean whole(int part) {
            return ended || wholeParts.get(bounded(part));
        }

        /** Whether anything between two places can be spoken; blanks and full stops cannot. */
        boolean speaks(int from, int to) {
            int start = 0;
            for (StringBuilder part : parts) {
                int end = Math.min(to - start, part.length());
                for (int i = Math.max(0, from - start); i < end; i++) {
                    char c = part.charAt(i);
                    if (Character.isLetterOrDigit(c) || Character.isSurrogate(c)) {
                        return true;
                    }
                }
                start += part.length();
            }
            return false;
        }

        private StringBuilder part(int index) {
            int bounded = bounded(index);
            while (parts.size() <= bounded) {
                parts.add(new StringBuilder());
            }
            return parts.get(bounded);
        }

        private static int bounded(int part) {
            return Math.min(part, 1_023); // no item has so many parts
        }

        private int before(int part) {
            int length = 0;
            for (int i = 0; i < part && i < parts.size(); i++) {
                length += parts.get(i).length();
            }
            return length;
        }

        boolean inOnePart() {
            return parts.size() <= 1;
        }

        int length() {
            return before(parts.size());
        }

        String text() {
            if (parts.size() == 1) {
                return parts.get(0).toString();
            }
            return String.join("", parts);
        }
    }
}
