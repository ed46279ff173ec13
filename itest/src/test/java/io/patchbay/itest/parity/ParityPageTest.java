package io.patchbay.itest.parity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.itest.parity.ParityPage.NamedTest;
import io.patchbay.itest.parity.ParityPage.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ParityPageTest {

    private static final Path ROOT = Path.of("..");

    /** How many tests the reference has of its realtime layer, section by section from 5.1. */
    private static final int[] BEHAVIOURS = {
        5, 3, 3, 3, 43, 9, 7, 1, 41, 50, 5, 4, 5, 9, 16, 106, 43, 3, 21, 15
    };

    private static final int HAZARDS = 26;

    private static final Pattern TEST =
            Pattern.compile(
                    "^    @(Test|ParameterizedTest|RepeatedTest|TestFactory)\\b",
                    Pattern.MULTILINE);
    private static final Pattern DISABLED =
            Pattern.compile("^    @(?:Disabled)", Pattern.MULTILINE);
    private static final Pattern DISABLED_TYPE =
            Pattern.compile("^@(?:Disabled)", Pattern.MULTILINE);

    private final ParityPage page;

    ParityPageTest() throws IOException {
        page = ParityPage.read(ROOT.resolve("docs/reference-parity.md"));
    }

    @Test
    void every_behaviour_of_the_reference_has_its_line() {
        List<String> wanted = new ArrayList<>();
        for (int section = 0; section < BEHAVIOURS.length; section++) {
            for (int behaviour = 1; behaviour <= BEHAVIOURS[section]; behaviour++) {
                wanted.add("5." + (section + 1) + "." + behaviour);
            }
        }
        assertEquals(wanted, page.behaviours().stream().map(Row::number).toList());
    }

    @Test
    void every_hazard_has_its_line() {
        assertEquals(
                IntStream.rangeClosed(1, HAZARDS).mapToObj(String::valueOf).toList(),
                page.hazards().stream().map(Row::number).toList());
    }

    @Test
    void every_line_names_a_test_or_says_why_there_is_none() {
        List<String> bare =
                rows().filter(row -> row.tests().isEmpty() && !row.excused())
                        .map(Row::number)
                        .toList();
        assertEquals(List.of(), bare);
    }

    @Test
    void every_named_test_is_one() throws IOException {
        List<String> missing = new ArrayList<>();
        for (Row row : rows().toList()) {
            for (NamedTest test : row.tests()) {
                if (!exists(test)) {
                    missing.add(row.number() + " names " + test);
                }
            }
        }
        assertEquals(List.of(), missing);
    }

    @Test
    void a_test_that_is_none_is_noticed() throws IOException {
        assertTrue(exists(new NamedTest("itest", "ParityPageTest", "every_hazard_has_its_line")));
        assertFalse(exists(new NamedTest("itest", "ParityPageTest", "exists")));
        assertFalse(exists(new NamedTest("itest", "ParityPageTest", "no_such_test")));
        assertFalse(exists(new NamedTest("itest", "NoSuchTest", "every_hazard_has_its_line")));
        assertFalse(new Row("1", "?").excused());
        assertFalse(new Row("1", "not ours:").excused());
    }

    private Stream<Row> rows() {
        return Stream.concat(page.behaviours().stream(), page.hazards().stream());
    }

    /** Whether a class has a method of that name which JUnit runs. */
    private static boolean exists(NamedTest test) throws IOException {
        Optional<Path> file = source(test);
        if (file.isEmpty()) {
            return false;
        }
        String source = Files.readString(file.get());
        Matcher method =
                Pattern.compile("\n    (?! )[^\n@(]*\\b" + test.method() + "\\(").matcher(source);
        if (!method.find() || DISABLED_TYPE.matcher(source).find()) {
            return false;
        }
        // from the end of the member before it: its annotations, which may hold braces
        String head =
                source.substring(
                        Math.max(0, source.lastIndexOf("\n    }\n", method.start())),
                        method.start());
        return TEST.matcher(head).find() && !DISABLED.matcher(head).find();
    }

    private static Optional<Path> source(NamedTest test) throws IOException {
        Path tests = ROOT.resolve(test.module()).resolve("src/test/java");
        if (!Files.isDirectory(tests)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.walk(tests)) {
            return files.filter(file -> file.endsWith(test.type() + ".java")).findFirst();
        }
    }
}
