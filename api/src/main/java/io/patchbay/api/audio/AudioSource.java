package io.patchbay.api.audio;

import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/** Where a caller's sound comes from: a microphone, a file, a decoder. */
@ConsumerType
public interface AudioSource extends AutoCloseable {

    /** The format of every frame; fixed for the life of the source. */
    AudioFormat format();

    /**
     * Starts to deliver frames at the pace of the sound, on a thread of the source's choice, until
     * {@link #close()}.
     *
     * @param receiver takes each frame; it does not block and keeps nothing of the buffer after the
     *     call
     * @throws java.io.IOException when the device or file cannot be opened; the message names it
     * @throws IllegalStateException when started before
     */
    void start(Receiver receiver) throws java.io.IOException;

    /**
     * Stops and releases the device. No frame is delivered after it returns. Repeated calls do
     * nothing.
     */
    @Override
    void close();

    /** Takes the frames of a source. */
    @ConsumerType
    interface Receiver {

        /** One frame, valid during the call. */
        void onFrame(ByteBuffer frame);

        /**
         * The source has ended by itself: end of file, device unplugged. Called once, after the
         * last frame.
         */
        default void onEnd() {}
    }
}
