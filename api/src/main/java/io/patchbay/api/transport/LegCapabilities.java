package io.patchbay.api.transport;

import io.patchbay.api.audio.AudioFormat;
import java.util.Map;
import java.util.Objects;

/**
 * What a caller leg can do. Each verb is native or rejected with a reason (RULES 2).
 *
 * @param inputFormat the sound that comes from the caller
 * @param rejected verbs that this kind of leg does not have, each with the reason; all others are
 *     native
 * @param echo whether the caller's sound has the agent's voice in it
 */
public record LegCapabilities(AudioFormat inputFormat, Map<Verb, String> rejected, Echo echo) {

    /** Whether the caller's sound has the agent's voice in it (RULES 21). */
    public enum Echo {
        /** Not: a headset, a telephone, a browser that cancels it. */
        CANCELLED,
        /** Not, because the leg is silent while the agent plays: the caller cannot interrupt. */
        HALF_DUPLEX,
        /** It has. The session sees to it that the model does not hear itself. */
        HEARD
    }

    /** What may be asked of a leg. */
    public enum Verb {
        /** Silence the caller towards the model. */
        MUTE,
        /** Send telephone keys to the far end. */
        SEND_DTMF,
        /** Hear telephone keys. */
        RECEIVE_DTMF,
        /** Put the far end on hold, and resume. */
        HOLD,
        /** Hand the call to somebody else. */
        TRANSFER,
        /** End the call at the far end. */
        HANG_UP
    }

    /** Checks for null and copies. */
    public LegCapabilities {
        Objects.requireNonNull(rejected, "rejected");
        Objects.requireNonNull(inputFormat, "inputFormat");
        rejected = Map.copyOf(rejected);
        Objects.requireNonNull(echo, "echo");
    }

    /** A leg without echo. */
    public LegCapabilities(AudioFormat inputFormat, Map<Verb, String> rejected) {
        this(inputFormat, rejected, Echo.CANCELLED);
    }
}
