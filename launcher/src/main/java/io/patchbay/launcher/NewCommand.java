package io.patchbay.launcher;

import io.patchbay.management.PlugSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes the project of a new plug from a template. */
@Command(
        name = "new",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Makes the project of a new plug: a bundle that builds, is tested and can be plugged in as it is.",
            "KIND is tool, guardrail, agent, provider, transport or caller-leg."
        })
final class NewCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "KIND", description = "What it shall be.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String kind;

    @Parameters(
            index = "1",
            paramLabel = "NAME",
            description = "The name that sessions and agents ask for, e.g. museum.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String name;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "The folder to make; default: NAME, here.")
    private @Nullable Path folder;

    @Option(
            names = "--package",
            paramLabel = "PACKAGE",
            description = "Java package, artifact and bundle; default: GROUP.NAME.")
    private @Nullable String javaPackage;

    @Option(
            names = "--group",
            paramLabel = "GROUP",
            defaultValue = "org.example",
            description = "Maven group; default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String group;

    @Override
    public Integer call() throws Exception {
        PlugTemplate template = PlugTemplate.of(kind);
        PlugNames names = PlugNames.of(name, group, javaPackage);
        Path target = folder == null ? Path.of(name) : folder;
        checkFree(target);
        template.write(target, names);
        PrintWriter out = spec.commandLine().getOut();
        out.println("made the " + kind + " '" + name + "' in " + target);
        out.println();
        if (!Files.isRegularFile(bill(target))) {
            out.println("  mvn -q -f " + typed(home().resolve("pom.xml")) + " install -DskipTests");
        }
        out.println("  mvn -f " + typed(target) + " package");
        out.println(
                "  "
                        + typed(home().resolve("patchbay"))
                        + " plugs install "
                        + typed(target.resolve("target/" + names.javaPackage() + ".jar")));
        out.flush();
        return 0;
    }

    private static void checkFree(Path target) throws Exception {
        if (Files.exists(target) && !Files.isDirectory(target)) {
            throw new UsageException("--dir: " + target + " is a file");
        }
        if (Files.isDirectory(target)) {
            try (Stream<Path> files = Files.list(target)) {
                if (files.findAny().isPresent()) {
                    throw new UsageException(
                            "--dir: the folder "
                                    + target
                                    + " is there already and not empty; name another one");
                }
            }
        }
    }

    /** A path as it is typed into a shell, which takes most characters for its own. */
    private static String typed(Path path) {
        String text = path.toString();
        return text.matches("[\\p{L}\\p{N}_./+,:@-]+")
                ? text
                : "'" + text.replace("'", "'\\''") + "'";
    }

    /** The folder of this program's checkout. */
    private static Path home() {
        return Path.of(System.getProperty("patchbay.home", ""));
    }

    /** Where the bill of materials is that the project asks Maven for, if it is. */
    private static Path bill(Path project) throws IOException {
        String pom = Files.readString(project.resolve("pom.xml"));
        String version = pom.replaceFirst("(?s).*<patchbay.version>([^<]+)<.*", "$1");
        String jar =
                PlugSource.parse("io.patchbay:io.patchbay.bom:" + version, project)
                        .path()
                        .toString();
        return Path.of(jar.replaceFirst("\\.jar$", ".pom"));
    }
}
