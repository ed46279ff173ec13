package io.patchbay.emulator;

import io.patchbay.emulator.speech.Speaker;
import io.patchbay.emulator.speech.Speech;
import java.util.ArrayList;
import java.util.List;

/** Speaks every word as 200 ms of a tone. */
public final class ToneSpeaker implements Speaker {
    public static final int WORD_MILLIS = 200;
    private static final int RATE = 16_000;

    private String lastVoice = "";
    private volatile boolean broken;

    /** From now on it fails, or works again. */
    public void breaks(boolean now) {
        broken = now;
    }

    @Override
    public Speech speak(String text, String voice, double speed) {
        if (broken) {
            throw new IllegalStateException("no voice today");
        }
        lastVoice = voice;
        List<Speech.WordTime> words = new ArrayList<>();
        int samples = 0;
        int at = 0;
        while (at < text.length()) {
            int end = at;
            while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
                end++;
            }
            while (end < text.length() && Character.isWhitespace(text.charAt(end))) {
                end++;
            }
            samples += RATE * WORD_MILLIS / 1_000;
            words.add(new Speech.WordTime(end, samples));
            at = end;
        }
        return new Speech(Sounds.tone(RATE, samples), RATE, words);
    }

    /** The voice that was asked for last. */
    public String lastVoice() {
        return lastVoice;
    }

    @Override
    public int sampleRate() {
        return RATE;
    }

    @Override
    public void close() {
        // nothing to free
    }
}
