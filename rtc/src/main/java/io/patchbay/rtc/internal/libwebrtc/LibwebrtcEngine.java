package io.patchbay.rtc.internal.libwebrtc;

import io.patchbay.rtc.RtcEngine;
import io.patchbay.rtc.RtcException;
import io.patchbay.rtc.RtcPeer;
import io.patchbay.rtc.RtcSettings;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * libwebrtc in this process. Nothing of it is touched before somebody asks, and no class of it is
 * named here, so that this one loads where there is none.
 */
@Component(service = RtcEngine.class, immediate = true)
public final class LibwebrtcEngine implements RtcEngine {

    /** So many received messages cost about 25 MB, which only the end of a factory gives back. */
    private static final long MESSAGES_PER_FACTORY = 300_000;

    /** Long enough for one call after the other, short enough that a JVM ends when it should. */
    private static final Duration LINGER = Duration.ofSeconds(2);

    private final long messagesPerFactory;
    private final Duration linger;
    private @Nullable Factories factories;
    private @Nullable String broken;
    private boolean stopped;

    /** Does nothing. */
    @Activate
    public LibwebrtcEngine() {
        this(MESSAGES_PER_FACTORY, LINGER);
    }

    LibwebrtcEngine(long messagesPerFactory, Duration linger) {
        this.messagesPerFactory = messagesPerFactory;
        this.linger = linger;
    }

    @Override
    public String name() {
        return "libwebrtc";
    }

    @Override
    public Optional<String> unavailable() {
        String why = load();
        return Optional.ofNullable(why != null ? why : Readiness.noNetwork());
    }

    @Override
    public RtcPeer open(RtcSettings settings, RtcPeer.Listener listener) {
        Objects.requireNonNull(settings, "settings");
        Objects.requireNonNull(listener, "listener");
        Optional<String> why = unavailable();
        if (why.isPresent()) {
            throw new RtcException(RtcException.Kind.UNAVAILABLE, name() + ": " + why.get());
        }
        return loaded().open(settings, listener);
    }

    /** Ends every peer, and gives everything native back. */
    @Deactivate
    void stop() {
        Factories ending;
        synchronized (this) {
            stopped = true;
            ending = factories;
        }
        if (ending != null) {
            ending.close();
        }
    }

    /** How many peers and factories there are; for tests and figures. */
    synchronized Factories.Count count() {
        return factories == null ? new Factories.Count(0, 0, 0) : factories.count();
    }

    /** Why it does not work here, or null. What went wrong once is not tried again. */
    private synchronized @Nullable String load() {
        if (stopped) {
            return "this engine was stopped";
        }
        if (factories == null && broken == null) {
            broken = Readiness.load();
            if (broken == null) {
                factories = new Factories(messagesPerFactory, linger);
            }
        }
        return broken;
    }

    private synchronized Factories loaded() {
        return Objects.requireNonNull(factories, "load() comes first");
    }
}
