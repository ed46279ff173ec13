package io.patchbay.runtime.internal.call;

import io.patchbay.api.plug.CallCounts;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.plug.PlugRefusal;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.transport.CallRouter;
import io.patchbay.api.transport.CallerLegFactory;
import io.patchbay.api.transport.DialRequest;
import io.patchbay.api.transport.DialedCall;
import io.patchbay.runtime.internal.plug.CallerLegs;
import io.patchbay.runtime.internal.plug.CallerLegs.Candidate;
import io.patchbay.runtime.internal.session.Lease;
import io.patchbay.runtime.internal.session.SessionRegistry;
import io.patchbay.runtime.internal.work.Unrefused;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a door open for each kind of caller: that of the best plug of the name. Plugs are called on
 * workers, and one that hangs keeps no other: each kind has its own {@link Doorway}.
 */
public final class Doors {
    private final CallerLegs plugs;
    private final SessionRegistry sessions;
    private final Sideband sideband;
    private final Executor workers;
    private final Supplier<SerialLoop> clock;
    private final Map<String, Doorway> doorways = new ConcurrentHashMap<>();
    private final CallTally tally = new CallTally();
    private final Dialer dialer;
    private volatile @Nullable CallRouter router;
    private volatile boolean closed;

    /** No door is open yet. */
    public Doors(
            CallerLegs plugs,
            SessionRegistry sessions,
            CallControl control,
            Executor workers,
            Supplier<SerialLoop> clock) {
        this.plugs = plugs;
        this.sessions = sessions;
        this.workers = workers;
        this.clock = clock;
        this.sideband = new Sideband(control, workers);
        this.dialer = new Dialer(sessions, this::way, this::surely, clock, tally);
    }

    /** What a provider would be sent to accept a call for a session with these options. */
    public CompletionStage<String> describe(SessionOptions options) {
        return sideband.describe(options, sessions::opening);
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
            offered().forEach(plug -> doorways.computeIfAbsent(plug.name(), this::doorway));
            doorways.values().forEach(Doorway::look);
        }
    }

    /** Closes all doors, soon, and opens no more. */
    public void close() {
        closed = true;
        doorways.values().forEach(Doorway::look);
    }

    private List<Candidate> offered() {
        return closed ? List.of() : plugs.offered();
    }

    private Doorway doorway(String name) {
        return new Doorway(
                () -> offered().stream().filter(plug -> plug.name().equals(name)).toList(),
                this::door,
                this::vacated,
                this::surely,
                clock);
    }

    private Door door(Candidate plug, Lease<CallerLegFactory> lease) {
        Reception reception =
                new Reception(sessions, () -> router, workers, clock, plug, tally, sideband);
        return new Door(plug, lease, reception, this::surely, clock);
    }

    private void vacated() {
        doorways.values().forEach(Doorway::tryAgain);
    }

    /** Calls somebody. Any thread; does not block. */
    public DialedCall dial(DialRequest request, SessionOptions options) {
        return dialer.dial(request, options);
    }

    /** The door of a kind, if one is open; empty when none is, and null when none will be. */
    private @Nullable Optional<Door> way(String kind) {
        Doorway doorway = doorways.get(kind);
        return doorway == null || offered().stream().noneMatch(plug -> plug.name().equals(kind))
                ? null
                : Optional.ofNullable(doorway.open());
    }

    /** How calls have fared. */
    public CallCounts counts() {
        return tally.now();
    }

    /** Why doors that should be open are not. */
    public List<PlugRefusal> shut() {
        return doorways.values().stream().flatMap(doorway -> doorway.shut().stream()).toList();
    }

    private void surely(Runnable task) {
        Unrefused.execute(workers, task, "patchbay-door");
    }
}
