package io.patchbay.launcher;

import io.patchbay.console.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;

/** Says where the console is, and again whenever an operator's settings put it elsewhere. */
final class ConsoleDoor extends ServiceTracker<Console, URI> {

    private static final long PATIENCE_MILLIS = 20_000;

    private final PrintWriter out;

    private ConsoleDoor(BundleContext context, PrintWriter out) {
        super(context, Console.class, null);
        this.out = out;
    }

    /**
     * Waits until it listens, and goes on telling until the container stops.
     *
     * @param out is told of each address, with what lets its reader in
     * @throws IOException when it does not
     */
    static void await(BundleContext context, PrintWriter out)
            throws IOException, InterruptedException {
        ConsoleDoor door = new ConsoleDoor(context, out);
        door.open();
        if (door.waitForService(PATIENCE_MILLIS) == null) {
            door.close();
            throw new IOException(
                    "the console does not listen; the log has the reason, and --no-console does without");
        }
    }

    @Override
    public URI addingService(ServiceReference<Console> reference) {
        URI entry = context.getService(reference).entry();
        out.println("listening " + entry);
        out.flush();
        return entry;
    }

    @Override
    public void removedService(ServiceReference<Console> reference, URI entry) {
        context.ungetService(reference);
    }
}
