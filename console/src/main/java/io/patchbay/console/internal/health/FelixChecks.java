package io.patchbay.console.internal.health;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.ResultLog;
import org.apache.felix.hc.api.execution.HealthCheckExecutionResult;
import org.apache.felix.hc.api.execution.HealthCheckExecutor;
import org.apache.felix.hc.api.execution.HealthCheckSelector;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.util.tracker.ServiceTracker;

/**
 * Felix Health Checks: ours are offered to it, and all of the container are asked through it. To be
 * touched only where its API is; {@link ContainerChecks} knows.
 */
final class FelixChecks implements Checks {

    private static final System.Logger LOG = System.getLogger("io.patchbay.console");

    /** All but those with a tag that nobody has; the empty selector finds none at all. */
    private static final HealthCheckSelector ALL = HealthCheckSelector.tags("-none");

    /** What to do travels beside what was found: other readers get both in one line. */
    private static final class Hinted extends ResultLog.Entry {
        private final String found;
        private final String hint;

        Hinted(Result.Status status, String found, String hint) {
            super(status, found + " " + hint);
            this.found = found;
            this.hint = hint;
        }
    }

    private final List<Check> own;
    private final ServiceTracker<HealthCheckExecutor, HealthCheckExecutor> executor;
    private final List<ServiceRegistration<HealthCheck>> offered = new ArrayList<>();

    FelixChecks(BundleContext context, List<Check> own) {
        this.own = own;
        for (Check check : own) {
            offered.add(
                    context.registerService(
                            HealthCheck.class,
                            () -> result(check),
                            new Hashtable<>(
                                    Map.of(
                                            HealthCheck.NAME,
                                            check.title(),
                                            HealthCheck.TAGS,
                                            new String[] {"patchbay", check.tag()}))));
        }
        executor = new ServiceTracker<>(context, HealthCheckExecutor.class, null);
        executor.open();
    }

    private static Result result(Check check) {
        ResultLog log = new ResultLog();
        for (Check.Finding finding : check.look()) {
            Result.Status status = Result.Status.valueOf(finding.level().name());
            String hint = finding.hint();
            log.add(
                    hint == null
                            ? new ResultLog.Entry(status, finding.message())
                            : new Hinted(status, finding.message(), hint));
        }
        return new Result(log);
    }

    @Override
    public List<Checked> look() {
        HealthCheckExecutor all = executor.getService();
        if (all != null) {
            try {
                return all.execute(ALL).stream().map(FelixChecks::checked).toList();
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "the container's health checks could not be asked", e);
            }
        }
        return own.stream().map(Checked::by).toList();
    }

    private static Checked checked(HealthCheckExecutionResult result) {
        List<Checked.Entry> entries = new ArrayList<>();
        for (ResultLog.Entry entry : result.getHealthCheckResult()) {
            entries.add(
                    entry instanceof Hinted hinted
                            ? new Checked.Entry(status(entry), hinted.found, hinted.hint)
                            : new Checked.Entry(status(entry), entry.getMessage(), null));
        }
        return new Checked(
                result.getHealthCheckMetadata().getTitle(),
                Checked.word(result.getHealthCheckResult().getStatus()),
                result.getHealthCheckMetadata().getTags(),
                Duration.ofMillis(result.getElapsedTimeInMs()),
                entries);
    }

    private static String status(ResultLog.Entry entry) {
        Result.@Nullable Status status = entry.getStatus();
        return entry.isDebug() || status == null ? "debug" : Checked.word(status);
    }

    @Override
    public void close() {
        offered.forEach(ServiceRegistration::unregister);
        executor.close();
    }
}
