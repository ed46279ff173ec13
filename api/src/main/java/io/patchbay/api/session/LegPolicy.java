package io.patchbay.api.session;

import io.patchbay.api.audio.AudioClip;
import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the end of one side means for the other.
 *
 * @param callerGone what becomes of the session when its primary caller leg is gone
 * @param modelGone what becomes of the caller legs when the line to the model is gone and does not
 *     come back ({@link ReconnectPolicy})
 * @param announcement what the callers hear before they are let go ({@link ModelGone#ANNOUNCE}), or
 *     when they could not be transferred; or null
 * @param transferTo where the primary leg's call goes ({@link ModelGone#TRANSFER}), a {@code tel:}
 *     or {@code sip:} address, or null
 */
public record LegPolicy(
        CallerGone callerGone,
        ModelGone modelGone,
        @Nullable AudioClip announcement,
        @Nullable URI transferTo) {

    /** The session closes with its caller, and the caller is let go with the line. */
    public static final LegPolicy CLOSE_TOGETHER = of(CallerGone.CLOSE, ModelGone.HANG_UP);

    /** What becomes of the session. */
    public enum CallerGone {
        /** It closes. */
        CLOSE,
        /** It stays, and waits for another caller. */
        KEEP
    }

    /** What becomes of the caller legs. */
    public enum ModelGone {
        /** They are closed. */
        HANG_UP,
        /** They stay parked in a session without a model. */
        PARK,
        /** They hear the announcement, and are closed. */
        ANNOUNCE,
        /**
         * The primary leg's call is handed to another address, and the session closes. Where that
         * does not come about, which is reported, the callers hear the announcement if there is
         * one, and are closed.
         */
        TRANSFER
    }

    /**
     * Checks that there is what the policy needs.
     *
     * @throws IllegalArgumentException for an announcement or a transfer without its matter
     */
    public LegPolicy {
        Objects.requireNonNull(callerGone, "callerGone");
        Objects.requireNonNull(modelGone, "modelGone");
        if (modelGone == ModelGone.ANNOUNCE && announcement == null) {
            throw new IllegalArgumentException(
                    "announcement is missing; give the clip that the callers shall hear");
        }
        if (modelGone == ModelGone.TRANSFER && transferTo == null) {
            throw new IllegalArgumentException(
                    "transferTo is missing; give the tel: or sip: address for the call");
        }
    }

    /**
     * Without announcement and transfer.
     *
     * @throws IllegalArgumentException when {@code modelGone} needs one of them
     */
    public static LegPolicy of(CallerGone callerGone, ModelGone modelGone) {
        return new LegPolicy(callerGone, modelGone, null, null);
    }

    /** The callers hear a clip when the model is gone, and are let go. */
    public static LegPolicy announcing(AudioClip clip) {
        return new LegPolicy(CallerGone.CLOSE, ModelGone.ANNOUNCE, clip, null);
    }

    /** The primary leg's call goes elsewhere when the model is gone. */
    public static LegPolicy transferringTo(URI address) {
        return new LegPolicy(CallerGone.CLOSE, ModelGone.TRANSFER, null, address);
    }

    /** Starts with {@link #CLOSE_TOGETHER}. */
    public static Builder builder() {
        return CLOSE_TOGETHER.toBuilder();
    }

    /** Starts with these. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Collects settings. Not thread-safe. */
    public static final class Builder {
        private CallerGone callerGone;
        private ModelGone modelGone;
        private @Nullable AudioClip announcement;
        private @Nullable URI transferTo;

        private Builder(LegPolicy from) {
            this.callerGone = from.callerGone;
            this.modelGone = from.modelGone;
            this.announcement = from.announcement;
            this.transferTo = from.transferTo;
        }

        /** What becomes of the session when its primary caller leg is gone. */
        public Builder callerGone(CallerGone callerGone) {
            this.callerGone = Objects.requireNonNull(callerGone, "callerGone");
            return this;
        }

        /** What becomes of the caller legs when the line is gone for good. */
        public Builder modelGone(ModelGone modelGone) {
            this.modelGone = Objects.requireNonNull(modelGone, "modelGone");
            return this;
        }

        /** What the callers hear before they are let go. */
        public Builder announcement(@Nullable AudioClip clip) {
            this.announcement = clip;
            return this;
        }

        /** Where the primary leg's call goes, a {@code tel:} or {@code sip:} address. */
        public Builder transferTo(@Nullable URI address) {
            this.transferTo = address;
            return this;
        }

        /**
         * What was collected.
         *
         * @throws IllegalArgumentException for an announcement or a transfer without its matter
         */
        public LegPolicy build() {
            return new LegPolicy(callerGone, modelGone, announcement, transferTo);
        }
    }
}
