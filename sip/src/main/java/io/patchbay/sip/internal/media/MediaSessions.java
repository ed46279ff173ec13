package io.patchbay.sip.internal.media;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.sip.SipSettings;
import io.patchbay.sip.SipSettings.Srtp;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Opens the sound of calls. */
public final class MediaSessions {

    private static final int SERVER_ERROR = 500;

    private static final System.Logger LOG = System.getLogger("io.patchbay.sip");

    private MediaSessions() {}

    /**
     * Looks at the codecs that settings name. Those that cannot be had are not offered, and logged.
     * Any thread.
     *
     * @throws IllegalArgumentException when none of them can be had
     */
    public static void checkCodecs(SipSettings settings) {
        String wanting = Codec.wanting(settings.codecs());
        if (wanting == null) {
            return;
        }
        if (Codec.available(settings.codecs()).isEmpty()) {
            throw new IllegalArgumentException("codecs: none can be had: " + wanting);
        }
        LOG.log(System.Logger.Level.WARNING, "codecs: not all are offered: " + wanting);
    }

    /**
     * Samples per second of the sound of a call, which are fixed for its life: those of the codec
     * that will be spoken, or that we prefer while nobody can know. From any thread.
     *
     * @param offer the offer that came, or null where we make it
     */
    public static int sampleRate(SipSettings settings, @Nullable String offer) {
        List<Codec> codecs = Codec.available(settings.codecs());
        if (offer != null) {
            return OfferAnswer.sampleRate(codecs, offer);
        }
        return codecs.isEmpty() ? Codec.PCMU.rate() : codecs.get(0).rate();
    }

    /**
     * Binds the sockets of a call. On its loop.
     *
     * @param rate as {@link #sampleRate} says
     * @param listener called on the loop, from {@link MediaSession#start} on until {@link
     *     MediaSession#close}; {@code onHold} before it as well
     * @throws MediaException 503 when no ports are free, 500 when none of the codecs is known
     */
    public static MediaSession open(
            SipSettings settings,
            MediaRoute route,
            int rate,
            SerialLoop loop,
            MediaSession.Listener listener)
            throws MediaException {
        List<Codec> codecs = Codec.available(settings.codecs());
        if (codecs.isEmpty()) {
            throw new MediaException(
                    SERVER_ERROR, "none of the codecs can be had: " + settings.codecs());
        }
        return new RtpSession(
                settings,
                route,
                codecs,
                rate,
                loop,
                listener,
                receiver ->
                        PortPair.bind(
                                loop,
                                route.bound(),
                                settings.minMediaPort(),
                                settings.maxMediaPort(),
                                receiver));
    }

    /** Encryption that holds where the settings say nothing. */
    static Srtp srtp(SipSettings settings, boolean secure) {
        return settings.srtp().orElse(secure ? Srtp.OPTIONAL : Srtp.OFF);
    }
}
