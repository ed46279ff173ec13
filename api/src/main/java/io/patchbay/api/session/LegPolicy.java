package io.patchbay.api.session;

/**
 * What the end of one side means for the other.
 *
 * @param callerGone what becomes of the session when its primary caller leg is gone
 * @param modelGone what becomes of the caller legs when the line to the model is gone and does not
 *     come back
 */
public record LegPolicy(CallerGone callerGone, ModelGone modelGone) {

    /** The session closes with its caller, and the caller is let go with the line. */
    public static final LegPolicy CLOSE_TOGETHER =
            new LegPolicy(CallerGone.CLOSE, ModelGone.HANG_UP);

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
        PARK
    }
}
