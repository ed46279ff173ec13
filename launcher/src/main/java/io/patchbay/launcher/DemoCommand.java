package io.patchbay.launcher;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.plug.PlugInfo;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.audio.WavReader;
import io.patchbay.emulator.Emulator;
import io.patchbay.launcher.DemoTurn.Question;
import io.patchbay.management.PlugChange;
import io.patchbay.runtime.leg.WavLeg;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
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
                "A spoken conversation in the container: an agent hears recorded questions, calls tools, and answers aloud, while a tool and the transport are exchanged.")
final class DemoCommand extends ContainerCommand {

    /** A busy machine may take its time to load voice and recogniser; a stuck one is given up. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Quieter samples than this are silence. */
    private static final int AUDIBLE = 500;

    /** What only the first clock says. */
    private static final String OF_12_HOURS = "m in berlin";

    private static final List<Question> QUESTIONS =
            List.of(
                    new Question(
                            "question-1.wav",
                            "what time is it in berlin",
                            "current_time",
                            OF_12_HOURS),
                    new Question(
                            "question-1.wav",
                            "what time is it in berlin",
                            "current_time",
                            " in berlin"),
                    new Question(
                            "question-2.wav",
                            "what is the date in new york",
                            "current_date",
                            "new york"),
                    new Question("question-3.wav", "thank you", null, "thank you"));

    /** Before this question there is another clock. */
    private static final int CLOCK_CHANGES = 1;

    /** During the answer to this question there is another transport. */
    private static final int TRANSPORT_CHANGES = 2;

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
        long begun = System.nanoTime();
        PrintWriter out = out();
        out.println("plugged in: " + String.join(", ", plugs(inside)));
        List<String> wrong = new ArrayList<>();
        WarmSpeech speech = WarmSpeech.open();
        try (Emulator emulator = Emulator.builder().engines(speech.engines()).start();
                EventLog log = events == null ? null : new EventLog(events);
                Questions mouth = new Questions();
                DemoSwaps swaps = new DemoSwaps(inside, out);
                RealtimeSession session = inside.sessions().open(options(emulator))) {
            out.println("listening " + emulator.webSocketUri());
            speech.load().join();
            out.println("voice and ear loaded, " + seconds(System.nanoTime() - begun));
            out.flush();
            if (log != null) {
                log.follow(session);
            }
            converse(session, mouth, swaps, wrong);
            out.println();
            out.println(
                    session.usage().responses()
                            + " responses, "
                            + session.usage().totalTokens()
                            + " tokens, "
                            + seconds(System.nanoTime() - begun)
                            + " in all");
        }
        listenTo(wrong);
        for (String fault : wrong) {
            out.println("WRONG: " + fault);
        }
        out.println(wrong.isEmpty() ? "the demo worked" : "the demo failed");
        out.flush();
        return wrong.isEmpty() ? 0 : 1;
    }

    private void converse(
            RealtimeSession session, Questions mouth, DemoSwaps swaps, List<String> wrong)
            throws IOException, InterruptedException {
        PrintWriter out = out();
        Quiet quiet = new Quiet();
        DemoTurn turn = new DemoTurn();
        session.listen(turn);
        session.listen(new Transcript(out));
        session.listen(quiet);
        session.listen(swaps);
        session.connect().toCompletableFuture().join();
        WavLeg caller = WavLeg.builder().input(mouth).output(heard).open();
        session.addLeg(caller);
        for (int i = 0; i < QUESTIONS.size(); i++) {
            Question question = QUESTIONS.get(i);
            out.println();
            @Nullable CompletableFuture<List<PlugChange>> transport = null;
            if (i == CLOCK_CHANGES) {
                out.println("a second build of the clock is installed, which tells 24 hours:");
                wrong.addAll(
                        swaps.judge(
                                PlugKind.TOOL,
                                swaps.update("io.patchbay.tools.clock", "hours", "24")));
            } else if (i == TRANSPORT_CHANGES) {
                out.println("a second build of the transport is installed while the agent speaks:");
                transport = swaps.updateWhileSpeaking("io.patchbay.transport.websocket");
            }
            turn.forget();
            quiet.ask();
            mouth.ask(question.recording());
            Quiet.Outcome outcome = quiet.await(PATIENCE);
            if (outcome != Quiet.Outcome.ANSWERED) {
                wrong.add(
                        "no answer to \""
                                + question.words()
                                + "\": "
                                + outcome.name().toLowerCase(Locale.ROOT));
                break;
            }
            out.println("  " + turn.timings());
            wrong.addAll(turn.judge(question));
            if (i == CLOCK_CHANGES && turn.says(OF_12_HOURS)) {
                wrong.add("the answer came from the old clock");
            }
            if (transport != null) {
                wrong.addAll(swaps.judge(PlugKind.TRANSPORT, transport));
            }
        }
        session.close(CloseReason.NORMAL).toCompletableFuture().join();
        caller.written().toCompletableFuture().join();
    }

    /** Reads back what was written, for whoever runs the demo should hear it. */
    private void listenTo(List<String> wrong) throws IOException {
        AudioFormat format;
        long samples = 0;
        long audible = 0;
        try (WavReader wav = WavReader.open(heard)) {
            format = wav.format();
            ByteBuffer sound = ByteBuffer.allocate(8_192).order(ByteOrder.LITTLE_ENDIAN);
            while (wav.read(sound.clear()) > 0) {
                sound.flip();
                while (sound.remaining() > 1) {
                    samples++;
                    audible += Math.abs(sound.getShort()) > AUDIBLE ? 1 : 0;
                }
            }
        }
        out().printf(
                        Locale.ROOT,
                        "heard: %s (%.1f s)%n",
                        heard.toAbsolutePath(),
                        (double) samples / format.sampleRate());
        // vowels are loud half of the time, at most
        if (audible < format.sampleRate()) {
            wrong.add("hardly anything can be heard in " + heard);
        }
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
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
}
