package io.patchbay.launcher;

import io.patchbay.api.history.Item;
import io.patchbay.api.history.Role;
import io.patchbay.api.plug.PlugInfo;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.emulator.Emulator;
import io.patchbay.runtime.leg.WavLeg;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Holds a spoken conversation between a recorded caller and an agent, everything a bundle in Apache
 * Felix.
 */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "A spoken conversation in the container: an agent hears recorded questions, calls tools, and answers aloud.")
final class DemoCommand extends ContainerCommand {

    /**
     * What the caller asks: the recording, the words in it, the tool that must be called and a word
     * that must be in the answer.
     */
    private record Question(String recording, String words, @Nullable String tool, String answer) {}

    private static final List<Question> QUESTIONS =
            List.of(
                    new Question(
                            "question-1.wav",
                            "what time is it in berlin",
                            "current_time",
                            "berlin"),
                    new Question(
                            "question-2.wav",
                            "what is the date in new york",
                            "current_date",
                            "new york"),
                    new Question("question-3.wav", "thank you", null, "thank you"));

    @Option(
            names = "--out",
            paramLabel = "FILE.wav",
            defaultValue = "patchbay-demo.wav",
            description = "Where to write what the caller heard. Default: ${DEFAULT-VALUE}.")
    private Path heard = Path.of("");

    @Option(
            names = "--events",
            paramLabel = "FILE.jsonl",
            description = "Write every event as JSON lines.")
    private @Nullable Path events;

    @Override
    void check() {
        CallerOptions.checkOutput("--out", heard);
        if (events != null) {
            CallerOptions.checkOutput("--events", events);
        }
    }

    @Override
    int run(Inside inside) throws Exception {
        PrintWriter out = out();
        out.println("plugged in: " + String.join(", ", plugs(inside)));
        Quiet quiet = new Quiet();
        Questions mouth = new Questions();
        List<String> wrong = new ArrayList<>();
        try (Emulator emulator = Emulator.builder().start();
                EventLog log = events == null ? null : new EventLog(events);
                RealtimeSession session = inside.sessions().open(options(emulator))) {
            out.println("listening " + emulator.webSocketUri());
            Heard answers = new Heard();
            session.listen(answers);
            session.listen(quiet);
            session.listen(new Transcript(out));
            if (log != null) {
                session.listen(log);
            }
            session.connect().toCompletableFuture().join();
            WavLeg caller = WavLeg.builder().input(mouth).output(heard).open();
            session.addLeg(caller);
            for (Question question : QUESTIONS) {
                out.println();
                quiet.ask();
                answers.forget();
                mouth.ask(question.recording());
                Quiet.Outcome outcome = quiet.await(Duration.ofSeconds(20));
                if (outcome != Quiet.Outcome.ANSWERED) {
                    wrong.add("no answer to \"" + question.words() + "\": " + outcome);
                    break;
                }
                answers.judge(question, wrong);
            }
            long items =
                    session.history().items().stream()
                            .filter(Item.Message.class::isInstance)
                            .count();
            session.close(CloseReason.NORMAL).toCompletableFuture().join();
            caller.written().toCompletableFuture().join();
            summary(out, session, items);
        }
        for (String fault : wrong) {
            out.println("WRONG: " + fault);
        }
        out.println(wrong.isEmpty() ? "the demo worked" : "the demo failed");
        out.flush();
        return wrong.isEmpty() ? 0 : 1;
    }

    private void summary(PrintWriter out, RealtimeSession session, long messages)
            throws IOException {
        out.println();
        out.println(
                messages
                        + " messages, "
                        + session.usage().responses()
                        + " responses, "
                        + session.usage().totalTokens()
                        + " tokens");
        out.println(
                "heard: " + heard.toAbsolutePath() + " (" + Files.size(heard) / 1_024 + " KiB)");
    }

    private static SessionOptions options(Emulator emulator) {
        return SessionOptions.builder()
                .agent("concierge")
                .line(LineChoice.builder().url(emulator.webSocketUri()).key("demo").build())
                .build();
    }

    private static List<String> plugs(Inside inside) {
        return inside.plugs().plugs().stream()
                .map(
                        plug ->
                                plug.kind().name().toLowerCase(Locale.ROOT)
                                        + " "
                                        + plug.name()
                                        + version(plug))
                .toList();
    }

    private static String version(PlugInfo plug) {
        return plug.version().equals("-") ? "" : " " + plug.version();
    }

    /** Collects what one question led to. */
    private static final class Heard implements io.patchbay.api.session.SessionListener {

        private final List<String> tools = new ArrayList<>();
        private final StringBuilder caller = new StringBuilder();
        private final StringBuilder agent = new StringBuilder();

        @Override
        public synchronized void onEvent(SessionEvent event) {
            if (event instanceof SessionEvent.ToolEnded tool) {
                tools.add(tool.tool());
            } else if (event instanceof SessionEvent.TranscriptDone done) {
                (done.role() == Role.USER ? caller : agent).append(done.transcript()).append(' ');
            }
        }

        synchronized void forget() {
            tools.clear();
            caller.setLength(0);
            agent.setLength(0);
        }

        synchronized void judge(Question question, List<String> wrong) {
            if (!caller.toString().toLowerCase(Locale.ROOT).contains(question.words())) {
                wrong.add(
                        "\""
                                + question.words()
                                + "\" was understood as \""
                                + caller.toString().strip()
                                + "\"");
            }
            if (question.tool() != null && !tools.equals(List.of(question.tool()))) {
                wrong.add(
                        "\""
                                + question.words()
                                + "\" called "
                                + tools
                                + ", not "
                                + question.tool());
            }
            if (!agent.toString().toLowerCase(Locale.ROOT).contains(question.answer())) {
                wrong.add(
                        "\""
                                + question.words()
                                + "\" was answered by \""
                                + agent.toString().strip()
                                + "\"");
            }
        }
    }
}
