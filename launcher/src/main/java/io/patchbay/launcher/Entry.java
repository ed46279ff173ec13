package io.patchbay.launcher;

import io.patchbay.api.plug.PlugDirectory;
import io.patchbay.api.session.RealtimeSessions;
import io.patchbay.api.session.SessionDirectory;
import io.patchbay.management.PlugControl;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * The command line's half inside the container. The host registers a future with the arguments as a
 * property once every bundle runs; the command runs here, on a thread of its own, and its exit code
 * completes the future.
 */
@Component(
        immediate = true,
        service = {})
public final class Entry {

    private final Thread thread;

    /** Runs the command. */
    @Activate
    public Entry(
            @Reference(target = "(" + Container.ARGUMENTS + "=*)")
                    Map.Entry<Map<String, Object>, CompletableFuture<Integer>> request,
            @Reference RealtimeSessions sessions,
            @Reference SessionDirectory directory,
            @Reference PlugDirectory plugs,
            @Reference PlugControl control,
            BundleContext bundle) {
        String[] arguments = (String[]) request.getKey().get(Container.ARGUMENTS);
        CompletableFuture<Integer> exit = request.getValue();
        PatchbayCommand root =
                new PatchbayCommand(new Inside(sessions, directory, plugs, control, bundle));
        thread =
                new Thread(
                        () -> exit.complete(Main.commandLine(root).execute(arguments)),
                        "patchbay-command");
        thread.setDaemon(true);
        thread.start();
    }

    /** The container stops: the command is asked to end. */
    @Deactivate
    void stop() throws InterruptedException {
        thread.interrupt();
        thread.join(5_000);
    }
}
