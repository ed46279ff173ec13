package io.patchbay.sip.internal;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.sip.SipSettings;
import io.patchbay.sip.internal.media.MediaException;
import io.patchbay.sip.internal.media.MediaRoute;
import io.patchbay.sip.internal.media.MediaSession;
import org.jspecify.annotations.Nullable;

/** Makes the sound of calls. */
interface Sounds {

    /** Binds sockets on {@code loop}, on which it is called. */
    MediaSession open(
            SipSettings settings,
            MediaRoute route,
            int rate,
            SerialLoop loop,
            MediaSession.Listener listener)
            throws MediaException;

    /** The rate that a call with that offer will have; without one, when we offer. */
    int sampleRate(SipSettings settings, @Nullable String offer);
}
