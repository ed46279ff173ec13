package io.patchbay.emulator.web.internal;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.emulator.Fault;
import io.patchbay.emulator.session.internal.Counters;
import io.patchbay.emulator.session.internal.EmulatedSession;
import io.patchbay.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** The sessions that are open, and the faults that wait for the next one. Thread-safe. */
public final class LiveSessions {
    private final Map<String, Live> sessions = new ConcurrentHashMap<>();
    private final Queue<Fault> forNext = new ConcurrentLinkedQueue<>();
    private final Counters counters;

    /** None yet. */
    public LiveSessions(Counters counters) {
        this.counters = counters;
    }

    private record Live(EmulatedSession session, SerialLoop loop, Consumer<Fault> faults) {}

    void add(EmulatedSession session, SerialLoop loop) {
        add(session, loop, session::inject);
    }

    /** Adds a session whose faults are somebody else's matter first. */
    void add(EmulatedSession session, SerialLoop loop, Consumer<Fault> faults) {
        sessions.put(session.id(), new Live(session, loop, faults));
        counters.sessions.incrementAndGet();
        counters.opened.increment();
    }

    /** A session has greeted its client: it gets the faults that waited. On the session's loop. */
    void opened(EmulatedSession session) {
        Live live = sessions.get(session.id());
        if (live == null) {
            return;
        }
        for (Fault fault = forNext.poll(); fault != null; fault = forNext.poll()) {
            if (fault instanceof Fault.RefuseConnection) {
                forNext.add(fault);
                return;
            }
            live.faults().accept(fault);
        }
    }

    void remove(EmulatedSession session) {
        if (sessions.remove(session.id()) != null) {
            counters.sessions.decrementAndGet();
        }
    }

    /** Ids of the open sessions, in no order. */
    public List<String> ids() {
        return List.copyOf(sessions.keySet());
    }

    /**
     * The items of one session's conversation as JSON. Completes on the session's loop; fails with
     * an {@link IllegalArgumentException} if there is no such session.
     */
    public CompletionStage<List<String>> conversation(String id) {
        CompletableFuture<List<String>> items = new CompletableFuture<>();
        Live live = sessions.get(id);
        try {
            if (live == null) {
                throw new IllegalArgumentException(
                        "sessionId: there is no open session " + id + "; see sessionIds()");
            }
            live.loop().execute(() -> items.complete(live.session().conversation()));
        } catch (IllegalArgumentException | RejectedExecutionException e) {
            items.completeExceptionally(e);
        }
        return items;
    }

    /** Injects a fault into one session; false if there is none of that id. */
    public boolean inject(String id, Fault fault) {
        Live live = sessions.get(id);
        if (live == null) {
            return false;
        }
        inject(live, fault);
        return true;
    }

    /** Injects a fault into all open sessions; the answer is how many those are. */
    public int injectAll(Fault fault) {
        int count = 0;
        for (Live live : sessions.values()) {
            inject(live, fault);
            count++;
        }
        return count;
    }

    /** Keeps a fault for the next session. */
    public void injectNext(Fault fault) {
        forNext.add(fault);
    }

    /** Why no session can be begun now; empty if one can. */
    Optional<HttpResponse> refusal(int maxSessions) {
        Optional<Fault.RefuseConnection> fault = takeRefusal();
        if (fault.isPresent()) {
            return Optional.of(
                    ProviderErrors.of(
                            fault.get().status(),
                            "server_error",
                            fault.get().code(),
                            "The connection is refused on purpose."));
        }
        return sessions.size() < maxSessions
                ? Optional.empty()
                : Optional.of(ProviderErrors.tooMany("Too many sessions are open."));
    }

    private Optional<Fault.RefuseConnection> takeRefusal() {
        for (Fault fault : forNext) {
            if (fault instanceof Fault.RefuseConnection refusal && forNext.remove(fault)) {
                return Optional.of(refusal);
            }
        }
        return Optional.empty();
    }

    /**
     * Completes when all faults that were injected so far are in force in the open sessions: what a
     * client sends from then on meets them.
     */
    CompletionStage<Void> injected() {
        CompletableFuture<?>[] turns =
                sessions.values().stream()
                        .map(LiveSessions::turn)
                        .toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(turns);
    }

    private static CompletableFuture<?> turn(Live live) {
        CompletableFuture<?> turn = new CompletableFuture<>();
        try {
            live.loop().execute(() -> turn.complete(null));
        } catch (RejectedExecutionException e) {
            turn.complete(null); // the loop has ended, and with it the session
        }
        return turn;
    }

    private static void inject(Live live, Fault fault) {
        try {
            live.loop().execute(() -> live.faults().accept(fault));
        } catch (RejectedExecutionException e) {
            System.getLogger(LiveSessions.class.getName())
                    .log(
                            System.Logger.Level.DEBUG,
                            "The loop of " + live.session().id() + " has ended");
        }
    }
}
