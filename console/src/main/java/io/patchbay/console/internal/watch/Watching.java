package io.patchbay.console.internal.watch;

import io.patchbay.api.session.SessionDirectory;
import io.patchbay.api.session.SessionObserver;
import io.patchbay.console.internal.PatchbayContext;
import io.patchbay.console.internal.health.RecordingsFolder;
import io.patchbay.console.internal.talk.TalkLines;
import io.patchbay.management.PlugControl;
import io.patchbay.management.resource.Resource;
import jakarta.servlet.Filter;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.util.tracker.ServiceTracker;

/**
 * Watches all sessions and answers what the page asks about them. The observer is registered by
 * hand: as a service of a component it would have to be made while the directory, which it needs,
 * is being made.
 */
final class Watching implements AutoCloseable {

    /** Goes before management's resources of the same paths, which know less. */
    private static final int RANKING = 100;

    private final List<ServiceRegistration<?>> registered = new ArrayList<>();
    private final ServiceTracker<Resource, Resource> resources;
    private final ScheduledThreadPoolExecutor work;
    private final WatchedSessions sessions;
    private final Overview overview;
    private final RecordingDesk recordings;
    private final PlugControl.Subscription changes;

    /** Begins at once. */
    Watching(
            BundleContext context,
            WatchSettings settings,
            SessionDirectory directory,
            TalkLines lines,
            PlugControl control) {
        resources = new ServiceTracker<>(context, Resource.class, null);
        resources.open();
        work = workers();
        sessions = new WatchedSessions(settings, directory::sessions, work, System::nanoTime);
        overview = new Overview(sessions, this::served, work);
        Pulse pulse = new Pulse(work);
        sessions.follow(overview);
        sessions.follow(pulse);
        recordings = new RecordingDesk(settings, work);
        sessions.follow(recordings);
        Dictionary<String, Object> first = new Hashtable<>();
        first.put(Constants.SERVICE_RANKING, RANKING);
        List<Resource> own = new ArrayList<>();
        own.addAll(new SessionResources(sessions, pulse, overview, work).all());
        own.addAll(new SessionCommands(sessions, lines::line, recordings, work).all());
        own.addAll(recordings.resources());
        own.forEach(one -> registered.add(context.registerService(Resource.class, one, first)));
        registered.add(
                context.registerService(
                        Filter.class, new RecordingFilter(recordings.folder()), filtering()));
        changes = control.listen(overview);
        registered.add(context.registerService(SessionObserver.class, sessions, null));
        registered.add(context.registerService(RecordingsFolder.class, settings::recordings, null));
    }

    private static Dictionary<String, Object> filtering() {
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put("osgi.http.whiteboard.context.select", PatchbayContext.SELECT);
        properties.put("osgi.http.whiteboard.filter.pattern", "/api/v1/recordings/*");
        properties.put("osgi.http.whiteboard.filter.asyncSupported", true);
        return properties;
    }

    private static ScheduledThreadPoolExecutor workers() {
        ThreadFactory threads =
                task -> {
                    Thread thread = new Thread(null, task, "patchbay-watch", 0, false);
                    thread.setDaemon(true);
                    thread.setContextClassLoader(null);
                    return thread;
                };
        ScheduledThreadPoolExecutor work = new ScheduledThreadPoolExecutor(2, threads);
        work.setRemoveOnCancelPolicy(true);
        // what comes while it ends is of no use to anybody
        work.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
        work.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return work;
    }

    /** What answers at a path: the resource of the highest ranking. */
    private Optional<Resource> served(String path) {
        return resources.getTracked().values().stream()
                .filter(one -> one.method().equals("GET") && one.path().equals(path))
                .findFirst();
    }

    @Override
    public void close() {
        registered.forEach(ServiceRegistration::unregister);
        changes.close();
        overview.close();
        recordings.close();
        sessions.close();
        work.shutdown();
        resources.close();
    }
}
