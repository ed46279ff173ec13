package io.patchbay.itest.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The lists of bundles that people are told to install. */
final class BundleLists {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern RUN = Pattern.compile("^\\t([\\w.-]+);version=");
    private static final Pattern NAMED = Pattern.compile("`([\\w.-]+)`");

    private BundleLists() {}

    /** What the run descriptor for embedders runs. */
    static List<String> embedder() throws IOException {
        List<String> names = new ArrayList<>();
        for (String line : Files.readAllLines(ROOT.resolve("cnf/embedder.bndrun"))) {
            Matcher run = RUN.matcher(line);
            if (run.find()) {
                names.add(run.group(1));
            }
        }
        return names;
    }

    /** The first column of the table of the page for all containers that has this heading. */
    static List<String> table(String heading) throws IOException {
        List<String> names = new ArrayList<>();
        boolean inside = false;
        for (String line : Files.readAllLines(ROOT.resolve("docs/containers/README.md"))) {
            if (line.startsWith("| " + heading + " |")) {
                inside = true;
            } else if (!line.startsWith("|")) {
                inside = false;
            } else if (inside) {
                NAMED.matcher(line.split("\\|")[1])
                        .results()
                        .forEach(name -> names.add(name.group(1)));
            }
        }
        if (names.isEmpty()) {
            throw new AssertionError("no table \"" + heading + "\" on that page");
        }
        return names;
    }
}
