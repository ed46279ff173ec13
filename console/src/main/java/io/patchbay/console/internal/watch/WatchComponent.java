package io.patchbay.console.internal.watch;

import io.patchbay.api.session.SessionDirectory;
import io.patchbay.console.internal.talk.TalkLines;
import io.patchbay.management.PlugControl;
import java.nio.file.Path;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;

/**
 * Watches sessions as it is set, and begins anew when that becomes something else: not when other
 * settings of the console do, or what is known and recorded would end with each of them.
 */
@Component(
        service = {},
        immediate = true,
        configurationPid = "io.patchbay.console")
public final class WatchComponent {

    private final BundleContext context;
    private final SessionDirectory directory;
    private final TalkLines lines;
    private final PlugControl control;
    private WatchSettings settings;
    private Watching watching;

    /** For the container. */
    @Activate
    public WatchComponent(
            BundleContext context,
            Map<String, Object> properties,
            @Reference SessionDirectory directory,
            @Reference TalkLines lines,
            @Reference PlugControl control) {
        this.context = context;
        this.directory = directory;
        this.lines = lines;
        this.control = control;
        settings = read(properties);
        watching = new Watching(context, settings, directory, lines, control);
    }

    private WatchSettings read(Map<String, Object> properties) {
        Object said = properties.getOrDefault("state", context.getProperty("patchbay.state"));
        Path state =
                said == null
                        ? context.getDataFile("state").toPath()
                        : Path.of(said.toString().strip());
        return WatchSettings.of(properties, state.toAbsolutePath());
    }

    @Modified
    void configured(Map<String, Object> properties) {
        WatchSettings wanted = read(properties);
        if (!wanted.equals(settings)) {
            watching.close();
            settings = wanted;
            watching = new Watching(context, settings, directory, lines, control);
        }
    }

    @Deactivate
    void close() {
        watching.close();
    }
}
