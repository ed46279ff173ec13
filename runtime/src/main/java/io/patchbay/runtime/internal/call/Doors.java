package io.patchbay.runtime.internal.call;

import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.session.RealtimeSessions;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.transport.CallRouter;
import io.patchbay.api.transport.CallerLegFactory;
import io.patchbay.runtime.internal.plug.CallerLegs;
import io.patchbay.runtime.internal.plug.CallerLegs.Candidate;
import io.patchbay.runtime.internal.plug.Copies;
import io.patchbay.runtime.internal.session.Lease;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a door open for each kind of caller: that of the best plug of the name. When another one
 * takes over its door opens first where both can stand, else the old one closes first; one that
 * does not open leaves the old one in its place. Plugs are called on a worker, one after the other.
 */
public final class Doors {
    private static final System.Logger LOG = System.getLogger(Doors.class.getName());

    private final CallerLegs plugs;
    private final RealtimeSessions sessions;
    private final Executor workers;
    private final Supplier<SerialLoop> clock;

    /** Looks that are owed; whoever makes it positive looks until it is 0. */
    private final AtomicInteger owed = new AtomicInteger();

    private final Map<String, Door> open = new HashMap<>();

    /** Plugs that could not open; not tried again. */
    private final Set<Long> broken = new HashSet<>();

    private volatile @Nullable CallRouter router;
    private volatile boolean closed;

    private record Door(
            Candidate plug, Reception reception, AutoCloseable handle, Lease<?> lease) {}

    /** No door is open yet. */
    public Doors(
            CallerLegs plugs,
            RealtimeSessions sessions,
            Executor workers,
            Supplier<SerialLoop> clock) {
        this.plugs = plugs;
        this.sessions = sessions;
        this.workers = workers;
        this.clock = clock;
    }

    /** Who decides on calls from now on; null refuses them. */
    public void router(@Nullable CallRouter router) {
        this.router = router;
    }

    /** Nobody decides any more, if it was this one. */
    public void noRouter(CallRouter gone) {
        if (router == gone) {
            router = null;
        }
    }

    /** What is plugged in changed. Any thread; does not block. */
    public void changed(PlugKind kind) {
        if (kind == PlugKind.CALLER_LEG) {
            look();
        }
    }

    /** Closes all doors, soon, and opens no more. */
    public void close() {
        closed = true;
        look();
    }

    private void look() {
        if (owed.getAndIncrement() > 0) {
            return;
        }
        try {
            workers.execute(this::lookAll);
        } catch (RejectedExecutionException e) {
            // a door must be closed all the same, and not on a loop
            Thread thread = new Thread(null, this::lookAll, "patchbay-doors", 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(Doors.class.getClassLoader());
            thread.start();
        }
    }

    private void lookAll() {
        int seen;
        do {
            seen = owed.get();
            arrange();
        } while (owed.addAndGet(-seen) > 0);
    }

    private void arrange() {
        List<Candidate> offered = closed ? List.of() : plugs.offered();
        broken.retainAll(offered.stream().map(Candidate::id).toList());
        Map<String, Candidate> best = new HashMap<>();
        for (Candidate plug : offered) {
            if (!broken.contains(plug.id())) {
                best.putIfAbsent(plug.name(), plug);
            }
        }
        for (Door door : List.copyOf(open.values())) {
            if (!best.containsKey(door.plug().name())) {
                shut(door);
            }
        }
        best.values().forEach(this::occupy);
    }

    private void occupy(Candidate plug) {
        Door before = open.get(plug.name());
        if (before != null && before.plug().id() == plug.id()) {
            return;
        }
        Lease<CallerLegFactory> lease = plug.lease().orElse(null);
        if (lease == null) {
            return; // it goes already, and that is another change
        }
        Door now = unlock(plug, lease, before == null);
        if (now == null && before != null) {
            // two of them may not stand in one place: the old one has to make room
            shut(before);
            Lease<CallerLegFactory> again = plug.lease().orElse(null);
            now = again == null ? null : unlock(plug, again, true);
            before = null;
        }
        if (now == null) {
            broken.add(plug.id());
            look(); // the next best one takes its place
            return;
        }
        if (before != null) {
            shut(before);
        }
        open.put(plug.name(), now);
    }

    private @Nullable Door unlock(Candidate plug, Lease<CallerLegFactory> lease, boolean last) {
        Reception reception =
                new Reception(sessions, () -> router, workers, clock, plug::callLease);
        Runnable leave = lease.enter();
        try {
            AutoCloseable handle =
                    lease.plug().listen(lease.settings(), lease.context(), reception);
            if (handle == null) {
                throw new NullPointerException("listen returned null instead of what closes it");
            }
            plug.door(true);
            return new Door(plug, reception, handle, lease);
        } catch (Throwable e) {
            reception.close();
            lease.release();
            if (last) {
                LOG.log(Level.ERROR, "{0} takes no calls: {1}", plug, Copies.line(e));
            }
            return null;
        } finally {
            leave.run();
        }
    }

    private void shut(Door door) {
        open.remove(door.plug().name(), door);
        door.reception().close();
        Runnable leave = door.lease().enter();
        try {
            door.handle().close();
        } catch (Throwable e) {
            LOG.log(
                    Level.WARNING,
                    "the door of {0} failed to close: {1}",
                    door.plug(),
                    Copies.place(e));
        } finally {
            leave.run();
            door.plug().door(false);
            door.lease().release();
        }
    }
}
