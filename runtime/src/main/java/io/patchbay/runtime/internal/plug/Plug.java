package io.patchbay.runtime.internal.plug;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.PlugInfo;
import io.patchbay.api.plug.PlugInfo.State;
import io.patchbay.api.plug.PlugRefusal;
import io.patchbay.api.plug.PlugVersion;
import io.patchbay.api.transport.CallerLegFactory;
import io.patchbay.runtime.internal.session.Lease;
import io.patchbay.runtime.internal.session.SessionPlugs;
import io.patchbay.runtime.internal.work.Unrefused;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * One service that is plugged in, with what was made of it and the count of who uses it.
 *
 * @param <S> the type of the service
 */
final class Plug<S> implements CallerLegs.Candidate {

    private static final System.Logger LOG = System.getLogger(Plug.class.getName());

    private final PlugType<S> type;
    private final S service;
    private final String name;
    private volatile Offer offer;
    private final PlugContext context;
    private volatile Contents contents;
    private final Executor workers;
    private final Runnable onChanged;
    private final LeaseCount count = new LeaseCount(this::release);
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final CompletableFuture<Void> gone;
    private final Set<CountedLease<?>> watching = ConcurrentHashMap.newKeySet();

    private final AtomicBoolean leaves = new AtomicBoolean();
    private final Occupants occupants = new Occupants();

    /** Written before the plug is offered, by who offers it. */
    private long family;

    private long number;
    private long id;
    private volatile int readings;

    /** Readings that are owed, the first one at the beginning; whoever reads does so until 0. */
    private final AtomicInteger owed = new AtomicInteger(1);

    private volatile int doors;
    private volatile Trial trial = Trial.of(0, 1);

    /**
     * Makes what the source has to offer, on the calling thread.
     *
     * @param onChanged told on a worker when the plug offers something else
     * @param onGone told when it was closed, before those who wait for that
     * @throws RuntimeException what the plug throws, for a wrong setting for example
     */
    Plug(
            PlugType<S> type,
            S service,
            Offer offer,
            Executor workers,
            Runnable onChanged,
            Consumer<Plug<?>> onGone) {
        this.type = type;
        this.service = service;
        this.offer = offer;
        this.workers = workers;
        name = type.name(service);
        this.onChanged = onChanged;
        gone = closed.thenRun(() -> onGone.accept(this));
        context = new Lent();
        Contents.Made made = type.create(service, offer.settings(), context);
        int seen = owed.get();
        contents = made.read();
        if (owed.addAndGet(-seen) > 0) {
            onWorker(this::readAgain, "read"); // it changed while it was read
        }
    }

    PlugType<S> type() {
        return type;
    }

    S service() {
        return service;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public Optional<Lease<CallerLegFactory>> lease() {
        return lease(PlugType.CALLER_LEG.service().cast(service));
    }

    @Override
    public Optional<Lease<Object>> callLease() {
        return lease(new Object());
    }

    @Override
    public Optional<Lease<Object>> offeredLease() {
        return count.join()
                ? Optional.of(new CountedLease<>(this, new Object()))
                : Optional.empty();
    }

    @Override
    public void door(boolean open) {
        doors = open ? 1 : 0;
    }

    Offer offer() {
        return offer;
    }

    /** When it came. */
    long number() {
        return number;
    }

    /** When the first plug of its family came that is still there. */
    long family() {
        return family;
    }

    /** Whether this is another version of the same plug. */
    boolean kin(Plug<?> other) {
        return type == other.type
                && name.equals(other.name)
                && offer.bundle().equals(other.offer.bundle());
    }

    /** It takes its place, before it is offered. */
    void enter(long family, long number) {
        this.family = family;
        this.number = number;
        id = number;
        trial = Trial.of(number, offer.share());
    }

    /** It takes the place of {@code other}, before it is offered. */
    void enter(Plug<?> other, long now) {
        id = now;
        family = other.family;
        number = other.number;
        trial = other.trial.changed(now, offer.share());
    }

    /** The same plug at another rank, or for another share of the sessions. */
    void rank(Offer offer, long now) {
        this.offer = offer;
        trial = trial.changed(now, offer.share());
    }

    /** How a session that uses parts of it remembers it. */
    SessionPlugs.Source source() {
        return new SessionPlugs.Source(new PlugVersion(name, offer.version()), id, readings);
    }

    /** The threads that are in its code. */
    Occupants occupants() {
        return occupants;
    }

    /** Whether a session may have it. */
    boolean admits(SessionView session) {
        return trial.admits(session.opened(), session.number());
    }

    PlugContext context() {
        return context;
    }

    Contents contents() {
        return contents;
    }

    /** A lease on {@code part} of this plug, or empty when the plug goes or is gone. */
    <T> Optional<Lease<T>> lease(T part) {
        return count.acquire() ? Optional.of(new CountedLease<>(this, part)) : Optional.empty();
    }

    LeaseCount count() {
        return count;
    }

    State state() {
        return count.state();
    }

    /** It is on its way out; true once. */
    boolean leaves() {
        return leaves.compareAndSet(false, true);
    }

    /** Completes when nobody uses it any more, or must not; it is closed then. */
    CompletionStage<Void> ended() {
        return ended;
    }

    /**
     * Completes on a worker when nobody uses it any more, or must not, it was closed, and the
     * directory does not show it any more.
     */
    CompletionStage<Void> gone() {
        return gone;
    }

    @Override
    public PlugRefusal shut(String reason) {
        return new PlugRefusal(type.kind(), offer.bundle(), offer.version(), reason);
    }

    PlugInfo info() {
        return new PlugInfo(
                type.kind(),
                name,
                offer.bundle(),
                offer.version(),
                offer.ranking(),
                offer.share(),
                occupants.leaked() ? State.LEAKED : state(),
                Math.max(0, count.users() - doors));
    }

    /** The lease is told when the plug is revoked, at once if it is so already. */
    void watch(CountedLease<?> lease) {
        watching.add(lease);
        if (state() == State.REVOKED) {
            lease.revoked();
        }
    }

    void unwatch(CountedLease<?> lease) {
        watching.remove(lease);
    }

    private void release() {
        watching.forEach(CountedLease::revoked);
        watching.clear();
        ended.complete(null);
        onWorker(this::close, "close");
    }

    private void onWorker(Runnable task, String what) {
        Unrefused.execute(workers, task, "patchbay-" + what + "-" + name);
    }

    private void close() {
        Runnable leave = occupants.enter();
        try {
            contents.made().instance().close();
        } catch (Throwable e) { // a plug may throw anything, and somebody waits for its end
            LOG.log(Level.WARNING, "the {0} failed to close: {1}", this, Copies.place(e));
        } finally {
            leave.run();
            closed.complete(null);
        }
    }

    /** The type, the name and the version. */
    @Override
    public String toString() {
        return type + " '" + name + "' " + offer.version();
    }

    /** A reading that is late must not take the place of a newer one: one is made at a time. */
    private void readAgain() {
        int seen;
        do {
            seen = owed.get();
            again();
        } while (owed.addAndGet(-seen) > 0);
    }

    private void again() {
        if (state() != State.ACTIVE) {
            return;
        }
        Runnable leave = occupants.enter();
        try {
            contents = contents.again();
            readings++;
        } catch (Throwable e) {
            LOG.log(
                    Level.WARNING,
                    "the {0} offers what it did: asking it failed: {1}",
                    this,
                    Copies.place(e));
            return;
        } finally {
            leave.run();
        }
        onChanged.run();
    }

    /** What the plug is lent. Whoever still has it after the plug's end holds this plug alone. */
    private final class Lent implements PlugContext {
        @Override
        public String name() {
            return name;
        }

        @Override
        public Executor workers() {
            return workers;
        }

        @Override
        public void changed() {
            if (owed.getAndIncrement() == 0) { // else whoever reads it will read it once more
                onWorker(Plug.this::readAgain, "read");
            }
        }
    }
}
