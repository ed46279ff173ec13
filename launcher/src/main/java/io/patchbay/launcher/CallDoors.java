package io.patchbay.launcher;

import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.transport.CallRouter;
import io.patchbay.net.http.HttpDoors;
import io.patchbay.sip.SipDoors;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;

/** Answers callers with the agent of the command line, unless somebody else decides on them. */
final class CallDoors implements AutoCloseable {

    /** The configurations that open doors, and how these are named. */
    private static final Map<String, String> DOORS =
            Map.of(
                    "io.patchbay.transport.browser", "browser",
                    "io.patchbay.transport.sip.webhook", "openai-sip",
                    "io.patchbay.transport.twilio", "twilio");

    private static final System.Logger LOG = System.getLogger(CallDoors.class.getName());

    /** From the start until File Install has found the file and the door is open. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final long LOOK_NANOS = 50_000_000;

    private final ServiceRegistration<CallRouter> router;
    private final @Nullable SipPort telephones;

    /**
     * Answers from now on.
     *
     * @param sipPort where telephones call, or null when a file says that or nobody
     */
    CallDoors(BundleContext context, SessionOptions options, @Nullable Integer sipPort) {
        CallRouter everybody =
                call -> CompletableFuture.completedFuture(new CallRouter.Decision.Accept(options));
        router =
                context.registerService(
                        CallRouter.class,
                        everybody,
                        // a router that an operator plugs in goes before this one
                        new Hashtable<>(Map.of(Constants.SERVICE_RANKING, -1_000)));
        telephones = sipPort == null ? null : new SipPort(context, sipPort);
    }

    /** Whether there is a file in the folder of configurations that opens a door. */
    static boolean isAnyConfigured(@Nullable Path config) {
        return isConfigured(config, SipPort.PID)
                || DOORS.keySet().stream().anyMatch(pid -> isConfigured(config, pid));
    }

    private static boolean isConfigured(@Nullable Path config, String pid) {
        return config != null
                && (Files.exists(config.resolve(pid + ".cfg"))
                        || Files.exists(config.resolve(pid + ".config")));
    }

    /**
     * Waits until the doors are open: those with a file, and that for telephones where it is asked
     * for. One that does not open is left out, and the log has the reasons.
     */
    List<URI> await(@Nullable Path config) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        Stream<URI> http =
                DOORS.keySet().stream()
                        .sorted()
                        .filter(pid -> isConfigured(config, pid))
                        .flatMap(pid -> open(pid, end).stream());
        Stream<URI> sip =
                telephones != null || isConfigured(config, SipPort.PID)
                        ? open(SipPort.PID, end).stream()
                        : Stream.empty();
        return Stream.concat(http, sip).toList();
    }

    private static List<URI> open(String pid, long end) {
        while (true) {
            List<URI> open = listening(pid);
            if (!open.isEmpty()) {
                return open;
            }
            if (System.nanoTime() > end) {
                LOG.log(Level.WARNING, "{0} is configured, and its door does not open", pid);
                return open;
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private static List<URI> listening(String pid) {
        String name = DOORS.get(pid);
        return name == null
                ? SipDoors.listening().stream().map(SipDoors.Listening::uri).toList()
                : HttpDoors.listening().stream()
                        .filter(door -> door.name().startsWith(name))
                        .map(HttpDoors.Listening::uri)
                        .toList();
    }

    @Override
    public void close() {
        if (telephones != null) {
            telephones.close();
        }
        router.unregister();
    }
}
