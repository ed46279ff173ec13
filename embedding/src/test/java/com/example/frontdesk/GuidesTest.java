package com.example.frontdesk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the guides show stands in a file that is compiled, run or resolved. */
class GuidesTest {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Pattern BLOCK =
            Pattern.compile(
                    "(?m)^ *<!-- (\\S+) -->\\n *```\\w+\\n((?:(?! *```).*\\n)+) *```$");

    private static String code(String text) {
        // the lines of a property in a run descriptor are continued
        return text.replaceAll("[\\s\\\\,]+", "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "felix.md", "equinox.md"})
    void every_example_is_in_the_file_that_it_names(String guide) throws IOException {
        String text = Files.readString(ROOT.resolve("docs/containers").resolve(guide));
        Matcher block = BLOCK.matcher(text);
        int examples = 0;
        while (block.find()) {
            String file = Files.readString(ROOT.resolve(block.group(1)));
            assertTrue(code(file).contains(code(block.group(2))), block.group(2));
            examples++;
        }
        assertEquals(text.split("```\\w").length - 1, examples, "blocks without a file");
        assertTrue(examples > 0);
    }

    @Test
    void every_setting_of_a_feature_is_the_one_that_the_guide_lists() throws IOException {
        String guide = Files.readString(ROOT.resolve("docs/containers/karaf.md"));
        String features = Files.readString(ROOT.resolve("karaf/src/main/features/features.xml"));
        Matcher config =
                Pattern.compile("(?s)<config name=\"([^\"]+)\">\\s*(.*?)\\s*</config>").matcher(features);
        int settings = 0;
        while (config.find()) {
            String values = config.group(2).replace("\n", "`, `");
            String row = "| `" + config.group(1) + ".cfg` | `" + values + "`";
            assertTrue(guide.contains(row), row);
            settings++;
        }
        assertEquals(7, settings);
    }
}
