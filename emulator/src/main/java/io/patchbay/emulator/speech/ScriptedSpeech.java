package io.patchbay.emulator.speech;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Speech for tests, at once and without an engine: every word is 200 ms of a tone, and what is
 * heard in a turn is what the test says. The tone is speech for voice activity detection, so that
 * it can be the caller's, too ({@link #spoken}).
 *
 * <pre>{@code
 * ScriptedSpeech speech = new ScriptedSpeech().hears("What time is it?");
 * Emulator emulator = Emulator.builder().engines(speech.engines()).start();
 * }</pre>
 *
 * <p>Thread-safe. The turns of all sessions of an emulator take from one list.
 */
public final class ScriptedSpeech {
    /** How long a word takes. */
    public static final int WORD_MILLIS = 200;

    private static final int RATE = 16_000;
    private static final double HERTZ = 300;
    private static final int LOUDNESS = 12_000;

    private final Queue<String> turns = new ConcurrentLinkedQueue<>();

    /** Nothing is understood yet. */
    public ScriptedSpeech() {}

    /**
     * The next turn to which the model listens is heard as these words; without any more it is not
     * understood.
     *
     * @param words of the whole turn
     * @return this
     */
    public ScriptedSpeech hears(String words) {
        turns.add(words);
        return this;
    }

    /** Engines for {@code Emulator.Builder.engines}. */
    public SpeechEngines engines() {
        SpeakerFactory speaker =
                new SpeakerFactory() {
                    @Override
                    public String name() {
                        return "tone";
                    }

                    @Override
                    public Speaker open() {
                        return new ToneSpeaker();
                    }
                };
        EarFactory ear =
                new EarFactory() {
                    @Override
                    public String name() {
                        return "script";
                    }

                    @Override
                    public Ear open(EarOptions options) {
                        return new ScriptedEar();
                    }
                };
        return SpeechEngines.of(List.of(speaker), List.of(ear));
    }

    /**
     * Sound of somebody who speaks.
     *
     * @param sampleRate samples a second
     * @param millis how long
     * @return mono signed 16-bit samples
     */
    public static short[] spoken(int sampleRate, int millis) {
        short[] tone = new short[(int) ((long) sampleRate * millis / 1_000)];
        for (int i = 0; i < tone.length; i++) {
            tone[i] = (short) (LOUDNESS * Math.sin(2 * Math.PI * HERTZ * i / sampleRate));
        }
        return tone;
    }

    /** Beeps. */
    private static final class ToneSpeaker implements Speaker {

        @Override
        public Speech speak(String text, String voice, double speed) {
            List<Speech.WordTime> words = new ArrayList<>();
            int millis = 0;
            int at = 0;
            while (at < text.length()) {
                int end = at;
                while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
                    end++;
                }
                while (end < text.length() && Character.isWhitespace(text.charAt(end))) {
                    end++;
                }
                millis += WORD_MILLIS;
                words.add(new Speech.WordTime(end, RATE / 1_000 * millis));
                at = end;
            }
            return new Speech(spoken(RATE, millis), RATE, words);
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

    /** Hears what the test says. */
    private final class ScriptedEar implements Ear {

        @Override
        public CompletionStage<Heard> hear(short[] pcm, int sampleRate, Vocabulary vocabulary) {
            String words = turns.poll();
            return CompletableFuture.completedFuture(
                    words == null
                            ? new Heard.NotUnderstood()
                            : new Heard.Words(words, words, Map.of()));
        }

        @Override
        public CompletionStage<Void> warmUp(Vocabulary vocabulary) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void close() {
            // nothing to free
        }
    }
}
