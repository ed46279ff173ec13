package io.patchbay.audio;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.session.AnswerClassifier;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tells a person from a machine by how each answers a telephone: a person says a word or two and
 * waits for an answer; a machine speaks on, and then gives a tone. A heuristic: a person who
 * answers with a long sentence is taken for a machine, a machine that pauses after its first word
 * for a person. Background noise is no speech, and a tone is none either.
 *
 * <p>For any thread; each {@link Listening} is one thread's at a time and allocates nothing per
 * frame.
 */
public final class GreetingClassifier implements AnswerClassifier {

    private final Settings settings;

    /**
     * What tells them apart.
     *
     * @param greetingMillis who has spoken for so long without such a silence is a machine
     * @param silenceMillis who is silent for so long after a shorter greeting is a person
     * @param recordingMillis a machine that is silent for so long after its greeting records, also
     *     without a tone
     */
    public record Settings(int greetingMillis, int silenceMillis, int recordingMillis) {

        /** 2.4 s of greeting, 800 ms of silence, 4 s of silence without a tone. */
        public static final Settings DEFAULT = new Settings(2_400, 800, 4_000);

        /**
         * Checks the values.
         *
         * @throws IllegalArgumentException for a value that is not positive
         */
        public Settings {
            if (greetingMillis < 1 || silenceMillis < 1 || recordingMillis < 1) {
                throw new IllegalArgumentException(
                        "greetingMillis, silenceMillis and recordingMillis must be positive, not "
                                + greetingMillis
                                + ", "
                                + silenceMillis
                                + " and "
                                + recordingMillis);
            }
        }
    }

    /** With {@link Settings#DEFAULT}. */
    public GreetingClassifier() {
        this(Settings.DEFAULT);
    }

    /** With other times, for a country with other habits. */
    public GreetingClassifier(Settings settings) {
        this.settings = Objects.requireNonNull(settings, "settings");
    }

    /**
     * Listens to one call.
     *
     * @throws IllegalArgumentException for a format that is not mono PCM16 of at least 8000 Hz
     */
    @Override
    public Listening begin(AudioFormat format) {
        if (format.encoding() != AudioFormat.Encoding.PCM16
                || format.channels() != 1
                || format.sampleRate() < 8_000) {
            throw new IllegalArgumentException(
                    "format must be mono PCM16 of at least 8000 Hz, not " + format);
        }
        return new Ear(settings, format.sampleRate());
    }

    /** Listens to one call, by frames of 20 ms. */
    private static final class Ear implements Listening {
        private static final int FRAME_MILLIS = VoiceActivityDetector.FRAME_MILLIS;
        private static final double SPEECH = 0.5;

        /** The shortest word lasts so long. */
        private static final int WORD_MILLIS = 120;

        private final Settings settings;
        private final VoiceActivityDetector voice;
        private final ToneDetector tone;
        private final short[] frame;
        private int filled;
        private int odd = -1;

        private int spokenMillis;
        private int silentMillis;
        private boolean machine;
        private boolean over;

        Ear(Settings settings, int sampleRate) {
            this.settings = settings;
            this.voice = VoiceActivityDetector.forRate(sampleRate);
            this.tone = new ToneDetector(sampleRate);
            this.frame = new short[voice.frameSamples()];
        }

        @Override
        public @Nullable Verdict hear(ByteBuffer sound) {
            Verdict verdict = null;
            for (int i = sound.position(); i < sound.limit() && !over; i++) {
                int read = sound.get(i);
                if (odd < 0) {
                    odd = read & 0xFF;
                    continue;
                }
                frame[filled++] = (short) (read << 8 | odd);
                odd = -1;
                if (filled == frame.length) {
                    filled = 0;
                    Verdict now = frame();
                    verdict = now == null ? verdict : now;
                }
            }
            return verdict;
        }

        private @Nullable Verdict frame() {
            double probability = voice.probability(frame, 0);
            switch (tone.hear(frame)) {
                case OVER:
                    return last(Verdict.BEEP);
                case ON:
                    return null; // neither speech nor silence
                default:
                    return speech(probability >= SPEECH);
            }
        }

        private @Nullable Verdict speech(boolean speaks) {
            if (speaks) {
                // a pause within a greeting belongs to it
                spokenMillis += FRAME_MILLIS + (spokenMillis > 0 ? silentMillis : 0);
                silentMillis = 0;
                if (!machine && spokenMillis >= settings.greetingMillis()) {
                    machine = true;
                    return Verdict.MACHINE;
                }
                return null;
            }
            silentMillis += FRAME_MILLIS;
            if (spokenMillis == 0) {
                return null; // nobody has said anything yet
            }
            if (machine) {
                return silentMillis >= settings.recordingMillis() ? last(Verdict.BEEP) : null;
            }
            if (silentMillis < settings.silenceMillis()) {
                return null;
            }
            if (spokenMillis < WORD_MILLIS) {
                spokenMillis = 0; // a click
                return null;
            }
            return last(Verdict.HUMAN);
        }

        private Verdict last(Verdict verdict) {
            over = true;
            return verdict;
        }
    }
}
