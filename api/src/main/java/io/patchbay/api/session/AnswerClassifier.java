package io.patchbay.api.session;

import io.patchbay.api.audio.AudioFormat;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Tells by its sound who answered a call that was placed: a person, or a machine. Stateless; each
 * call has its own {@link Listening}. For any thread.
 */
@ConsumerType
public interface AnswerClassifier {

    /** Who answered. */
    enum Verdict {
        /** A person. */
        HUMAN,
        /** A machine that plays a greeting. */
        MACHINE,
        /** A machine whose greeting is over: it records what is said now. */
        BEEP,
        /** That could not be told in time. */
        UNKNOWN
    }

    /**
     * A call was answered.
     *
     * @param format of the sound that will come: mono PCM16
     */
    Listening begin(AudioFormat format);

    /** Listens to one call. Called on the session's loop: it must not block. */
    @ConsumerType
    interface Listening {

        /**
         * Sound of the far end, without gaps from the answer on.
         *
         * @param frame valid during the call
         * @return what is certain by now, or null. After {@link Verdict#MACHINE} the sound goes on
         *     coming until {@link Verdict#BEEP}; every other verdict is the last
         */
        @Nullable Verdict hear(ByteBuffer frame);
    }
}
