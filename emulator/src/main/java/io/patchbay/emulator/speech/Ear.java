package io.patchbay.emulator.speech;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Recognises phrases of a {@link Vocabulary} in whole turns.
 *
 * <p>Thread-safe; no method blocks. Stages complete on a thread of the ear: hop to a loop of your
 * own before doing work. What was heard depends on the samples and the vocabulary alone, never on
 * the turns before.
 */
@ConsumerType
public interface Ear extends AutoCloseable {

    /**
     * Listens to one turn.
     *
     * @param pcm mono signed 16-bit samples of the turn, with or without silence around it; not
     *     copied, so leave it alone until the stage completes
     * @param sampleRate samples per second, from 8000 to 48000
     * @param vocabulary what may have been said. Changing it from turn to turn is cheap, going back
     *     to an earlier one cheaper. One that is too large for the ear fails with {@link
     *     NotHeardException.Reason#FAILED}
     * @return a stage of what was heard, or of a {@link NotHeardException} that says why nobody
     *     listened
     */
    CompletionStage<Heard> hear(short[] pcm, int sampleRate, Vocabulary vocabulary);

    /**
     * Gets ready in the background, so that the first turn does not pay for the loading (about a
     * second). Call it as soon as a turn is likely, such as when a session opens. Calling it again
     * costs nothing.
     *
     * @param vocabulary the one of the first turn, which is prepared as well
     * @return a stage that completes when ready, or with a {@link NotHeardException}
     */
    CompletionStage<Void> warmUp(Vocabulary vocabulary);

    /**
     * Stops listening: waiting turns fail with {@link NotHeardException.Reason#CLOSED}, the one
     * being listened to completes. Idempotent.
     */
    @Override
    void close();
}
