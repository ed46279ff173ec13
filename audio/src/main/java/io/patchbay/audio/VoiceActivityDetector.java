package io.patchbay.audio;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Says frame by frame how probable it is that somebody speaks. Stateful: it learns the background
 * of one stream; one thread at a time. An implementation allocates nothing per frame.
 *
 * <p>{@link TurnDetector} makes turns of it.
 */
@ConsumerType
public interface VoiceActivityDetector {

    /** Length of a frame in milliseconds. */
    int FRAME_MILLIS = 20;

    /**
     * The detector that comes with Patchbay. It compares three bands with the background that it
     * tracks and asks for voicing: a steady hiss is no speech however loud it is, digital silence
     * neither; a tone of a voice's pitch is.
     *
     * @param sampleRate Hz, 8 000 to 192 000
     * @throws IllegalArgumentException for another rate
     */
    static VoiceActivityDetector forRate(int sampleRate) {
        return new BandVoiceDetector(sampleRate);
    }

    /** The rate of the samples that it takes, in Hz. */
    int sampleRate();

    /** Samples of one frame of {@value #FRAME_MILLIS} ms. */
    default int frameSamples() {
        return sampleRate() * FRAME_MILLIS / 1_000;
    }

    /**
     * Hears the next frame.
     *
     * @param pcm samples; {@link #frameSamples()} of them from {@code offset} on are read
     * @return probability of speech, 0 to 1
     * @throws IndexOutOfBoundsException when there are fewer
     */
    double probability(short[] pcm, int offset);

    /** Forgets the stream, as before another one begins. */
    void reset();
}
