package io.patchbay.emulator.speech.internal;

import com.sun.speech.freetts.Utterance;
import io.patchbay.audio.Resampler;
import io.patchbay.emulator.speech.Speech;
import io.patchbay.emulator.speech.Speech.WordTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Puts the utterances of a text together, at the rate of a {@link Speech}. */
final class SpeechAssembly {
    /** Samples per second of what comes out. */
    static final int RATE = 24_000;

    /** The engine starts with 200 ms of silence; so much of it stays, for the ear's sake. */
    private static final float LEAD_SECONDS = 0.04f;

    private final String text;
    private final VoiceStyle style;
    private final List<WordTime> words = new ArrayList<>();
    private short[] recorded = new short[0];

    SpeechAssembly(String text, VoiceStyle style) {
        this.text = text;
        this.style = style;
    }

    /**
     * Adds an utterance.
     *
     * @param textStart where the piece of the text that the engine was given starts
     */
    void add(Utterance utterance, int textStart) {
        short[] samples = Utterances.samples(utterance);
        List<Utterances.TokenTime> tokens = Utterances.tokens(utterance);
        if (samples.length == 0 || tokens.isEmpty()) {
            return;
        }
        float perSecond = samples.length / Utterances.duration(utterance);
        float lead = Math.max(0, Utterances.onset(utterance) - LEAD_SECONDS);
        int skipped = recorded.length == 0 ? Math.round(lead * perSecond) : 0;
        int before = recorded.length - skipped;
        for (Utterances.TokenTime token : tokens) {
            add(textStart + token.textEnd(), before + Math.round(token.end() * perSecond));
        }
        int length = samples.length - skipped;
        recorded = Arrays.copyOf(recorded, recorded.length + length);
        System.arraycopy(samples, skipped, recorded, recorded.length - length, length);
    }

    private void add(int textPosition, int recordedPosition) {
        int textEnd = Math.min(textPosition, text.length());
        while (textEnd < text.length() && Character.isWhitespace(text.charAt(textEnd))) {
            textEnd++;
        }
        int sampleEnd = (int) ((long) recordedPosition * RATE / style.playedAt());
        if (words.isEmpty() || textEnd > words.get(words.size() - 1).textEnd()) {
            words.add(new WordTime(textEnd, sampleEnd));
        }
    }

    Speech finish() {
        Resampler resampler = Resampler.of(style.playedAt(), RATE);
        short[] samples = Resampling.whole(recorded, resampler);
        if (!words.isEmpty()) {
            words.set(words.size() - 1, new WordTime(text.length(), samples.length));
        }
        return new Speech(samples, RATE, words);
    }
}
