package io.patchbay.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.emulator.Emulator;
import io.patchbay.runtime.Patchbay;
import io.patchbay.runtime.leg.WavLeg;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guide's code and the README's is the code that is compiled and run here. */
class GuideTest {

    private static final Path ROOT =
            Objects.requireNonNull(Path.of("").toAbsolutePath().getParent());
    private static final Pattern SOURCE =
            Pattern.compile("// begin (\\S+)\\n(.*?)// end", Pattern.DOTALL);
    private static final Pattern GUIDE =
            Pattern.compile(
                    "(?:<!-- GuideExamples: (\\S+) -->\\n)?```java\\n(.*?)```", Pattern.DOTALL);

    @SuppressWarnings("NullAway.Init")
    private static Emulator emulator;

    @BeforeAll
    static void serve() throws IOException {
        emulator = Emulator.builder().pace(0).start();
    }

    @AfterAll
    static void stop() {
        emulator.close();
    }

    private static URI url() {
        return URI.create(emulator.webSocketUri() + "?model=gpt-realtime");
    }

    /** Layout does not count, and that the examples are nested in one class does not either. */
    private static String code(String text) {
        return text.replace("public static final class", "public final class")
                .replaceAll("\\s+", "");
    }

    private static Map<String, String> examples() throws IOException {
        String source =
                Files.readString(
                        ROOT.resolve(
                                "launcher/src/test/java/io/patchbay/launcher/GuideExamples.java"));
        Map<String, String> examples = new LinkedHashMap<>();
        Matcher found = SOURCE.matcher(source);
        while (found.find()) {
            examples.put(found.group(1), code(found.group(2)));
        }
        return examples;
    }

    @Test
    void every_block_of_the_guide_is_an_example_that_compiles() throws IOException {
        Map<String, String> examples = examples();
        examples.remove("readme");
        List<String> shown = new ArrayList<>();
        Matcher found = GUIDE.matcher(Files.readString(ROOT.resolve("docs/first-agent.md")));
        while (found.find()) {
            String name = Objects.requireNonNull(found.group(1), "a block without a name");
            assertEquals(examples.get(name), code(found.group(2)), name);
            shown.add(name);
        }
        assertEquals(List.copyOf(examples.keySet()), shown);
        assertFalse(shown.isEmpty());
    }

    @Test
    void the_readme_shows_code_that_compiles() throws IOException {
        Matcher found = GUIDE.matcher(Files.readString(ROOT.resolve("README.md")));
        assertTrue(found.find());
        assertEquals(examples().get("readme"), code(found.group(2)));
    }

    @Test
    void the_readmes_example_asks_for_the_key_that_it_needs() {
        CompletionException failure =
                assertThrows(CompletionException.class, GuideExamples::readme);
        assertTrue(String.valueOf(failure.getMessage()).contains("OPENAI_API_KEY"));
    }

    @Test
    void the_guides_conversation_prints_what_the_guide_says() throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            GuideExamples.converse(GuideExamples.options(GuideExamples.guide(), url()));
        } finally {
            System.setOut(before);
        }
        String line = printed.toString(StandardCharsets.UTF_8).strip();
        assertEquals("From ten to six, never on Mondays.", line);
        assertTrue(
                Files.readString(ROOT.resolve("docs/first-agent.md"))
                        .contains("This prints `" + line + "`"));
    }

    @Test
    void the_guides_leg_speaks_and_hears(@TempDir Path folder) throws Exception {
        Path question = folder.resolve("question.wav");
        Path answer = folder.resolve("answer.wav");
        try (InputStream in = Main.class.getResourceAsStream("recorded/question-3.wav")) {
            Files.copy(Objects.requireNonNull(in), question);
        }
        Quiet quiet = new Quiet();
        try (Patchbay patchbay = Patchbay.load();
                RealtimeSession session =
                        patchbay.open(GuideExamples.options(GuideExamples.guide(), url()))) {
            session.listen(quiet);
            session.connect().toCompletableFuture().join();
            WavLeg leg = GuideExamples.join(session, question, answer);
            assertEquals(Quiet.Outcome.ANSWERED, quiet.await(java.time.Duration.ofSeconds(20)));
            session.close(CloseReason.NORMAL).toCompletableFuture().get(10, TimeUnit.SECONDS);
            leg.written().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
        assertTrue(Files.size(answer) > 48_000, "less than a second was heard");
    }

    @Test
    void the_guides_tool_is_found_by_its_name() throws Exception {
        BlockingQueue<String> outputs = new LinkedBlockingQueue<>();
        SessionOptions options = GuideExamples.options(GuideExamples.porter(), url());
        try (Patchbay patchbay = GuideExamples.withLift();
                RealtimeSession session = new GuideExamples.Greeter(patchbay).call(options)) {
            session.on(SessionEvent.ToolEnded.class, tool -> outputs.add(tool.output()));
            session.connect().toCompletableFuture().join();
            session.sendMessage("Please send lift to the pool");
            assertEquals("The lift goes to the pool.", outputs.poll(20, TimeUnit.SECONDS));
        }
    }
}
