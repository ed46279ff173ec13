package io.patchbay.management.internal;

import io.patchbay.api.plug.PlugDirectory;
import io.patchbay.api.plug.PlugRetirement;
import io.patchbay.api.session.SessionDirectory;
import io.patchbay.management.ChangeOptions;
import io.patchbay.management.PlugBundle;
import io.patchbay.management.PlugBundle.Origin;
import io.patchbay.management.PlugBundle.State;
import io.patchbay.management.PlugChange;
import io.patchbay.management.PlugChange.Action;
import io.patchbay.management.PlugControl;
import io.patchbay.management.PlugListener;
import io.patchbay.management.PlugProgress;
import io.patchbay.management.PlugRefusedException;
import io.patchbay.management.PlugRefusedException.Reason;
import io.patchbay.management.PlugSource;
import io.patchbay.management.PlugStore;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/**
 * Changes plugs, one after the other, on a thread of its own. What is kept for the next start is in
 * the {@link StateFolder}.
 */
@Component(service = {PlugControl.class, PlugControlComponent.class})
public final class PlugControlComponent implements PlugControl {

    private static final System.Logger LOG = System.getLogger("io.patchbay.management");

    private static final int HISTORY = 200;

    private final Surroundings around;
    private final Origins origins;
    private final Changes changes;
    private final Deque<PlugChange> history = new ArrayDeque<>();
    private final ThreadPoolExecutor thread;
    private final Retirements retirements;
    private final List<PlugListener> listeners = new CopyOnWriteArrayList<>();
    private final List<Runnable> afterRetirements = new CopyOnWriteArrayList<>();

    /** Changes in the queue. */
    private final AtomicInteger waiting = new AtomicInteger();

    /** For the container. */
    @Activate
    public PlugControlComponent(
            BundleContext context,
            @Reference StateFolder state,
            @Reference PlugDirectory plugs,
            @Reference PlugRetirement retirement,
            @Reference SessionDirectory sessions,
            @Reference ServiceComponentRuntime components)
            throws IOException {
        around = new Surroundings(context, plugs, retirement, sessions, components);
        PlugStore store = PlugStore.open(state.path());
        origins = new Origins(store);
        thread =
                new ThreadPoolExecutor(
                        1,
                        1,
                        10,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        PlugControlComponent::thread);
        thread.allowCoreThreadTimeOut(true);
        retirements = new Retirements(around, this::later, this::retired);
        changes = new Changes(around, store, origins, retirements);
        boolean starting = around.system().getState() == Bundle.STARTING;
        thread.execute(() -> changes.restore(starting));
    }

    /** Ends of what was given up: they come as calls end, and are never refused. */
    private void later(Runnable task) {
        try {
            thread.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "the container stops, and what was given up with it");
        }
    }

    private void retired(PlugChange change) {
        note(change);
        for (Runnable task : afterRetirements) {
            task.run();
        }
    }

    /**
     * Runs something on the thread of changes whenever something that was given up has gone.
     *
     * @return ends that
     */
    Runnable afterRetirements(Runnable task) {
        afterRetirements.add(task);
        return () -> afterRetirements.remove(task);
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "patchbay-plugs");
        thread.setDaemon(true);
        return thread;
    }

    @Deactivate
    void stop() {
        thread.shutdownNow()
                .forEach(
                        waiting -> {
                            if (waiting instanceof Waiting change) {
                                change.refuse();
                            }
                        });
    }

    @Override
    public List<PlugBundle> bundles() {
        List<PlugBundle> all =
                around.bundles()
                        .filter(
                                bundle ->
                                        origins.of(bundle) != Origin.SHIPPED
                                                || Activation.offersPlugs(bundle)
                                                || isStoppedPlug(bundle)
                                                || !around.plugsOf(bundle).isEmpty())
                        .filter(bundle -> bundle.getBundleId() != Constants.SYSTEM_BUNDLE_ID)
                        .map(this::describe)
                        .collect(Collectors.toCollection(ArrayList::new));
        changes.removed().forEach(jar -> all.add(removed(jar)));
        all.sort(
                Comparator.comparing(PlugBundle::name)
                        .thenComparing(one -> Version.parseVersion(one.version())));
        return List.copyOf(all);
    }

    /** What somebody stopped by hand offers nothing, and is to be seen nevertheless. */
    private boolean isStoppedPlug(Bundle bundle) {
        return state(bundle) == State.STOPPED && Activation.declaresPlugs(bundle);
    }

    private static PlugBundle removed(PlugStore.Jar jar) {
        return new PlugBundle(
                jar.name(),
                jar.version(),
                Origin.INSTALLED,
                State.REMOVED,
                List.of(),
                List.of(),
                jar.version());
    }

    private PlugBundle describe(Bundle bundle) {
        return new PlugBundle(
                bundle.getSymbolicName(),
                bundle.getVersion().toString(),
                origins.of(bundle),
                state(bundle),
                around.plugsOf(bundle),
                around.refusalsOf(bundle),
                retirements.has(bundle) ? null : changes.previous(bundle.getSymbolicName()));
    }

    private State state(Bundle bundle) {
        return switch (bundle.getState()) {
            case Bundle.ACTIVE -> retirements.has(bundle) ? State.DRAINING : State.ACTIVE;
            case Bundle.STARTING, Bundle.STOPPING -> State.CHANGING;
            default -> State.STOPPED;
        };
    }

    @Override
    public CompletionStage<List<PlugChange>> install(
            PlugSource source, Consumer<PlugProgress> progress) {
        return submit(
                Action.INSTALL,
                source.text(),
                progress,
                told -> changes.install(source, false, told));
    }

    @Override
    public CompletionStage<List<PlugChange>> update(
            PlugSource source, ChangeOptions options, Consumer<PlugProgress> progress) {
        return submit(
                Action.UPDATE,
                source.text(),
                progress,
                told -> changes.update(source, false, options, told));
    }

    @Override
    public CompletionStage<List<PlugChange>> remove(
            String bundle, ChangeOptions options, Consumer<PlugProgress> progress) {
        return submit(
                Action.REMOVE,
                bundle,
                progress,
                told -> changes.remove(changes.inventory().find(bundle), false, options, told));
    }

    @Override
    public CompletionStage<List<PlugChange>> rollBack(
            String bundle, ChangeOptions options, Consumer<PlugProgress> progress) {
        return submit(
                Action.ROLL_BACK,
                bundle,
                progress,
                told -> changes.rollBack(bundle, options, told));
    }

    /** Does something with the changes on their thread, for the watched folder. */
    CompletionStage<List<PlugChange>> submit(
            Action action, String asked, Function<Changes, List<PlugChange>> work) {
        return submit(action, asked, progress -> {}, told -> work.apply(changes));
    }

    private CompletionStage<List<PlugChange>> submit(
            Action action,
            String asked,
            Consumer<PlugProgress> progress,
            Function<Consumer<PlugProgress>, List<PlugChange>> work) {
        Waiting change = new Waiting(action, asked, contained(progress), work);
        if (waiting.incrementAndGet() > WAITING) {
            waiting.decrementAndGet();
            change.refuse();
            return change.done;
        }
        try {
            thread.execute(change);
        } catch (RejectedExecutionException e) {
            waiting.decrementAndGet();
            change.refuse();
        }
        return change.done;
    }

    /** Whoever asked, and then all who listen. */
    private Consumer<PlugProgress> contained(Consumer<PlugProgress> progress) {
        return step -> {
            contained(() -> progress.accept(step));
            listeners.forEach(listener -> contained(() -> listener.progressed(step)));
        };
    }

    private static void contained(Runnable told) {
        try {
            told.run();
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "whoever watches a change failed: {0}", Reasons.of(e));
        }
    }

    @Override
    public Subscription listen(PlugListener listener) {
        listeners.add(Objects.requireNonNull(listener, "listener"));
        return () -> listeners.remove(listener);
    }

    /** A change in the queue. */
    private final class Waiting implements Runnable {

        private final CompletableFuture<List<PlugChange>> done = new CompletableFuture<>();
        private final Action action;
        private final String asked;
        private final Consumer<PlugProgress> progress;
        private final Function<Consumer<PlugProgress>, List<PlugChange>> work;

        Waiting(
                Action action,
                String asked,
                Consumer<PlugProgress> progress,
                Function<Consumer<PlugProgress>, List<PlugChange>> work) {
            this.action = action;
            this.asked = asked;
            this.progress = progress;
            this.work = work;
        }

        @Override
        public void run() {
            waiting.decrementAndGet();
            Instant begun = Instant.now();
            try {
                List<PlugChange> made = made();
                made.forEach(PlugControlComponent.this::note);
                done.complete(made);
            } catch (PlugRefusedException e) {
                refused(begun, e);
            } catch (Throwable e) { // whoever waits must hear of it
                LOG.log(Level.ERROR, "a change of plugs failed", e);
                refused(
                        begun,
                        new PlugRefusedException(
                                Reason.FAILED, asked + " failed: " + Reasons.of(e)));
            }
        }

        private List<PlugChange> made() {
            try {
                return work.apply(progress);
            } finally {
                changes.tidy();
            }
        }

        private void refused(Instant begun, PlugRefusedException e) {
            note(
                    new PlugChange(
                            Instant.now(),
                            action,
                            Reasons.printable(asked),
                            null,
                            null,
                            PlugChange.Outcome.REFUSED,
                            Duration.between(begun, Instant.now()),
                            e.getMessage()));
            done.completeExceptionally(e);
        }

        void refuse() {
            done.completeExceptionally(
                    new PlugRefusedException(
                            Reason.BUSY,
                            "as many changes wait as may, or the container is stopping; try again"));
        }
    }

    private void note(PlugChange change) {
        boolean done = change.outcome() != PlugChange.Outcome.REFUSED;
        LOG.log(
                done ? Level.INFO : Level.WARNING,
                "{0} {1} {2}: {3}",
                change.action().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                change.bundle(),
                change.outcome().name().toLowerCase(Locale.ROOT),
                done
                        ? change.from() + " -> " + change.to() + " " + change.detail()
                        : change.detail());
        synchronized (history) {
            if (history.size() == HISTORY) {
                history.removeFirst();
            }
            history.addLast(change);
        }
        listeners.forEach(listener -> contained(() -> listener.changed(change)));
    }

    @Override
    public List<PlugChange> history() {
        synchronized (history) {
            return List.copyOf(history);
        }
    }
}
