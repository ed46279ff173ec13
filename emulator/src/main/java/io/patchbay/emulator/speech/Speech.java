package io.patchbay.emulator.speech;

import java.util.List;

/**
 * A spoken sentence, with the times of its words.
 *
 * @param samples mono signed 16-bit samples; the receiver owns the array
 * @param sampleRate samples per second
 * @param words the ends of the words in order, ascending in both positions; the last one ends with
 *     the text and with the sound. Empty if nothing was spoken
 */
@SuppressWarnings("ArrayRecordComponent") // a copy per sentence would serve nobody
public record Speech(short[] samples, int sampleRate, List<WordTime> words) {

    /** Copies the list of words, not the samples. */
    public Speech {
        words = List.copyOf(words);
    }

    /**
     * How long the sentence lasts.
     *
     * @return milliseconds, rounded down
     */
    public long durationMillis() {
        return samples.length * 1000L / sampleRate;
    }

    /**
     * How much of the text has been said after so many samples; what a transcript that keeps pace
     * with the sound shows.
     *
     * @param sample number of samples played, 0 to {@code samples.length}
     * @return number of characters of the text, ending after a word and the blanks behind it
     */
    public int textEndAt(int sample) {
        int end = 0;
        for (WordTime word : words) {
            if (word.sampleEnd() > sample) {
                break;
            }
            end = word.textEnd();
        }
        return end;
    }

    /**
     * Where a word ends, in the text and in the sound.
     *
     * @param textEnd number of characters of the text up to here, with the blanks behind the word
     * @param sampleEnd number of samples up to here; an estimate of the engine, good to a phone
     */
    public record WordTime(int textEnd, int sampleEnd) {}
}
