package io.patchbay.emulator.speech;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Turns text into sound, one sentence at a time.
 *
 * <p>Implementations are thread-safe and deterministic: the same text, voice and speed give the
 * same samples, always. Methods block for the milliseconds that synthesis takes (the first call of
 * all, for the loading of the voice); call them on a worker, never on an event loop.
 */
@ConsumerType
public interface Speaker extends AutoCloseable {

    /** The voice that is used when nobody asks for another. */
    String DEFAULT_VOICE = "alloy";

    /**
     * Speaks one sentence or piece of text.
     *
     * @param text what to say; a text without anything speakable gives a {@link Speech} of no
     *     samples. Use {@link Sentences#split} first, so that the first sound comes early
     * @param voice name of a voice as the provider names them; an unknown name speaks like {@link
     *     #DEFAULT_VOICE}
     * @param speed 1.0 for the voice's own pace, 0.25 to 1.5 as the provider allows; values outside
     *     are brought to the nearer end
     * @return mono 16-bit samples at {@link #sampleRate()}
     * @throws SpeechException if the engine fails, or if this speaker is closed
     */
    Speech speak(String text, String voice, double speed);

    /**
     * Speaks with the default voice at its own pace.
     *
     * @param text what to say
     * @return mono 16-bit samples
     * @throws SpeechException if the engine fails, or if this speaker is closed
     */
    default Speech speak(String text) {
        return speak(text, DEFAULT_VOICE, 1.0);
    }

    /**
     * Samples per second of everything this speaker says.
     *
     * @return a rate in Hz, the same for the life of the speaker
     */
    int sampleRate();

    /** Frees the engine. Idempotent; a sentence that is being spoken ends first. */
    @Override
    void close();
}
