package io.patchbay.launcher;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.provider.RealtimeProvider;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionLimits;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.SessionState;
import io.patchbay.api.transport.CallerLeg;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.runtime.Patchbay;
import io.patchbay.runtime.ProviderKeys;
import io.patchbay.runtime.record.Recorder;
import io.patchbay.runtime.record.Recording;
import io.patchbay.runtime.record.RecordingOptions;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
            "The key comes from the environment variable of the provider's own documentation, such as OPENAI_API_KEY, AZURE_OPENAI_API_KEY or GEMINI_API_KEY; see docs/providers.md. A provider on this machine needs none."
        })
final class TalkCommand implements Callable<Integer> {

    @Option(
            names = "--transport",
            paramLabel = "NAME",
            defaultValue = "websocket",
            description =
                    "websocket, webrtc, cloudflare, or what else is there. Default: ${DEFAULT-VALUE}.")
    private String transport = "";

    @Mixin private final ProviderOptions providers = new ProviderOptions();

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Replaces the provider's own address.")
    private @Nullable String url;

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

    @Mixin private final TransportOptions transports = new TransportOptions();

    @Mixin private final RelayOptions relay = new RelayOptions();

    @Mixin private final CallerOptions callers = new CallerOptions();

    @Mixin private final ExplainOptions explain = new ExplainOptions();

    @Option(names = "--text", paramLabel = "WORDS", description = "What the caller types.")
    private @Nullable String text;

    @Option(
            names = "--events",
            paramLabel = "FILE.jsonl",
            description = "Write every event of session and wire as JSON lines.")
    private @Nullable Path events;

    @Option(
            names = "--record",
            paramLabel = "DIR",
            description =
                    "Record both sides as stereo WAV, and a journal for a replay, into this folder.")
    private @Nullable Path record;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            defaultValue = "20",
            description =
                    "Give up when nothing is said, heard or done for this long. Default: ${DEFAULT-VALUE}.")
    private int patience;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        URI address = check();
        if (explain.asked()) {
            try (Patchbay patchbay = transports.load(transport)) {
                return explain.tell(patchbay, options(address), spec.commandLine().getOut());
            }
        }
        Quiet quiet = new Quiet();
        PrintWriter out = spec.commandLine().getOut();
        Caller caller = callers.open();
        try (Patchbay patchbay = transports.load(transport);
                EventLog log = events == null ? null : new EventLog(events);
                CallerLeg leg = caller.leg();
                RealtimeSession session = patchbay.open(options(address))) {
            session.listen(quiet);
            session.listen(new Transcript(out));
            if (log != null) {
                log.follow(session);
            }
            Recording recording =
                    record == null
                            ? null
                            : Recorder.start(session, record, RecordingOptions.DEFAULT);
            session.connect().toCompletableFuture().join();
            session.addLeg(leg);
            int code = callers.live() ? live(session, out) : say(session, caller, quiet, out);
            session.close(CloseReason.NORMAL).toCompletableFuture().join();
            caller.written().toCompletableFuture().join();
            if (recording != null) {
                recording.finished().toCompletableFuture().join();
            }
            return code;
        }
    }

    /** Finds what can be found wrong before anybody is called. */
    private @Nullable URI check() {
        if (text != null && text.isBlank()) {
            throw new UsageException("--text is empty: say something");
        }
        if (!callers.speaks() && text == null && !explain.asked()) {
            throw new UsageException(
                    "nothing to say: give --in FILE.wav, --in mic, --in - or --text WORDS");
        }
        if (patience < 1) {
            throw new UsageException("--patience is a whole number of seconds, at least 1");
        }
        if (events != null) {
            CallerOptions.checkOutput("--events", events);
        }
        if (record != null) {
            CallerOptions.checkFolder("--record", record);
        }
        callers.check();
        providers.check();
        explain.check();
        URI address = Address.of(url, transport);
        transports.check(transport);
        relay.check(address, transport, model);
        return address;
    }

    private int say(RealtimeSession session, Caller caller, Quiet quiet, PrintWriter out)
            throws InterruptedException {
        if (text != null) {
            quiet.ask();
            type(session, text, out);
        }
        CompletableFuture<Void> said = caller.said().toCompletableFuture();
        CompletableFuture.anyOf(said, quiet.closed()).join();
        return report(quiet.await(Duration.ofSeconds(patience)), quiet);
    }

    private int live(RealtimeSession session, PrintWriter out) throws InterruptedException {
        CountDownLatch over = Termination.asked();
        session.on(
                SessionEvent.StateChanged.class,
                change -> {
                    if (change.state() == SessionState.CLOSED) {
                        over.countDown();
                    }
                });
        out.println("speak; Ctrl-C ends the conversation");
        out.flush();
        if (text != null) {
            type(session, text, out);
        }
        over.await();
        return 0;
    }

    private static void type(RealtimeSession session, String words, PrintWriter out) {
        out.println("caller: " + words);
        out.flush();
        session.sendMessage(words).toCompletableFuture().join();
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

    private SessionOptions options(@Nullable URI address) {
        LineChoice.Builder line =
                providers.line(address, offered()).transport(transport).model(model);
        relay.credentials(address, model).ifPresent(line::credentials);
        SessionOptions.Builder options =
                SessionOptions.builder().line(line.build()).limits(limits());
        return (agent == null ? options.agent(assistant()) : options.agent(agent)).build();
    }

    private static Map<String, Map<String, ProviderKeys.Variables>> offered() {
        return ProviderOptions.known(ServiceLoader.load(RealtimeProvider.class));
    }

    private SessionLimits limits() {
        SessionLimits limits = SessionLimits.DEFAULT;
        Duration most = Duration.ofSeconds(patience);
        return most.compareTo(limits.connect()) < 0
                ? limits.toBuilder().connect(most).build()
                : limits;
    }

    private static RealtimeAgent assistant() {
        return RealtimeAgent.builder("assistant")
                .instructions(
                        "You are a friendly voice assistant. Answer in one or two short sentences.")
                .build();
    }
}
