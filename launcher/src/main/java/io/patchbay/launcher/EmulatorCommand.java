package io.patchbay.launcher;

import io.patchbay.api.provider.Secret;
import io.patchbay.emulator.Emulator;
import io.patchbay.emulator.EmulatorOptions;
import io.patchbay.emulator.SipFace;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Serves the emulator alone until SIGTERM. */
@Command(
        name = "emulator",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Serves the OpenAI Realtime protocol on loopback, over WebSocket, WebRTC and SIP, and the wires of other providers: it hears, calls tools and speaks, without key or network.",
        footer = {
            "",
            "Talk to it with ./patchbay talk --url, adding --transport webrtc for the address that begins with http. A page posts its offer to that address with /realtime/calls behind it. docs/emulator.md has the rest."
        })
final class EmulatorCommand implements Callable<Integer> {

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "Port to listen on; 0 (default) picks a free one.")
    private int port;

    @Option(
            names = "--sip-port",
            paramLabel = "PORT",
            description =
                    "Take telephone calls at this UDP and TCP port; 0 picks one that is free for both. Needs --webhook and --webhook-secret-file.")
    private @Nullable Integer sipPort;

    @Option(
            names = "--webhook",
            paramLabel = "URL",
            description = "Where telephone calls are announced, to be accepted by REST.")
    private @Nullable URI webhook;

    @Option(
            names = "--webhook-secret-file",
            paramLabel = "FILE",
            description = "Sign announcements with the secret in this file: whsec_... or any text.")
    private @Nullable Path webhookSecret;

    @Option(
            names = "--record",
            paramLabel = "FILE.jsonl",
            description = "Write every event, both ways, as JSON lines; keys never.")
    private @Nullable Path record;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description =
                    "Let only this API key in (repeatable); default: any key that is not empty.")
    private @Nullable Set<String> keys;

    @Option(
            names = "--pace",
            paramLabel = "FACTOR",
            defaultValue = "10",
            description =
                    "How much faster than real time speech is sent; 0: as fast as the connection takes it. Default: ${DEFAULT-VALUE}.")
    private double pace;

    @Option(
            names = "--no-steering",
            description = "A transcription prompt is a hint only, not the transcript itself.")
    private boolean noSteering;

    @Option(
            names = "--session-limit",
            paramLabel = "SECONDS",
            defaultValue = "3600",
            description = "A session expires after this time. Default: ${DEFAULT-VALUE}.")
    private long sessionLimit;

    @Option(
            names = "--max-sessions",
            paramLabel = "N",
            defaultValue = "1000",
            description = "How many sessions may be open at once. Default: ${DEFAULT-VALUE}.")
    private int maxSessions;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (record != null) {
            CallerOptions.checkOutput("--record", record);
        }
        EmulatorOptions options = options();
        Optional<SipFace> sip = sip();
        WarmSpeech speech = WarmSpeech.open();
        Emulator.Builder builder = Emulator.builder().options(options).engines(speech.engines());
        sip.ifPresent(builder::sip);
        try (Emulator emulator = builder.start()) {
            PrintWriter out = spec.commandLine().getOut();
            out.println("listening " + emulator.webSocketUri());
            out.println("listening " + emulator.restUri());
            out.println(
                    "faces     ws://127.0.0.1:"
                            + emulator.port()
                            + "/as/NAME and the provider's own path; NAME is "
                            + String.join(", ", Emulator.faces()));
            emulator.sipUris().forEach(uri -> out.println("listening " + uri));
            out.println("ready");
            out.flush();
            speech.loadSoon();
            Termination.await();
        }
        return 0;
    }

    private Optional<SipFace> sip() {
        Integer port = sipPort;
        URI where = webhook;
        Path file = webhookSecret;
        if (port == null) {
            if (where != null || file != null) {
                throw new UsageException(
                        "--webhook and --webhook-secret-file are for telephone calls; give"
                                + " --sip-port, too");
            }
            return Optional.empty();
        }
        if (where == null || file == null) {
            throw new UsageException(
                    "--sip-port needs --webhook, where calls are announced, and"
                            + " --webhook-secret-file, with which that is signed");
        }
        try {
            String secret = Files.readString(file).strip();
            if (secret.isEmpty()) {
                throw new UsageException("--webhook-secret-file: " + file + " is empty");
            }
            return Optional.of(SipFace.of(port, where, Secret.of(secret)));
        } catch (IOException e) {
            throw new UsageException("--webhook-secret-file: " + file + " cannot be read");
        } catch (IllegalArgumentException e) {
            throw new UsageException("--" + Failures.line(e));
        }
    }

    private EmulatorOptions options() {
        try {
            EmulatorOptions options =
                    EmulatorOptions.defaults()
                            .withPort(port)
                            .withPace(pace)
                            .withSteering(!noSteering)
                            .withMaxSession(Duration.ofSeconds(sessionLimit))
                            .withMaxSessions(maxSessions);
            options = record == null ? options : options.withRecord(record);
            return keys == null ? options : options.withKeys(keys);
        } catch (IllegalArgumentException e) {
            throw new UsageException(Failures.line(e));
        }
    }
}
