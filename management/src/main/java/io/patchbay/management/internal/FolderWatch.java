package io.patchbay.management.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import org.apache.felix.fileinstall.ArtifactInstaller;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** File Install watches some folders, and asks somebody about what it finds there. */
final class FolderWatch implements AutoCloseable {

    private static final String FILE_INSTALL = "org.apache.felix.fileinstall";

    private final WatchedFolder judge;
    private final ServiceRegistration<?> asked;
    private final List<Configuration> configurations = new ArrayList<>();

    private FolderWatch(BundleContext context, WatchedFolder judge) {
        this.judge = judge;
        asked = context.registerService(ArtifactInstaller.class, judge, null);
    }

    /**
     * Begins. No file is found before File Install knows whom to ask, or it would install it as it
     * is: it hears of a judge while that one is registered, or else when it starts itself, and of
     * configurations after that.
     *
     * @param configurations the service ConfigurationAdmin
     * @throws IOException when it takes no configuration; nobody is asked then
     */
    static FolderWatch begin(
            BundleContext context,
            Object configurations,
            List<Path> folders,
            PlugControlComponent control)
            throws IOException {
        FolderWatch watch = new FolderWatch(context, new WatchedFolder(folders, control));
        try {
            for (Path folder : folders) {
                Configuration configuration =
                        ((ConfigurationAdmin) configurations)
                                .createFactoryConfiguration(FILE_INSTALL, "?");
                watch.configurations.add(configuration);
                configuration.update(settings(folder));
            }
            return watch;
        } catch (IOException | RuntimeException e) {
            watch.close();
            throw e;
        }
    }

    private static Dictionary<String, Object> settings(Path folder) {
        Dictionary<String, Object> settings = new Hashtable<>();
        settings.put("felix.fileinstall.dir", folder.toString());
        settings.put("felix.fileinstall.filter", ".*\\.jar");
        settings.put("felix.fileinstall.noInitialDelay", "true");
        settings.put("felix.fileinstall.poll", "500");
        // the system would not tell of a folder that was deleted and made again
        settings.put("felix.fileinstall.disableNio2", "true");
        settings.put("felix.fileinstall.enableConfigSave", "false");
        settings.put("felix.fileinstall.subdir.mode", "skip");
        settings.put("felix.fileinstall.log.default", "jul");
        return settings;
    }

    @Override
    public void close() throws IOException {
        try {
            for (Configuration configuration : configurations) {
                configuration.delete();
            }
        } catch (IllegalStateException e) {
            // ConfigAdmin is gone, and what it held with it
            configurations.clear();
        } finally {
            asked.unregister();
            judge.close();
        }
    }
}
