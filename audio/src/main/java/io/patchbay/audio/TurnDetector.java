package io.patchbay.audio;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Cuts a stream of sound into turns of speech. Fed with pieces of any length, it tells its listener
 * when a turn began and when it was over. All times are milliseconds of the sound that it was fed,
 * counted from the first sample, never of a clock. One thread at a time; the listener is called on
 * it, during {@code feed}. Nothing is allocated per frame.
 *
 * <p>A turn starts when three of the last five frames are over the threshold. It ends after the
 * silence duration without a frame that reaches {@value #HYSTERESIS} less than the threshold (half
 * of the threshold, if that is more).
 */
public final class TurnDetector {

    /** How much lower than the threshold the probability must be for a frame to be silent. */
    public static final double HYSTERESIS = 0.15;

    private static final int WINDOW = 5;
    private static final int NEEDED = 3;

    /**
     * What counts as a turn.
     *
     * @param threshold probability of speech from which on a frame speaks, 0 to 1; a louder
     *     background wants a higher one
     * @param prefixPaddingMillis how much sound before the first speech belongs to the turn, at
     *     least 0
     * @param silenceMillis how much silence ends a turn, at least 0
     */
    public record Settings(double threshold, int prefixPaddingMillis, int silenceMillis) {

        /** Threshold 0.5, 300 ms of padding, 500 ms of silence, as OpenAI's server has it. */
        public static final Settings DEFAULT = new Settings(0.5, 300, 500);

        /**
         * Checks the values.
         *
         * @throws IllegalArgumentException for a value out of range
         */
        public Settings {
            if (!(threshold >= 0 && threshold <= 1)) {
                throw new IllegalArgumentException("threshold must be 0 to 1, not " + threshold);
            }
            if (prefixPaddingMillis < 0 || silenceMillis < 0) {
                throw new IllegalArgumentException(
                        ("prefixPaddingMillis and silenceMillis must not be negative: "
                                        + prefixPaddingMillis)
                                + (", " + silenceMillis));
            }
        }
    }

    /** Hears of turns, on the thread that feeds. */
    @ConsumerType
    public interface Listener {

        /**
         * Somebody began to speak.
         *
         * @param startMillis where the turn begins, prefix padding included; neither before 0 nor
         *     before the end of the turn before
         */
        void speechStarted(long startMillis);

        /**
         * The turn is over.
         *
         * @param endMillis where it ends, the silence included
         */
        void speechStopped(long endMillis);
    }

    private final VoiceActivityDetector detector;
    private final Listener listener;
    private final short[] frame;
    private Settings settings;
    private int filled;
    private int oddByte = -1;
    private long samples;
    private boolean speaking;
    private long silentSamples;
    private long previousEndMillis;

    /** The last frames, the newest in the lowest bit: 1 was over the threshold. */
    private int recent;

    /**
     * A detector at the beginning of a stream.
     *
     * @param detector judges the frames; not to be fed by anybody else
     * @param settings to begin with
     * @param listener hears of turns
     */
    public TurnDetector(VoiceActivityDetector detector, Settings settings, Listener listener) {
        this.detector = Objects.requireNonNull(detector, "detector");
        this.settings = Objects.requireNonNull(settings, "settings");
        this.listener = Objects.requireNonNull(listener, "listener");
        this.frame = new short[detector.frameSamples()];
    }

    /** What counts as a turn now. */
    public Settings settings() {
        return settings;
    }

    /** Changes what counts as a turn, from the next frame on; a turn in progress goes on. */
    public void settings(Settings settings) {
        this.settings = Objects.requireNonNull(settings, "settings");
    }

    /** Whether a turn is in progress. */
    public boolean speaking() {
        return speaking;
    }

    /** Milliseconds of sound fed so far, including what does not fill a frame yet. */
    public long millis() {
        return millis(samples + filled);
    }

    /**
     * Feeds sound.
     *
     * @param pcm 16-bit little-endian mono samples at the detector's rate; all are consumed, an odd
     *     byte is kept for the next call
     */
    public void feed(ByteBuffer pcm) {
        if (oddByte >= 0 && pcm.hasRemaining()) {
            int low = oddByte;
            oddByte = -1;
            take((short) (pcm.get() << 8 | low));
        }
        while (pcm.remaining() >= 2) {
            take(Pcm16.get(pcm));
        }
        if (pcm.hasRemaining()) {
            oddByte = pcm.get() & 0xFF;
        }
    }

    /**
     * Feeds sound.
     *
     * @throws IndexOutOfBoundsException when {@code pcm} has no {@code length} samples from {@code
     *     offset} on
     */
    public void feed(short[] pcm, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, pcm.length);
        for (int i = 0; i < length; i++) {
            take(pcm[offset + i]);
        }
    }

    /**
     * Ends a turn in progress without telling the listener, as when the sound was committed or
     * cleared by hand. The time and what was learnt about the background stay; the next turn begins
     * after what was fed up to now.
     */
    public void cut() {
        speaking = false;
        recent = 0;
        silentSamples = 0;
        previousEndMillis = millis();
    }

    /** Forgets everything, as before another stream begins; the time starts at 0 again. */
    public void reset() {
        detector.reset();
        filled = 0;
        oddByte = -1;
        samples = 0;
        cut();
    }

    private void take(short sample) {
        frame[filled++] = sample;
        if (filled == frame.length) {
            filled = 0;
            samples += frame.length;
            judge(detector.probability(frame, 0));
        }
    }

    private void judge(double probability) {
        if (speaking) {
            if (probability >= release()) {
                silentSamples = 0;
                return;
            }
            silentSamples += frame.length;
            if (millis(silentSamples) >= settings.silenceMillis()) {
                cut();
                listener.speechStopped(previousEndMillis);
            }
            return;
        }
        boolean over = probability >= settings.threshold();
        recent = (recent << 1 | (over ? 1 : 0)) & (1 << WINDOW) - 1;
        if (Integer.bitCount(recent) >= NEEDED) {
            int frames = Integer.SIZE - Integer.numberOfLeadingZeros(recent);
            long first = millis(samples - (long) frames * frame.length);
            long start = first - settings.prefixPaddingMillis();
            speaking = true;
            silentSamples = 0;
            recent = 0;
            listener.speechStarted(Math.max(previousEndMillis, start));
        }
    }

    /** A low threshold would leave nothing that is silent, so there half of it is taken. */
    private double release() {
        return Math.max(settings.threshold() - HYSTERESIS, settings.threshold() / 2);
    }

    private long millis(long samples) {
        return samples * 1_000 / detector.sampleRate();
    }
}
