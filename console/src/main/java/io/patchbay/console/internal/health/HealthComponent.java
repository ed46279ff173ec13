package io.patchbay.console.internal.health;

import io.patchbay.api.plug.PlugDirectory;
import io.patchbay.api.session.SessionDirectory;
import io.patchbay.management.ManagementJson;
import io.patchbay.management.PlugControl;
import io.patchbay.net.EventLoops;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import tools.jackson.databind.node.ObjectNode;

/** Looks after everything as long as the console is there. */
@Component(service = HealthReport.class, immediate = true)
public final class HealthComponent implements HealthReport {

    private static final Duration LIFE = Duration.ofSeconds(2);
    private static final int COUNT_SECONDS = 5;

    private final LoopProbe probe;
    private final Checks checks;
    private final ScheduledExecutorService thread;
    private final Sampler<ObjectNode> sampler;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable RecordingsFolder recordings;

    /** For the container. */
    @Activate
    public HealthComponent(
            BundleContext context,
            @Reference PlugDirectory plugs,
            @Reference PlugControl control,
            @Reference SessionDirectory directory,
            @Reference SessionWatch sessions) {
        probe = new LoopProbe(EventLoops.shared().loops());
        Lately lately = new Lately(sessions.tally()::counters);
        List<Check> own =
                List.of(
                        new PlugsCheck(plugs, control),
                        new LinesCheck(plugs),
                        new SessionsCheck(lately),
                        new QueuesCheck(sessions.tally()),
                        new LoopsCheck(probe),
                        MemoryCheck.DEFAULT,
                        new DoorsCheck(plugs),
                        DiskCheck.of(
                                () ->
                                        Optional.ofNullable(recordings)
                                                .map(RecordingsFolder::folder)));
        checks = ContainerChecks.of(context, own);
        thread = new ScheduledThreadPoolExecutor(2, HealthComponent::daemon);
        var unused =
                thread.scheduleWithFixedDelay(
                        () -> lately.sample(System.nanoTime()), 0, COUNT_SECONDS, TimeUnit.SECONDS);
        ReportWriter report =
                new ReportWriter(
                        () -> ManagementJson.health(control, plugs, directory),
                        probe,
                        sessions,
                        checks::look);
        sampler = new Sampler<>(report::write, thread, LIFE, System::nanoTime);
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "patchbay-health");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public CompletionStage<ObjectNode> latest() {
        return sampler.latest();
    }

    @Deactivate
    void stop() {
        thread.shutdownNow();
        checks.close();
        probe.close();
    }
}
