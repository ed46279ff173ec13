package io.patchbay.sip.internal;

import io.patchbay.sip.SipEnd;
import io.patchbay.sip.internal.signal.SipUri;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the owner of a call may ask of its signalling. On the door's loop. */
interface CallControl {

    /** Hears what became of something that was asked. On the door's loop. */
    interface Outcome {
        void done();

        void failed(Exception why);
    }

    void answer(Outcome outcome);

    void end(int status, String reason, @Nullable Duration retryAfter);

    void hold(boolean on, Outcome outcome);

    /** Keys for a far end that takes none in packets. */
    void keys(String keys, Outcome outcome);

    void transfer(URI target, Duration limit, Outcome outcome);

    /** Connects the far end with that of another call. */
    void transfer(Counterpart other, Duration limit, Outcome outcome);

    /** Somebody else has the far end now: it is over for us. */
    void handedOver();

    /** How somebody else may take our place in this call; null when it is not up. */
    @Nullable Counterpart counterpart();

    /**
     * The far end of a call, for somebody who shall take our place.
     *
     * @param target where it is
     * @param replaces which dialog of it he takes the place of
     */
    record Counterpart(SipUri target, Replaces replaces) {}

    /** The sound broke, or stopped coming: the call is over. */
    void lost(SipEnd end);
}
