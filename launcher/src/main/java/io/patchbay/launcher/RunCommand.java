package io.patchbay.launcher;

import io.patchbay.api.plug.PlugInfo;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.emulator.Emulator;
import io.patchbay.management.ManagementDoor;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the container as a service until SIGTERM. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Runs the container as a service. Configuration comes from a folder and is reloaded when it changes.",
        footer = {
            "",
            "In the shell, patchbay:plugs, patchbay:swaps and patchbay:sessions show what there is; patchbay:call opens a session with --agent, patchbay:say WORDS talks to it, patchbay:hangup ends it.",
            "From another terminal, ./patchbay plugs does the same and changes what is plugged in."
        })
final class RunCommand extends ContainerCommand {

    private static final String WEBSOCKET = "websocket";

    /** How File Install watches the folder of configuration files. */
    private static final Map<String, String> SETTINGS =
            Map.of(
                    "felix.fileinstall.filter", ".*\\.(cfg|config)",
                    "felix.fileinstall.noInitialDelay", "true",
                    "felix.fileinstall.poll", "500",
                    "felix.fileinstall.disableNio2", "true",
                    "felix.fileinstall.enableConfigSave", "false",
                    "felix.fileinstall.subdir.mode", "skip",
                    "felix.fileinstall.log.default", "jul");

    @Option(
            names = "--config",
            paramLabel = "DIR",
            description =
                    "Folder of configuration files (PID.cfg or PID.config), watched; default: none.")
    private @Nullable Path config;

    @Option(
            names = "--plugs",
            paramLabel = "DIR",
            description =
                    "Folder of plugs (jars), watched: add the new file, then delete the old one. Default: plugs in --config.")
    private @Nullable Path plugs;

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description =
                    "Folder of what survives a restart; default: state in --config, else patchbay in ~/.local/state.")
    private @Nullable Path state;

    @Option(
            names = "--management-port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "Port for ./patchbay plugs, on 127.0.0.1; default: a free one.")
    private int managementPort;

    @Mixin private final ConsoleOptions console = new ConsoleOptions();

    @Option(
            names = "--sip-port",
            paramLabel = "PORT",
            description =
                    "Port for telephone calls by SIP, on 127.0.0.1 unless their settings say otherwise; 0 picks a free one.")
    private @Nullable Integer sipPort;

    @Option(
            names = "--agent",
            paramLabel = "NAME",
            description = "The agent that answers; it must be plugged in. Default: concierge.")
    private @Nullable String agent;

    @Option(
            names = "--transport",
            paramLabel = "NAME",
            defaultValue = WEBSOCKET,
            description =
                    "The line to the model: websocket, cloudflare, or what else is plugged in. Default: ${DEFAULT-VALUE}.")
    private String transport = WEBSOCKET;

    @Mixin private final ProviderOptions providers = new ProviderOptions();

    @Option(
            names = "--url",
            paramLabel = "URL",
            description =
                    "The provider's address; default: the emulator's with --emulator-port, else the provider's own.")
    private @Nullable String url;

    @Mixin private final RelayOptions relay = new RelayOptions();

    @Option(
            names = "--emulator-port",
            paramLabel = "PORT",
            description =
                    "Serve the emulator too, on this port; 0 picks a free one. Default: with a console and no provider's key, a free one.")
    private @Nullable Integer emulatorPort;

    @Option(names = "--shell", description = "A Gogo shell on this terminal.")
    private boolean shell;

    @Override
    void check() {
        console.check();
        if (sipPort != null && (sipPort < 0 || sipPort > 65_535)) {
            throw new UsageException("--sip-port: there is no port " + sipPort);
        }
        if (config != null && !Files.isDirectory(config)) {
            throw new UsageException("--config: " + config + " is no folder");
        }
        if (plugs != null && !Files.isDirectory(plugs)) {
            throw new UsageException("--plugs: " + plugs + " is no folder");
        }
        if (state().toAbsolutePath().normalize().resolve("plugs").equals(plugs())) {
            throw new UsageException(
                    "--state: "
                            + plugs()
                            + " is watched for plugs, and would be where installed ones are kept; name another folder for the state");
        }
        if (managementPort < 0 || managementPort > 65_535) {
            throw new UsageException("--management-port: there is no port " + managementPort);
        }
        if (emulatorPort != null && (emulatorPort < 0 || emulatorPort > 65_535)) {
            throw new UsageException("--emulator-port: there is no port " + emulatorPort);
        }
        if (!shell && !takesCalls() && choosesLine()) {
            throw new UsageException(
                    "--agent, --provider, --transport and --url say who answers calls, and nothing takes calls: give --sip-port, or write io.patchbay.transport.browser.cfg into the folder of --config, see docs/sip.md and docs/browser.md; with --shell, patchbay:say uses them");
        }
        providers.check();
        relay.check(Address.of(url, transport), transport, null);
    }

    private boolean choosesLine() {
        return agent != null || providers.given() || url != null || !transport.equals(WEBSOCKET);
    }

    /** Whether callers come in. */
    private boolean takesCalls() {
        return console.wanted() || sipPort != null || CallDoors.isAnyConfigured(config);
    }

    @Override
    Map<String, String> properties() {
        Map<String, String> properties = new HashMap<>();
        properties.put("patchbay.state", state().toString());
        properties.putAll(console.properties());
        if (config != null) {
            properties.putAll(SETTINGS);
            properties.put("felix.fileinstall.dir", config.toAbsolutePath().toString());
        }
        Path watched = plugs();
        if (watched != null) {
            make(watched);
            // without a folder named, File Install takes what is in "load", as it is
            properties.putIfAbsent("felix.fileinstall.dir", watched.toString());
            properties.putIfAbsent("felix.fileinstall.filter", "(?!)");
            properties.put("patchbay.plugs", watched.toString());
        }
        return properties;
    }

    /** What is watched must be there. */
    private static void make(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UsageException(
                    "--config: its folder "
                            + folder
                            + " for plugs cannot be made ("
                            + Failures.line(e)
                            + "); make it, or name another one with --plugs");
        }
    }

    @Override
    Path state() {
        return StateFolder.of(state, config);
    }

    /** The folder of plugs, or null without one. */
    private @Nullable Path plugs() {
        if (plugs != null) {
            return plugs.toAbsolutePath().normalize();
        }
        return config == null ? null : config.toAbsolutePath().normalize().resolve("plugs");
    }

    @Override
    List<String> without() {
        List<String> without = new ArrayList<>(super.without());
        if (shell) {
            without.remove(SHELL);
        }
        if (plugs() != null) {
            without.remove(FILES);
        }
        if (console.wanted()) {
            without.removeAll(ConsoleOptions.BUNDLES);
        }
        return without;
    }

    @Override
    int run(Inside inside) throws Exception {
        plugged(inside, PlugKind.AGENT, agent);
        plugged(inside, PlugKind.TRANSPORT, transport.equals(WEBSOCKET) ? null : transport);
        PrintWriter out = out();
        try (Emulator emulator = emulator(inside);
                ManagementDoor door =
                        ManagementDoor.open(
                                inside.control(),
                                inside.plugs(),
                                inside.directory(),
                                state(),
                                managementPort,
                                null);
                CallDoors doors =
                        new CallDoors(inside.bundle(), options(inside, emulator), sipPort);
                ShellCommands commands = new ShellCommands(inside, options(inside, emulator))) {
            offerLines(inside, emulator);
            out.println("listening " + door.uri());
            doors.await(config).forEach(uri -> out.println("listening " + uri));
            if (emulator != null) {
                out.println("listening " + emulator.webSocketUri());
                out.println("listening " + emulator.restUri());
            }
            if (shell) {
                commands.register();
            }
            if (console.wanted()) {
                ConsoleDoor.await(inside.bundle(), out);
            }
            out.println("ready");
            out.flush();
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the container stops
        }
        return 0;
    }

    /** What can be talked over, for the console if there is one. */
    private void offerLines(Inside inside, @Nullable Emulator emulator) {
        if (inside.has("io.patchbay.console")) {
            boolean chosen = providers.given() || url != null;
            ConsoleLines.offer(
                    inside,
                    agent == null ? "concierge" : agent,
                    chosen ? options(inside, emulator).lines().get(0) : null,
                    emulator);
        }
    }

    /** The one that is asked for; without a key there is one too, so that somebody answers. */
    private @Nullable Emulator emulator(Inside inside) throws IOException {
        if (emulatorPort != null) {
            return emulator(emulatorPort);
        }
        boolean alone =
                console.wanted()
                        && !providers.given()
                        && url == null
                        && transport.equals(WEBSOCKET)
                        && !ConsoleOptions.anyKey(inside.providers());
        return alone ? emulator(0) : null;
    }

    /** Voice and ear are loaded meanwhile: who talks in the console should not wait for them. */
    private static Emulator emulator(int port) throws IOException {
        WarmSpeech speech = WarmSpeech.open();
        Emulator emulator = Emulator.builder().port(port).engines(speech.engines()).start();
        speech.loadSoon();
        return emulator;
    }

    private SessionOptions options(Inside inside, @Nullable Emulator emulator) {
        URI address = Address.of(url, transport);
        if (address == null && emulator != null) {
            address = emulated(emulator, line(inside, null).build(), inside);
        }
        LineChoice.Builder line = line(inside, address).transport(transport);
        relay.credentials(address, null).ifPresent(line::credentials);
        return SessionOptions.builder()
                .agent(agent == null ? "concierge" : agent)
                .line(line.build())
                .build();
    }

    /** Where the emulator speaks what the provider speaks that was asked for. */
    private static URI emulated(Emulator emulator, LineChoice line, Inside inside) {
        String profile = ProviderOptions.profile(line, inside.providers());
        if (!Emulator.faces().contains(profile)) {
            throw new UsageException(
                    "--emulator-port: the emulator does not speak as "
                            + profile
                            + "; it speaks as "
                            + String.join(", ", Emulator.faces()));
        }
        return profile.equals("openai") ? emulator.webSocketUri() : emulator.faceUri(profile);
    }

    private LineChoice.Builder line(Inside inside, @Nullable URI address) {
        try {
            return providers.line(address, inside.providers());
        } catch (IllegalArgumentException e) {
            throw new UsageException(Failures.line(e));
        }
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
                            + kind.name().toLowerCase(Locale.ROOT)
                            + " '"
                            + name
                            + "' is plugged in; there are: "
                            + String.join(", ", names));
        }
    }
}
