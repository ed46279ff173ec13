package io.patchbay.api.transport;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Places calls: what {@link CallerLegFactory#listen} returned may implement it, also where nobody
 * can call in. The runtime calls it on a worker while the door is open; calls that were placed
 * outlive the door (RULES 27).
 */
@ConsumerType
public interface OutgoingCalls {

    /**
     * Makes the leg of a call to somebody. The call is placed when the leg joins its session: from
     * then on {@link CallerLeg.Listener#onRinging} says that it rings, {@link
     * CallerLeg.Listener#onMediaUp} that it was answered and sound flows. {@link
     * CallerLeg.Listener#onClosed} without that says by a {@link CloseReason#code} that is a SIP
     * status why it did not come about: 486 busy, 408 or 480 no answer, 603 declined, 404 nobody
     * there. A leg that is closed before it was answered gives the call up.
     *
     * @return the leg; it has not joined anything yet
     * @throws DialException when it cannot be placed: {@link DialException.Kind#NOT_ALLOWED} for an
     *     address that the settings do not allow, or that is none
     */
    CallerLeg dial(DialRequest request);
}
