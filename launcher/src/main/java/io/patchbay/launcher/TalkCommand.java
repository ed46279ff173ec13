package io.patchbay.launcher;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.provider.CredentialSupplier;
import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.runtime.Patchbay;
import io.patchbay.runtime.leg.PcmSource;
import io.patchbay.runtime.leg.WavLeg;
import io.patchbay.runtime.leg.WavLegBuilder;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** One session from the terminal, on the plain class path. */
@Command(
        name = "talk",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Holds one conversation from the terminal: a file or typed words go in, the transcript and what was heard come out.",
        footer = {
            "",
            "The key comes from the environment variable OPENAI_API_KEY; a provider on this machine needs none."
        })
final class TalkCommand implements Callable<Integer> {

    @Option(
            names = "--transport",
            paramLabel = "NAME",
            defaultValue = "websocket",
            description = "Default: ${DEFAULT-VALUE}.")
    private String transport = "";

    @Option(
            names = "--provider",
            paramLabel = "NAME",
            defaultValue = "openai",
            description = "Default: ${DEFAULT-VALUE}.")
    private String provider = "";

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Replaces the provider's own address.")
    private @Nullable URI url;

    @Option(
            names = "--model",
            paramLabel = "NAME",
            description = "Default: the provider's, or the one in the URL.")
    private @Nullable String model;

    @Option(
            names = "--agent",
            paramLabel = "NAME",
            description = "An agent that is plugged in; default: a plain assistant.")
    private @Nullable String agent;

    @Option(
            names = "--in",
            paramLabel = "FILE.wav|-",
            description =
                    "What the caller says: a WAV file, or - for raw PCM16 (24 kHz, mono, little-endian) from standard input.")
    private @Nullable String in;

    @Option(names = "--text", paramLabel = "WORDS", description = "What the caller types.")
    private @Nullable String text;

    @Option(
            names = "--out",
            paramLabel = "FILE.wav",
            description = "Write what the caller heard, as it was played.")
    private @Nullable Path heard;

    @Option(
            names = "--events",
            paramLabel = "FILE.jsonl",
            description = "Write every event of session and wire as JSON lines.")
    private @Nullable Path events;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            defaultValue = "20",
            description = "Give up when nothing happens for this long. Default: ${DEFAULT-VALUE}.")
    private int patience;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (in == null && text == null) {
            throw new UsageException("nothing to say: give --in FILE.wav, --in - or --text WORDS");
        }
        if (patience < 1) {
            throw new UsageException("--patience is a whole number of seconds, at least 1");
        }
        WavLegBuilder caller = caller();
        Quiet quiet = new Quiet();
        PrintWriter out = spec.commandLine().getOut();
        try (Patchbay patchbay = Patchbay.load();
                EventLog log = events == null ? null : new EventLog(events);
                RealtimeSession session = patchbay.open(options())) {
            session.listen(quiet);
            session.listen(new Transcript(out));
            if (log != null) {
                session.listen(log);
            }
            session.connect().toCompletableFuture().join();
            WavLeg leg = caller.open();
            session.addLeg(leg);
            if (text != null) {
                quiet.ask();
                out.println("caller: " + text);
                session.sendMessage(text).toCompletableFuture().join();
            }
            leg.inputEnded().toCompletableFuture().join();
            int code = report(quiet.await(Duration.ofSeconds(patience)), quiet);
            session.close(CloseReason.NORMAL).toCompletableFuture().join();
            leg.written().toCompletableFuture().join();
            return code;
        }
    }

    private int report(Quiet.Outcome outcome, Quiet quiet) {
        switch (outcome) {
            case ANSWERED -> {
                if (quiet.failed().isEmpty()) {
                    return 0;
                }
                ProviderError error = quiet.failed().get().error();
                throw new IllegalStateException(
                        "the answer failed: "
                                + (error == null ? "no reason given" : error.summary()));
            }
            case TIMED_OUT ->
                    throw new IllegalStateException(
                            "no answer: nothing happened for "
                                    + patience
                                    + " s; --patience SECONDS waits longer");
            default ->
                    throw new IllegalStateException(
                            "the session ended: "
                                    + quiet.closedBy()
                                            .map(reason -> reason.text())
                                            .orElse("no reason given"));
        }
    }

    /** Opens the input at once, so that a file that is none is found before anybody is called. */
    private WavLegBuilder caller() throws IOException {
        WavLegBuilder caller = WavLeg.builder();
        if (heard != null) {
            caller.output(heard);
        }
        if (in == null) {
            return caller;
        }
        return caller.input(
                in.equals("-")
                        ? PcmSource.raw(System.in, AudioFormat.PCM16_24K)
                        : PcmSource.wav(Path.of(in)));
    }

    private SessionOptions options() {
        LineChoice.Builder line =
                LineChoice.builder().transport(transport).provider(provider).model(model).url(url);
        if (System.getenv("OPENAI_API_KEY") == null && url != null && isLocal(url)) {
            line.credentials(CredentialSupplier.of("local"));
        }
        SessionOptions.Builder options = SessionOptions.builder().line(line.build());
        return (agent == null ? options.agent(assistant()) : options.agent(agent)).build();
    }

    private static RealtimeAgent assistant() {
        return RealtimeAgent.builder("assistant")
                .instructions(
                        "You are a friendly voice assistant. Answer in one or two short sentences.")
                .build();
    }

    private static boolean isLocal(URI url) {
        String host = url.getHost();
        return host != null && Set.of("localhost", "127.0.0.1", "[::1]").contains(host);
    }
}
