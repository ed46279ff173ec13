package io.patchbay.launcher;

import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** A question to a running instance, answered as a table or as it came. */
@Command
abstract class PlugsQuery implements Callable<Integer> {

    @Mixin private PlugsDoor door = new PlugsDoor();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public final Integer call() throws Exception {
        JsonNode answer = door.get(resource());
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(answer);
        } else {
            show(answer, out);
        }
        out.flush();
        return code(answer);
    }

    abstract String resource();

    abstract void show(JsonNode answer, PrintWriter out);

    int code(JsonNode answer) {
        return 0;
    }

    /** The text of a field; a dash for none. */
    static String text(JsonNode json, String field) {
        JsonNode value = json.get(field);
        return value == null || value.isNull() ? "-" : value.asString();
    }

    /** What wanted to be a plug and could not be taken, as the door tells it. */
    private static void refused(JsonNode where, PrintWriter out) {
        for (JsonNode refusal : where.get("refusals")) {
            out.println(
                    "not plugged in: " + text(refusal, "bundle") + ": " + text(refusal, "reason"));
        }
    }

    /** What is plugged in. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "What is plugged in, from which bundle, and how many sessions use it.")
    static final class Bundles extends PlugsQuery {
        @Override
        String resource() {
            return "/plugs";
        }

        @Override
        void show(JsonNode answer, PrintWriter out) {
            TextTable table =
                    new TextTable("KIND", "NAME", "VERSION", "STATE", "USERS", "ORIGIN", "BUNDLE");
            for (JsonNode bundle : answer.get("bundles")) {
                String version = text(bundle, "version");
                String origin = text(bundle, "origin");
                String name = text(bundle, "bundle");
                if (bundle.get("plugs").isEmpty()) {
                    String state = text(bundle, "state");
                    table.row("-", "-", version, state, "-", origin, name);
                }
                for (JsonNode plug : bundle.get("plugs")) {
                    double share = plug.get("share").asDouble();
                    String state = text(plug, "state");
                    table.row(
                            text(plug, "kind"),
                            text(plug, "name"),
                            version,
                            share < 1 ? state + " " + Math.round(share * 100) + " %" : state,
                            text(plug, "users"),
                            origin,
                            name);
                }
            }
            table.print(out, "nothing is plugged in");
            for (JsonNode bundle : answer.get("bundles")) {
                refused(bundle, out);
            }
        }
    }

    /** What was swapped and changed. */
    @Command(
            name = "history",
            mixinStandardHelpOptions = true,
            description =
                    "Swaps under live sessions with their measurements, and what operators changed.")
    static final class History extends PlugsQuery {
        @Override
        String resource() {
            return "/swaps";
        }

        @Override
        void show(JsonNode answer, PrintWriter out) {
            TextTable swaps =
                    new TextTable(
                            "AT",
                            "SESSION",
                            "KIND",
                            "OUTCOME",
                            "FROM",
                            "TO",
                            "TOOK ms",
                            "HELD ms",
                            "LOST ms",
                            "SILENCE ms");
            for (JsonNode swap : answer.get("swaps")) {
                swaps.row(
                        at(swap),
                        text(swap, "session"),
                        text(swap, "kind"),
                        text(swap, "outcome"),
                        version(swap.get("from")),
                        version(swap.get("to")),
                        text(swap, "took"),
                        text(swap, "held"),
                        text(swap, "lost"),
                        text(swap, "silence"));
            }
            swaps.print(out, "nothing was swapped under a session");
            TextTable changes =
                    new TextTable(
                            "AT", "ACTION", "OUTCOME", "BUNDLE", "FROM", "TO", "TOOK ms", "DETAIL");
            for (JsonNode change : answer.get("changes")) {
                changes.row(
                        at(change),
                        text(change, "action"),
                        text(change, "outcome"),
                        text(change, "bundle"),
                        text(change, "from"),
                        text(change, "to"),
                        text(change, "took"),
                        text(change, "detail"));
            }
            out.println();
            changes.print(out, "nobody changed anything");
        }

        private static String at(JsonNode what) {
            return Instant.parse(text(what, "at")).truncatedTo(ChronoUnit.MILLIS).toString();
        }

        private static String version(JsonNode version) {
            return version.isNull() ? "-" : text(version, "name") + " " + text(version, "version");
        }
    }

    /** Whether all is well. */
    @Command(
            name = "health",
            mixinStandardHelpOptions = true,
            description =
                    "Whether every plug runs, how calls fare, which providers fail; exit code 1 when a"
                            + " plug does not run.")
    static final class Health extends PlugsQuery {
        @Override
        String resource() {
            return "/health";
        }

        @Override
        void show(JsonNode answer, PrintWriter out) {
            out.println(
                    text(answer, "status")
                            + ", "
                            + text(answer, "sessions")
                            + " sessions, "
                            + text(answer, "plugs")
                            + " plugs");
            for (JsonNode bundle : answer.get("stopped")) {
                out.println("stopped: " + bundle.asString());
            }
            refused(answer, out);
            for (JsonNode plug : answer.get("leaked")) {
                out.println(
                        "runs on after its end: "
                                + text(plug, "kind")
                                + " "
                                + text(plug, "name")
                                + " "
                                + text(plug, "version")
                                + " of "
                                + text(plug, "bundle")
                                + "; the log says where");
            }
            calls(answer.get("calls"), out);
            lines(answer.get("lines"), out);
        }

        private static void calls(JsonNode calls, PrintWriter out) {
            out.println(
                    "calls: "
                            + count(calls, "offered")
                            + ", "
                            + count(calls, "refused")
                            + ", "
                            + count(calls, "undecided")
                            + ", "
                            + count(calls, "accepted")
                            + " ("
                            + count(calls, "answered")
                            + ", "
                            + count(calls, "failed")
                            + ", "
                            + count(calls, "unanswered")
                            + ")");
        }

        private static String count(JsonNode calls, String what) {
            return text(calls, what) + " " + what;
        }

        private static void lines(JsonNode lines, PrintWriter out) {
            for (JsonNode line : lines) {
                if (!text(line, "state").equals("healthy")) {
                    out.println(
                            text(line, "provider")
                                    + " over "
                                    + text(line, "transport")
                                    + ": "
                                    + text(line, "state").replace('_', ' ')
                                    + " after "
                                    + text(line, "failures")
                                    + " failures, the last: "
                                    + text(line, "lastReason"));
                }
            }
        }

        @Override
        int code(JsonNode answer) {
            return text(answer, "status").equals("up") ? 0 : 1;
        }
    }
}
