package io.patchbay.runtime.leg;

import io.patchbay.api.audio.AudioFormat;
import java.io.Closeable;
import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Where a microphone and a speaker are found. Nothing is opened before it is asked for; opening and
 * closing may block. Sound is PCM16, little-endian.
 */
@ConsumerType
public interface AudioDevices {

    /** This machine's own, the default ones of {@code javax.sound.sampled}. Opens nothing. */
    static AudioDevices system() {
        return new SystemDevices();
    }

    /**
     * Opens the microphone, which listens from now on.
     *
     * @throws IOException when there is none, or it is taken; the message says what to do
     */
    Microphone openMicrophone() throws IOException;

    /**
     * Opens the speaker, which plays whatever is written.
     *
     * @param bufferMillis how much the device is to hold, in milliseconds; it may hold more
     * @throws IOException when there is none, or it is taken; the message says what to do
     */
    Speaker openSpeaker(int bufferMillis) throws IOException;

    /** Hears. */
    @ConsumerType
    interface Microphone extends Closeable {

        /** How it hears: mono PCM16. */
        AudioFormat format();

        /**
         * Waits for the next sound. On one thread.
         *
         * @return bytes read, at least one sample; -1 when the microphone was closed or unplugged
         */
        int read(byte[] into, int offset, int length);

        /** Stops listening, which ends a waiting {@link #read}. */
        @Override
        void close();
    }

    /** Plays. All methods but {@link #close} are called on one session's loop and do not block. */
    @ConsumerType
    interface Speaker extends Closeable {

        /** How it plays: mono PCM16. */
        AudioFormat format();

        /** How many bytes {@link #write} takes now. */
        int room();

        /** Plays after what was written before; never more than {@link #room()}. */
        void write(byte[] from, int offset, int length);

        /** How many samples were played since it was opened; may jump with {@link #flush()}. */
        long playedSamples();

        /** Drops what is written but not played. */
        void flush();

        /** Stops playing where it is, or goes on. */
        void pause(boolean on);

        /** Gives the device back. From any thread. */
        @Override
        void close();
    }
}
