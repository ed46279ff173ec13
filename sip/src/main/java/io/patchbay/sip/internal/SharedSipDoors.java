package io.patchbay.sip.internal;

import io.patchbay.net.EventLoops;
import io.patchbay.sip.SipDoor;
import io.patchbay.sip.SipDoors;
import io.patchbay.sip.SipHandler;
import io.patchbay.sip.SipSettings;
import io.patchbay.sip.internal.media.MediaSessions;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The sockets that listen, by their addresses. Any thread; binding happens under the lock. */
public final class SharedSipDoors {

    private static final System.Logger LOG = System.getLogger("io.patchbay.sip");

    private static final List<SharedSipDoor> DOORS = new ArrayList<>();

    /** Tells far ends that it is over when the JVM is told to end. */
    private static final AtomicReference<@Nullable Thread> HOOK = new AtomicReference<>();

    private SharedSipDoors() {}

    /** Joins or opens. */
    public static SipDoor open(String name, SipSettings settings, SipHandler handler)
            throws IOException {
        MediaSessions.checkCodecs(settings);
        return open(name, settings, handler, new PacketSounds());
    }

    /** With sound of the caller's. */
    static SipDoor open(String name, SipSettings settings, SipHandler handler, Sounds sounds)
            throws IOException {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(settings, "settings");
        Objects.requireNonNull(handler, "handler");
        String host = InetAddress.getByName(settings.host()).getHostAddress();
        synchronized (DOORS) {
            for (SharedSipDoor door : DOORS) {
                if (door.isAt(host, settings, name)) {
                    SipDoor joined = door.join(name, settings, handler);
                    if (joined != null) {
                        return joined;
                    }
                    door.awaitFreed();
                }
            }
            DOORS.removeIf(SharedSipDoor::isOver);
            SharedSipDoor door =
                    SharedSipDoor.bind(host, settings, name, EventLoops.shared().next(), sounds);
            try {
                SipDoor opened = door.open(name, settings, handler);
                DOORS.add(door);
                door.loop().execute(SharedSipDoors::hook);
                return opened;
            } catch (IOException | RuntimeException e) {
                door.end();
                throw e;
            }
        }
    }

    /** Those that are open, in order. */
    public static List<SipDoors.Listening> listening() {
        List<SharedSipDoor> all;
        synchronized (DOORS) {
            all = List.copyOf(DOORS);
        }
        return all.stream().flatMap(door -> door.open().stream()).toList();
    }

    /**
     * On a loop, and without the lock: a thread remembers whose code made it, and this one stays,
     * so that made on the thread of a plug it would keep the plug's classes.
     */
    private static void hook() {
        Thread ending = new Thread(null, SharedSipDoors::endDoors, "patchbay-sip-end", 0, false);
        ending.setContextClassLoader(SharedSipDoors.class.getClassLoader());
        if (!HOOK.compareAndSet(null, ending)) {
            return;
        }
        try {
            Runtime.getRuntime().addShutdownHook(ending);
        } catch (IllegalStateException e) {
            LOG.log(System.Logger.Level.DEBUG, "a door was opened as the process ends", e);
        }
    }

    /** Ends all of them, and what was to do so when the process ends. */
    static void endAll() {
        Thread registered = HOOK.getAndSet(null);
        if (registered != null) {
            try {
                Runtime.getRuntime().removeShutdownHook(registered);
            } catch (IllegalStateException e) {
                return; // the process ends, and the hook does this
            }
        }
        endDoors();
    }

    /** Ends all of them, with their calls. Blocks until the far ends were told. */
    private static void endDoors() {
        List<SharedSipDoor> all;
        synchronized (DOORS) {
            all = List.copyOf(DOORS);
            DOORS.clear();
        }
        all.forEach(SharedSipDoor::end);
    }
}
