package io.patchbay.launcher;

import io.patchbay.runtime.ProviderKeys;
import io.patchbay.runtime.ProviderKeys.Variables;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether and where the console is. */
final class ConsoleOptions {

    /** What nobody needs without it, by the beginning of the name. */
    static final List<String> BUNDLES =
            List.of(
                    "io.patchbay.console",
                    "org.apache.felix.http",
                    "org.apache.felix.healthcheck",
                    "org.apache.felix.eventadmin",
                    "org.apache.aries.spifly",
                    "org.osgi.service.servlet",
                    "asm-",
                    "commons-",
                    "slf4j-");

    /** Of what the web server refuses before the console sees it. */
    private static final String ERROR_HEADERS =
            "Content-Security-Policy=default-src 'none'; frame-ancestors 'none'"
                    + "##X-Content-Type-Options=nosniff##X-Frame-Options=DENY##Referrer-Policy=same-origin";

    @Option(
            names = "--console-port",
            paramLabel = "PORT",
            description = "Port of the console, on 127.0.0.1; default: a free one.")
    private @Nullable Integer port;

    @Option(names = "--no-console", description = "Without the console.")
    private boolean none;

    /**
     * Looks at the options before anything is started.
     *
     * @throws UsageException for what cannot be
     */
    void check() {
        if (port != null && none) {
            throw new UsageException("--console-port and --no-console exclude each other");
        }
        if (port != null && (port < 0 || port > 65_535)) {
            throw new UsageException("--console-port: there is no port " + port);
        }
    }

    /** Whether there is one. */
    boolean wanted() {
        return !none;
    }

    /**
     * What the web server is told.
     *
     * @throws IllegalStateException when somebody else listens at its port
     */
    Map<String, String> properties() {
        if (none) {
            return Map.of();
        }
        int wanted = port == null ? 0 : port;
        if (wanted != 0) {
            probe(wanted);
        }
        return Map.of(
                "org.apache.felix.http.host",
                "127.0.0.1",
                "org.osgi.service.http.port",
                String.valueOf(wanted),
                "org.apache.felix.http.jetty.errorPageCustomHeaders",
                ERROR_HEADERS);
    }

    /** The web server itself would only log it. */
    private static void probe(int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new IllegalStateException(
                    "--console-port: port "
                            + port
                            + " cannot be listened on ("
                            + Failures.line(e)
                            + "); name another one, or leave it out for a free one",
                    e);
        }
    }

    /** Whether the environment has the key of any provider that is plugged in. */
    static boolean anyKey(Map<String, Map<String, Variables>> providers) {
        return providers.values().stream()
                .anyMatch(
                        profiles -> {
                            ProviderKeys keys = new ProviderKeys(profiles, false);
                            return profiles.keySet().stream().anyMatch(keys::has);
                        });
    }
}
