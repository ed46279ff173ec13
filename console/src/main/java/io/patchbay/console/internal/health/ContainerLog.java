package io.patchbay.console.internal.health;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogLevel;
import org.osgi.service.log.LogListener;
import org.osgi.service.log.LogReaderService;
import org.osgi.util.tracker.ServiceTracker;

/**
 * Notes the warnings and errors of the container's own log, where there is one. To be touched only
 * where the package of its API is.
 */
final class ContainerLog implements AutoCloseable, LogListener {

    private final Notices notices;
    private final ServiceTracker<LogReaderService, LogReaderService> readers;

    ContainerLog(BundleContext context, Notices notices) {
        this.notices = notices;
        readers =
                new ServiceTracker<>(context, LogReaderService.class, null) {
                    @Override
                    public @Nullable LogReaderService addingService(
                            ServiceReference<LogReaderService> reference) {
                        LogReaderService reader = super.addingService(reference);
                        if (reader != null) {
                            reader.addLogListener(ContainerLog.this);
                        }
                        return reader;
                    }

                    @Override
                    public void removedService(
                            ServiceReference<LogReaderService> reference, LogReaderService reader) {
                        reader.removeLogListener(ContainerLog.this);
                        super.removedService(reference, reader);
                    }
                };
        readers.open();
    }

    @Override
    public void logged(LogEntry entry) {
        LogLevel level = entry.getLogLevel();
        if (level != LogLevel.WARN && level != LogLevel.ERROR) {
            return;
        }
        Throwable thrown = entry.getException();
        String logger = entry.getLoggerName();
        notices.add(
                Notices.Way.CONTAINER_LOG,
                Instant.ofEpochMilli(entry.getTime()),
                logger == null ? entry.getBundle().getSymbolicName() : logger,
                entry.getMessage()
                        + (thrown == null ? "" : " [" + thrown.getClass().getName() + "]"));
    }

    @Override
    public void close() {
        readers.close();
    }
}
