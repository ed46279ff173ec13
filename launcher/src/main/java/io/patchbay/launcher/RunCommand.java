package io.patchbay.launcher;

import io.patchbay.api.plug.PlugInfo;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.emulator.Emulator;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the container as a service until SIGTERM. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Runs the container as a service. Configuration comes from a folder and is reloaded when it changes.")
final class RunCommand extends ContainerCommand {

    @Option(
            names = "--config",
            paramLabel = "DIR",
            description =
                    "Folder of configuration files (PID.cfg or PID.config), watched; default: none.")
    private @Nullable Path config;

    @Option(names = "--console-port", paramLabel = "PORT", description = "Port of the console.")
    private @Nullable Integer consolePort;

    @Option(names = "--sip-port", paramLabel = "PORT", description = "Port for telephone calls.")
    private @Nullable Integer sipPort;

    @Option(
            names = "--agent",
            paramLabel = "NAME",
            description = "The agent that answers; it must be plugged in.")
    private @Nullable String agent;

    @Option(
            names = "--provider",
            paramLabel = "NAME",
            description = "The provider that speaks; it must be plugged in.")
    private @Nullable String provider;

    @Option(names = "--url", paramLabel = "URL", description = "The provider's address.")
    private @Nullable URI url;

    @Option(
            names = "--emulator-port",
            paramLabel = "PORT",
            description = "Serve the emulator too, on this port; 0 picks a free one.")
    private @Nullable Integer emulatorPort;

    @Option(names = "--shell", description = "A Gogo shell on this terminal.")
    private boolean shell;

    @Override
    void check() {
        if (consolePort != null) {
            throw new UsageException("--console-port: no console is plugged in");
        }
        if (sipPort != null) {
            throw new UsageException(
                    "--sip-port: nothing that takes telephone calls is plugged in");
        }
        if (config != null && !Files.isDirectory(config)) {
            throw new UsageException("--config: " + config + " is no folder");
        }
        if (url != null && !url.isAbsolute()) {
            throw new UsageException(
                    "--url: '" + url + "' is no address; it begins with wss:// or ws://");
        }
    }

    @Override
    Map<String, String> properties() {
        Map<String, String> properties = new HashMap<>();
        if (config != null) {
            properties.put("felix.fileinstall.dir", config.toAbsolutePath().toString());
            properties.put("felix.fileinstall.noInitialDelay", "true");
            properties.put("felix.fileinstall.poll", "1000");
            properties.put("felix.fileinstall.enableConfigSave", "false");
        }
        return properties;
    }

    @Override
    List<String> without() {
        return List.of(
                shell ? "-" : "org.apache.felix.gogo",
                config == null ? "org.apache.felix.fileinstall" : "-");
    }

    @Override
    int run(Inside inside) throws Exception {
        plugged(inside, PlugKind.AGENT, agent);
        plugged(inside, PlugKind.PROVIDER, provider);
        try (Emulator emulator =
                emulatorPort == null ? null : Emulator.builder().port(emulatorPort).start()) {
            PrintWriter out = out();
            if (emulator != null) {
                out.println("listening " + emulator.webSocketUri());
                out.println("listening " + emulator.restUri());
            }
            out.println("ready");
            out.flush();
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the container stops
        }
        return 0;
    }

    private static void plugged(Inside inside, PlugKind kind, @Nullable String name) {
        if (name == null) {
            return;
        }
        List<String> names =
                inside.plugs().plugs().stream()
                        .filter(plug -> plug.kind() == kind)
                        .map(PlugInfo::name)
                        .distinct()
                        .toList();
        if (!names.contains(name)) {
            throw new UsageException(
                    "no "
                            + kind.name().toLowerCase(java.util.Locale.ROOT)
                            + " '"
                            + name
                            + "' is plugged in; there are: "
                            + String.join(", ", names));
        }
    }
}
