package io.patchbay.emulator.speech.internal;

import com.sun.speech.freetts.Item;
import com.sun.speech.freetts.Relation;
import com.sun.speech.freetts.Utterance;
import com.sun.speech.freetts.relp.LPCResult;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads sound and times out of FreeTTS's utterances. */
final class Utterances {
    private static final String PAUSE = "pau";
    private static final short[] SILENCE = new short[0];

    private Utterances() {}

    /**
     * The sound of an utterance.
     *
     * @return samples at the rate of the recording, with the pauses around it
     */
    static short[] samples(Utterance utterance) {
        if (!(utterance.getObject("target_lpcres") instanceof LPCResult result)
                || result.getNumberOfFrames() == 0) {
            return SILENCE;
        }
        byte[] bigEndian = result.getWaveSamples();
        short[] samples = new short[bigEndian.length / 2];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (short) (bigEndian[2 * i] << 8 | bigEndian[2 * i + 1] & 0xFF);
        }
        return samples;
    }

    /**
     * When the first sound begins.
     *
     * @return seconds; that of the end if there is none
     */
    static float onset(Utterance utterance) {
        float end = 0;
        for (Item segment = head(utterance, Relation.SEGMENT);
                segment != null && isPause(segment);
                segment = segment.getNext()) {
            end = end(segment);
        }
        return end;
    }

    /**
     * How long the engine planned the utterance.
     *
     * @return seconds
     */
    static float duration(Utterance utterance) {
        float end = 0;
        for (Item segment = head(utterance, Relation.SEGMENT);
                segment != null;
                segment = segment.getNext()) {
            end = end(segment);
        }
        return end;
    }

    /** The tokens of the text that are heard, in order. */
    static List<TokenTime> tokens(Utterance utterance) {
        List<TokenTime> tokens = new ArrayList<>();
        for (Item token = head(utterance, Relation.TOKEN); token != null; token = token.getNext()) {
            float end = 0;
            for (Item word = token.getDaughter(); word != null; word = word.getNext()) {
                end = Math.max(end, endOfWord(word));
            }
            if (end > 0) {
                tokens.add(new TokenTime(textEnd(token), end));
            }
        }
        return tokens;
    }

    private static int textEnd(Item token) {
        Object position = token.getFeatures().getObject("file_pos");
        return position == null ? 0 : Integer.parseInt(position.toString());
    }

    private static float endOfWord(Item word) {
        Item structure = word.getItemAs(Relation.SYLLABLE_STRUCTURE);
        Item syllable = structure == null ? null : structure.getLastDaughter();
        Item segment = syllable == null ? null : syllable.getLastDaughter();
        return segment == null ? 0 : end(segment);
    }

    private static boolean isPause(Item segment) {
        return PAUSE.equals(segment.getFeatures().getString("name"));
    }

    private static float end(Item segment) {
        return segment.getFeatures().getFloat("end");
    }

    private static @Nullable Item head(Utterance utterance, String relation) {
        Relation items = utterance.getRelation(relation);
        return items == null ? null : items.getHead();
    }

    /**
     * Where a token ends.
     *
     * @param textEnd characters of the text up to here, with a blank behind it
     * @param end seconds from the start of the utterance
     */
    record TokenTime(int textEnd, float end) {}
}
