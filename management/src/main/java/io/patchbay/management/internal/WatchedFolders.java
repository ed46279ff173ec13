package io.patchbay.management.internal;

import java.io.File;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.util.tracker.ServiceTracker;

/**
 * Has File Install watch the folders of plugs that the framework property {@code patchbay.plugs}
 * names, with {@code path.separator} between. It is for containers that begin anew at each start: a
 * configuration of File Install that outlived one would be obeyed before anybody judges.
 *
 * <p>Neither File Install nor ConfigAdmin has to be there: {@link FolderWatch} alone names them.
 */
@Component(
        service = {},
        immediate = true)
public final class WatchedFolders {

    private static final System.Logger LOG = System.getLogger("io.patchbay.management");

    private static final String PROPERTY = "patchbay.plugs";
    private static final String CONFIGURATIONS = "org.osgi.service.cm.ConfigurationAdmin";

    private final @Nullable ServiceTracker<?, ?> tracker;

    /** For the container. */
    @Activate
    public WatchedFolders(BundleContext context, @Reference PlugControlComponent control) {
        String named = context.getProperty(PROPERTY);
        if (named == null || named.isBlank()) {
            tracker = null;
            return;
        }
        List<Path> folders =
                Stream.of(named.split(File.pathSeparator))
                        .map(name -> Path.of(name).toAbsolutePath().normalize())
                        .toList();
        tracker =
                new ServiceTracker<Object, AutoCloseable>(context, CONFIGURATIONS, null) {
                    @Override
                    public @Nullable AutoCloseable addingService(ServiceReference<Object> found) {
                        return watch(context, found, folders, control);
                    }

                    @Override
                    public void removedService(
                            ServiceReference<Object> gone, AutoCloseable watching) {
                        Reasons.logged("the watch over " + folders, watching::close);
                        context.ungetService(gone);
                    }
                };
        tracker.open();
    }

    private static @Nullable AutoCloseable watch(
            BundleContext context,
            ServiceReference<Object> configurations,
            List<Path> folders,
            PlugControlComponent control) {
        try {
            return FolderWatch.begin(context, context.getService(configurations), folders, control);
        } catch (Exception | NoClassDefFoundError e) {
            context.ungetService(configurations);
            LOG.log(
                    Level.WARNING,
                    "nobody watches {0}; are Felix File Install and ConfigAdmin there? {1}",
                    folders,
                    Reasons.of(e));
            return null;
        }
    }

    @Deactivate
    void close() {
        if (tracker != null) {
            tracker.close();
        }
    }
}
