package io.patchbay.launcher;

import io.patchbay.management.PlugSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A change of a running instance's plugs, told while it happens. */
@Command
abstract class PlugsChange implements Callable<Integer> {

    @Mixin private PlugsDoor door = new PlugsDoor();

    @Option(names = "--json", description = "Print JSON, a line for each step.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public final Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        door.post(
                resource(),
                body(),
                line -> {
                    if (json) {
                        out.println(line);
                    } else {
                        show(line, out);
                    }
                    out.flush();
                });
        return 0;
    }

    abstract String resource();

    abstract ObjectNode body() throws IOException;

    private static void show(JsonNode line, PrintWriter out) {
        if (line.has("step")) {
            String users = PlugsQuery.text(line, "users");
            out.println(
                    "  "
                            + PlugsQuery.text(line, "bundle")
                            + " "
                            + PlugsQuery.text(line, "version")
                            + ": "
                            + PlugsQuery.text(line, "step").replace('_', ' ')
                            + (users.equals("0") ? "" : ", used by " + users + " sessions"));
        } else if (line.has("done")) {
            for (JsonNode change : line.get("done")) {
                out.println(done(change));
            }
        }
    }

    private static final Map<String, String> DONE =
            Map.of(
                    "install", "installed",
                    "update", "updated",
                    "remove", "removed",
                    "roll_back", "rolled back");

    private static String done(JsonNode change) {
        String action = PlugsQuery.text(change, "action");
        String from = PlugsQuery.text(change, "from");
        String to = PlugsQuery.text(change, "to");
        String detail = PlugsQuery.text(change, "detail");
        return DONE.getOrDefault(action, action)
                + " "
                + PlugsQuery.text(change, "bundle")
                + " "
                + (from.equals("-") ? to : to.equals("-") ? from : from + " -> " + to)
                + String.format(Locale.ROOT, " in %.2f s", change.get("took").asDouble() / 1_000)
                + (detail.isEmpty() ? "" : ", " + detail);
    }

    /** What is to be installed, with the path made absolute, for the instance stands elsewhere. */
    private static ObjectNode source(String text) {
        PlugSource source;
        try {
            source = PlugSource.parse(text, Path.of(""));
        } catch (IllegalArgumentException e) {
            throw new UsageException(Failures.line(e));
        }
        boolean path = source.path().equals(Path.of("").toAbsolutePath().resolve(text).normalize());
        return JsonNodeFactory.instance
                .objectNode()
                .put("source", path ? source.path().toString() : text);
    }

    private static final String SOURCE =
            "A jar, a folder of jars, a folder that is an unpacked bundle, or group:artifact:version of the local Maven repository.";

    /** One more. */
    @Command(
            name = "install",
            mixinStandardHelpOptions = true,
            description =
                    "Installs a plug, beside what is there; a newer version takes over at once.")
    static final class Install extends PlugsChange {

        @Parameters(paramLabel = "PLUG", description = SOURCE)
        private String plug = "";

        @Override
        String resource() {
            return "/plugs/install";
        }

        @Override
        ObjectNode body() {
            return source(plug);
        }
    }

    /** One whose users may go on for a while. */
    abstract static class Draining extends PlugsChange {

        @Option(
                names = "--drain",
                paramLabel = "SECONDS",
                description =
                        "How long those who use what is taken out may go on; default: 30, and callers on a caller leg until they end.")
        private @Nullable Double drain;

        abstract ObjectNode what();

        @Override
        ObjectNode body() {
            if (drain != null && !(drain >= 0 && drain <= 86_400)) {
                throw new UsageException("--drain: 0 to 86400 seconds");
            }
            return what().put("drain", drain);
        }
    }

    /** One after which another version is there. */
    abstract static class Exchange extends Draining {

        @Option(
                names = "--force",
                description =
                        "Update to the same version under live sessions too, which are without it for a moment.")
        private boolean force;

        @Override
        ObjectNode body() {
            return super.body().put("force", force);
        }
    }

    /** Another version. */
    @Command(
            name = "update",
            mixinStandardHelpOptions = true,
            description =
                    "Exchanges a plug: the new version takes over, the old one drains and goes.")
    static final class Update extends Exchange {

        @Parameters(paramLabel = "PLUG", description = SOURCE)
        private String plug = "";

        @Override
        String resource() {
            return "/plugs/update";
        }

        @Override
        ObjectNode what() {
            return source(plug);
        }
    }

    /** The version before. */
    @Command(
            name = "rollback",
            mixinStandardHelpOptions = true,
            description = "Puts back what the last update, remove or rollback took out of use.")
    static final class RollBack extends Exchange {

        @Parameters(paramLabel = "BUNDLE", description = "Its name.")
        private String bundle = "";

        @Override
        String resource() {
            return "/plugs/rollback";
        }

        @Override
        ObjectNode what() {
            return JsonNodeFactory.instance.objectNode().put("bundle", bundle);
        }
    }

    /** One less. */
    @Command(
            name = "remove",
            mixinStandardHelpOptions = true,
            description = "Takes a plug out; calls in it end first.")
    static final class Remove extends Draining {

        @Parameters(paramLabel = "BUNDLE", description = "Its name, or name:version.")
        private String bundle = "";

        @Override
        String resource() {
            return "/plugs/remove";
        }

        @Override
        ObjectNode what() {
            return JsonNodeFactory.instance.objectNode().put("bundle", bundle);
        }
    }
}
