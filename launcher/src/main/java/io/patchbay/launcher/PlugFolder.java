package io.patchbay.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationAdmin;

/** Has File Install watch a folder of plugs, once there is somebody to judge what is found. */
final class PlugFolder {

    private static final String FILE_INSTALL = "org.apache.felix.fileinstall";
    private static final String INSTALLER = FILE_INSTALL + ".ArtifactInstaller";
    private static final long PATIENCE_SECONDS = 20;

    private PlugFolder() {}

    /**
     * Watches a folder from now on.
     *
     * @throws IOException when the container cannot
     */
    static void watch(BundleContext context, Path folder) throws IOException, InterruptedException {
        // without the judge File Install would install what it finds as it is
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!judged(context)) {
            if (System.nanoTime() > end) {
                throw new IOException("nobody here installs plugs from a folder");
            }
            Thread.sleep(5);
        }
        ServiceReference<ConfigurationAdmin> reference =
                context.getServiceReference(ConfigurationAdmin.class);
        if (reference == null) {
            throw new IOException("nobody here takes configurations");
        }
        Hashtable<String, Object> settings = new Hashtable<>();
        settings.put(FolderSettings.DIR, folder.toAbsolutePath().toString());
        settings.put(FolderSettings.FILTER, ".*\\.jar");
        FolderSettings.COMMON.forEach(settings::put);
        context.getService(reference)
                .createFactoryConfiguration(FILE_INSTALL, "?")
                .update(settings);
        context.ungetService(reference);
    }

    private static boolean judged(BundleContext context) throws IOException {
        try {
            ServiceReference<?>[] installers = context.getAllServiceReferences(INSTALLER, null);
            return installers != null
                    && Stream.of(installers)
                            .filter(one -> isOf(one, "io.patchbay.management"))
                            .filter(one -> one.getUsingBundles() != null)
                            .flatMap(one -> Stream.of(one.getUsingBundles()))
                            .anyMatch(user -> FILE_INSTALL.equals(user.getSymbolicName()));
        } catch (InvalidSyntaxException e) {
            throw new IOException(e);
        }
    }

    private static boolean isOf(ServiceReference<?> service, String name) {
        return service.getBundle() != null && name.equals(service.getBundle().getSymbolicName());
    }
}
