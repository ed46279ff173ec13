package io.patchbay.launcher;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the guides for plug authors quote is what the templates hold. */
class PlugGuidesTest {

    private static final Path TREE =
            Objects.requireNonNull(Path.of("").toAbsolutePath().getParent());
    private static final Pattern QUOTE =
            Pattern.compile("<!-- template: (\\S+) -->\\n```java\\n(.*?)```", Pattern.DOTALL);

    @ParameterizedTest
    @CsvSource({"first-plug.md, 1", "writing-plugs.md, 7", "add-a-provider.md, 19"})
    void code_is_quoted_from_the_templates(String guide, int quotes) throws Exception {
        Matcher quote = QUOTE.matcher(Files.readString(TREE.resolve("docs").resolve(guide)));
        int found = 0;
        while (quote.find()) {
            found++;
            String source =
                    code(Files.readString(TREE.resolve("templates").resolve(quote.group(1))));
            for (String part : quote.group(2).split("…")) {
                assertTrue(source.contains(code(part)), () -> guide + " quotes: " + part);
            }
        }
        int all = found;
        assertTrue(all >= quotes, () -> guide + " has but " + all + " quotes");
    }

    /** Layout does not count, and that the reader's plug has another name does not either. */
    private static String code(String text) {
        return text.replace("museum", "acme").replace("Museum", "Acme").replaceAll("\\s+", "");
    }
}
