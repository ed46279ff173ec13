package io.patchbay.launcher;

import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.transport.CallRouter;
import io.patchbay.net.http.HttpDoors;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;

/** Answers callers with the agent of the command line, unless somebody else decides on them. */
final class PageDoor implements AutoCloseable {

    /** The configuration that opens the door. */
    static final String FILE = "io.patchbay.transport.browser.cfg";

    private static final System.Logger LOG = System.getLogger(PageDoor.class.getName());

    /** From the start until File Install has found the file and the door is open. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final long LOOK_NANOS = 50_000_000;

    private final ServiceRegistration<CallRouter> router;

    PageDoor(BundleContext context, SessionOptions options) {
        CallRouter everybody =
                call -> CompletableFuture.completedFuture(new CallRouter.Decision.Accept(options));
        router =
                context.registerService(
                        CallRouter.class,
                        everybody,
                        // a router that an operator plugs in goes before this one
                        new Hashtable<>(Map.of(Constants.SERVICE_RANKING, -1_000)));
    }

    static boolean isConfigured(Path config) {
        return Files.exists(config.resolve(FILE))
                || Files.exists(config.resolve(FILE.replace(".cfg", ".config")));
    }

    /** Waits until the door is open; empty when it does not open, for which the log has reasons. */
    List<URI> await() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            List<URI> open =
                    HttpDoors.listening().stream()
                            .filter(door -> door.name().startsWith("browser"))
                            .map(HttpDoors.Listening::uri)
                            .toList();
            if (!open.isEmpty()) {
                return open;
            }
            if (System.nanoTime() > end) {
                LOG.log(Level.WARNING, "{0} is there, and its door does not open", FILE);
                return open;
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    @Override
    public void close() {
        router.unregister();
    }
}
