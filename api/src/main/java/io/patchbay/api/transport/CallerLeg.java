package io.patchbay.api.transport;

import io.patchbay.api.audio.AudioSink;
import io.patchbay.api.session.SerialLoop;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Whoever talks with the agent: the application, a microphone, a browser, a telephone, a file. Legs
 * come and go while their session stays; one of them is primary, and only its played position
 * counts (RULES 1).
 *
 * <p>Methods are called on the session's loop unless they say otherwise, and do not block.
 */
@ConsumerType
public interface CallerLeg extends AutoCloseable {

    /** Unique among the legs of its session. From any thread. */
    String id();

    /** The kind of leg, e.g. {@code wav}, {@code sip}. From any thread. */
    String kind();

    /** What it can do. From any thread. */
    LegCapabilities capabilities();

    /** What is known of the caller: numbers, headers, address. Not for logs. From any thread. */
    default Map<String, String> metadata() {
        return Map.of();
    }

    /**
     * Joins a session: from now on sound and events go to {@code listener}. Called once.
     *
     * @param loop the session's loop
     */
    void join(SerialLoop loop, Listener listener);

    /** Where the model's speech goes. The same object for the life of the leg. */
    AudioSink sink();

    /** Whether the caller is silenced towards the model. */
    boolean muted();

    /**
     * Silences the caller towards the model, true from the next frame. The leg goes on to deliver
     * frames, silent ones.
     */
    void mute(boolean on);

    /**
     * Asks something of the leg.
     *
     * @return completes when it was done; fails with {@link UnsupportedOperationException} naming
     *     the reason in {@link LegCapabilities#rejected()}, or with what went wrong at the far end
     */
    CompletionStage<Void> control(Control control);

    /**
     * Leaves. From any thread; repeated calls do nothing.
     *
     * @param reason a {@link CloseReason#code} of 300 to 699 is the SIP status with which a call
     *     that was not answered yet is refused: 503 when the agent could not be reached
     */
    void close(CloseReason reason);

    /** Leaves for a normal reason. */
    @Override
    default void close() {
        close(CloseReason.NORMAL);
    }

    /** What may be asked of a leg. */
    sealed interface Control {

        /** Sends telephone keys, {@code 0-9 * # A-D}. */
        record SendDtmf(String keys) implements Control {
            /** Checks for null. */
            public SendDtmf {
                Objects.requireNonNull(keys, "keys");
            }
        }

        /** Puts the far end on hold, or takes it back. */
        record Hold(boolean on) implements Control {}

        /**
         * Hands the call to somebody else. When it does not come about the call goes on and the
         * stage fails, with a {@link TransferFailedException} where the leg knows why. When it
         * does, the leg closes.
         *
         * @param target a {@code tel:} or {@code sip:} address
         * @param limit how long the far end may take
         */
        record Transfer(java.net.URI target, java.time.Duration limit) implements Control {
            /** Checks for null. */
            public Transfer {
                Objects.requireNonNull(target, "target");
                Objects.requireNonNull(limit, "limit");
            }

            /** Within a minute. */
            public Transfer(java.net.URI target) {
                this(target, io.patchbay.api.session.Call.TRANSFER_LIMIT);
            }
        }

        /** Ends the call at the far end. */
        record HangUp(String reason) implements Control {
            /** Checks for null. */
            public HangUp {
                Objects.requireNonNull(reason, "reason");
            }
        }
    }

    /**
     * How a leg talks to its session. Calls come on the session's loop, or hop there once through a
     * bounded queue.
     */
    @org.osgi.annotation.versioning.ProviderType
    interface Listener {

        /** Caller's sound in the leg's input format, valid during the call. */
        void onAudio(ByteBuffer frame);

        /** A call that this leg places rings at the far end. */
        default void onRinging() {}

        /** Sound flows both ways now; greetings wait for this. */
        void onMediaUp();

        /** The caller pressed a key. */
        void onDtmf(String key);

        /** The far end put us on hold, or took us back. */
        void onHold(boolean on);

        /** The caller's sound has ended by itself (end of a file); the leg still plays. */
        void onInputEnd();

        /** The leg is gone. Called once, last. */
        void onClosed(CloseReason reason);
    }
}
