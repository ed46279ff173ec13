package io.patchbay.rtc.internal.libwebrtc;

import io.patchbay.rtc.RtcException;
import io.patchbay.rtc.RtcPeer;
import io.patchbay.rtc.RtcSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The native factories: one for all peers of a kind, replaced by a new one when it has received its
 * share of messages, and gone when no peer has needed it for a while. As long as one lives, its
 * threads keep the JVM from ending.
 */
final class Factories {

    /** How many there are now; {@code made} counts those that are gone too. */
    record Count(int peers, int factories, int made) {}

    private final long messagesPerFactory;
    private final Duration linger;
    private final ScheduledThreadPoolExecutor steps;
    private final Map<MediaFactory.Kind, MediaFactory> current =
            new EnumMap<>(MediaFactory.Kind.class);
    private final Map<MediaFactory, Set<LibwebrtcPeer>> users = new HashMap<>();
    private int made;
    private boolean closed;

    Factories(long messagesPerFactory, Duration linger) {
        this.messagesPerFactory = messagesPerFactory;
        this.linger = linger;
        steps =
                new ScheduledThreadPoolExecutor(
                        1,
                        task -> {
                            Thread thread = new Thread(task, "patchbay-libwebrtc");
                            thread.setDaemon(true);
                            thread.setContextClassLoader(null);
                            return thread;
                        });
        steps.setKeepAliveTime(10, TimeUnit.SECONDS);
        steps.allowCoreThreadTimeOut(true);
        steps.setRemoveOnCancelPolicy(true);
    }

    /** A peer of the kind that the settings ask for. */
    RtcPeer open(RtcSettings settings, RtcPeer.Listener listener) {
        MediaFactory factory;
        LibwebrtcPeer peer;
        synchronized (this) {
            factory = of(MediaFactory.Kind.of(settings));
            peer = new LibwebrtcPeer(settings, listener, factory, steps, this::ended);
            users.getOrDefault(factory, Set.of()).add(peer);
        }
        try {
            peer.open();
            return peer;
        } catch (Throwable e) {
            peer.close();
            throw e;
        }
    }

    synchronized Count count() {
        int peers = users.values().stream().mapToInt(Set::size).sum();
        return new Count(peers, users.size(), made);
    }

    /** Closes all peers, and then what they were made with. */
    void close() {
        List<LibwebrtcPeer> open = new ArrayList<>();
        List<MediaFactory> idle = new ArrayList<>();
        synchronized (this) {
            closed = true;
            users.values().forEach(open::addAll);
            current.clear();
        }
        open.forEach(LibwebrtcPeer::close);
        synchronized (this) {
            idle.addAll(users.keySet());
            users.clear();
        }
        idle.forEach(MediaFactory::dispose);
        steps.shutdown();
    }

    private MediaFactory of(MediaFactory.Kind kind) {
        if (closed) {
            throw new RtcException(RtcException.Kind.UNAVAILABLE, "the engine was stopped");
        }
        MediaFactory factory = current.get(kind);
        if (factory != null && factory.messages() >= messagesPerFactory) {
            current.remove(kind);
            disposeLater(factory, Duration.ZERO);
            factory = null;
        }
        if (factory == null) {
            factory = MediaFactory.create(kind);
            made++;
            current.put(kind, factory);
            users.put(factory, new HashSet<>());
        }
        return factory;
    }

    private synchronized void ended(LibwebrtcPeer peer, MediaFactory factory) {
        Set<LibwebrtcPeer> left = users.get(factory);
        if (left != null && left.remove(peer) && left.isEmpty()) {
            disposeLater(factory, current.containsValue(factory) ? linger : Duration.ZERO);
        }
    }

    private void disposeLater(MediaFactory factory, Duration delay) {
        if (!closed) {
            steps.schedule(() -> disposeIfIdle(factory), delay.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void disposeIfIdle(MediaFactory factory) {
        synchronized (this) {
            Set<LibwebrtcPeer> left = users.get(factory);
            if (left == null || !left.isEmpty()) {
                return;
            }
            users.remove(factory);
            current.values().remove(factory);
        }
        factory.dispose();
    }
}
