package io.patchbay.emulator.session.internal;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.audio.AudioConverter;
import io.patchbay.emulator.speech.Speaker;
import io.patchbay.emulator.speech.Speech;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** Makes sound of sentences, on workers; shared by all sessions. */
public final class SpeechOut {
    private static final System.Logger LOG = System.getLogger(SpeechOut.class.getName());

    private final Speaker speaker;
    private final Executor workers;

    /** Neither the speaker nor the workers are closed here. */
    public SpeechOut(Speaker speaker, Executor workers) {
        this.speaker = speaker;
        this.workers = workers;
    }

    /**
     * A spoken sentence.
     *
     * @param text what is said
     * @param sound in the format that was asked for
     * @param speech the times of the words
     */
    record Spoken(String text, AudioClip sound, Speech speech) {

        /** How many characters of the text were said after so many milliseconds. */
        int textEndAt(long millis) {
            long sample = Math.min(speech.samples().length, millis * speech.sampleRate() / 1_000);
            return Math.min(text.length(), speech.textEndAt((int) sample));
        }
    }

    /** How a sentence is to sound. */
    record Manner(String voice, double speed, AudioFormat format) {}

    /**
     * Speaks {@code text} and hands the sound to {@code then} on {@code loop}, or the failure to
     * {@code failed}.
     */
    void speak(
            String text,
            Manner manner,
            SerialLoop loop,
            Consumer<Spoken> then,
            Consumer<RuntimeException> failed) {
        try {
            workers.execute(() -> post(loop, attempt(text, manner, then, failed)));
        } catch (RejectedExecutionException e) {
            loop.execute(() -> failed.accept(e));
        }
    }

    /** What is to happen on the loop: the sound, or the failure. */
    private Runnable attempt(
            String text, Manner manner, Consumer<Spoken> then, Consumer<RuntimeException> failed) {
        try {
            Spoken spoken = speak(text, manner);
            return () -> then.accept(spoken);
        } catch (RuntimeException e) { // an engine of somebody else may throw anything
            LOG.log(System.Logger.Level.WARNING, "Speech could not be made", e);
            return () -> failed.accept(e);
        }
    }

    private static void post(SerialLoop loop, Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.log(System.Logger.Level.DEBUG, "The emulator was closed while it spoke");
        }
    }

    private Spoken speak(String text, Manner manner) {
        Speech speech = speaker.speak(text, manner.voice(), manner.speed());
        ByteBuffer linear =
                ByteBuffer.allocate(2 * speech.samples().length).order(ByteOrder.LITTLE_ENDIAN);
        linear.asShortBuffer().put(speech.samples());
        AudioConverter converter =
                AudioConverter.between(AudioFormat.pcm16(speech.sampleRate()), manner.format());
        ByteBuffer out =
                ByteBuffer.allocate(converter.maxOutput(linear.remaining()) + converter.maxFlush());
        converter.convert(linear, out);
        converter.flush(out);
        byte[] sound = Arrays.copyOf(out.array(), out.position());
        return new Spoken(text, new AudioClip(sound, manner.format()), speech);
    }
}
