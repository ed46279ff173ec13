package io.patchbay.sip.internal;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.sip.SipSettings;
import io.patchbay.sip.internal.media.MediaException;
import io.patchbay.sip.internal.media.MediaRoute;
import io.patchbay.sip.internal.media.MediaSession;
import io.patchbay.sip.internal.media.MediaSessions;
import org.jspecify.annotations.Nullable;

/** Sound in packets, which calls have unless a test brings another. */
final class PacketSounds implements Sounds {

    @Override
    public MediaSession open(
            SipSettings settings,
            MediaRoute route,
            int rate,
            SerialLoop loop,
            MediaSession.Listener listener)
            throws MediaException {
        return MediaSessions.open(settings, route, rate, loop, listener);
    }

    @Override
    public int sampleRate(SipSettings settings, @Nullable String offer) {
        return MediaSessions.sampleRate(settings, offer);
    }
}
