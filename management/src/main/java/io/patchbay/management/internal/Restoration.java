package io.patchbay.management.internal;

import io.patchbay.api.plug.PlugInfo;
import io.patchbay.management.ChangeOptions;
import io.patchbay.management.PlugStore;
import java.nio.file.Path;
import java.util.List;
import org.osgi.framework.Bundle;

/** Makes the container have what the store keeps, and no more, when it starts. */
final class Restoration {

    private final Surroundings around;
    private final PlugStore store;
    private final Farewell farewell;
    private final boolean starting;

    /**
     * For one start.
     *
     * @param starting whether the container starts, and not this service alone: then what the
     *     watched folder gave comes again
     */
    Restoration(Surroundings around, PlugStore store, Farewell farewell, boolean starting) {
        this.starting = starting;
        this.around = around;
        this.store = store;
        this.farewell = farewell;
    }

    /** Installs and starts what is kept and not there, and ends what was given up. */
    void restore() {
        for (PlugStore.Jar jar : store.jars()) {
            String location = "reference:" + jar.file().toUri();
            if (around.context().getBundle(location) == null && !isThere(jar)) {
                Reasons.logged(
                        jar.name() + " " + jar.version() + " was installed and does not start now",
                        () -> around.context().installBundle(location).start());
            }
        }
        around.bundles().filter(this::isGivenUp).toList().forEach(this::end);
    }

    private boolean isThere(PlugStore.Jar jar) {
        return around.named(jar.name()).stream()
                .anyMatch(bundle -> jar.version().equals(bundle.getVersion().toString()));
    }

    /**
     * Whether a change gave a bundle up and did not come to its end, because the container ended or
     * this service was restarted: a container may keep what it has installed.
     */
    private boolean isGivenUp(Bundle bundle) {
        Path file = TakeDown.file(bundle);
        if (file == null || !store.holds(file)) {
            return store.gaveUp(bundle.getSymbolicName(), bundle.getVersion().toString());
        }
        return store.jars().stream().noneMatch(jar -> jar.file().equals(file))
                && (starting || isRetired(bundle));
    }

    private boolean isRetired(Bundle bundle) {
        List<PlugInfo> plugs = around.plugsOf(bundle);
        return !plugs.isEmpty()
                && plugs.stream().noneMatch(plug -> plug.state() == PlugInfo.State.ACTIVE);
    }

    private void end(Bundle bundle) {
        ChangeReport report = new ChangeReport();
        farewell.from(
                bundle,
                ChangeOptions.DEFAULT,
                report.begun(),
                report.removed(bundle),
                progress -> {});
    }
}
