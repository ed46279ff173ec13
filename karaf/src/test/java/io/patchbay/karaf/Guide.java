package io.patchbay.karaf;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/** The guide for Karaf, whose commands the tests type. */
final class Guide {

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```$");

    private Guide() {}

    /** The lines of a block that is typed into Karaf, counted from 0. */
    static List<String> commands(int block) throws IOException {
        return lines("", block);
    }

    /** The lines of a block that is typed into a terminal beside Karaf, counted from 0. */
    static List<String> beside(int block) throws IOException {
        return lines("sh", block);
    }

    private static List<String> lines(String language, int block) throws IOException {
        String guide =
                Files.readString(
                        Objects.requireNonNull(Folders.TARGET.getParent())
                                .resolve("../docs/containers/karaf.md"));
        List<String> blocks =
                BLOCK.matcher(guide)
                        .results()
                        .filter(found -> found.group(1).equals(language))
                        .map(found -> found.group(2))
                        .toList();
        return blocks.get(block).lines().toList();
    }
}
