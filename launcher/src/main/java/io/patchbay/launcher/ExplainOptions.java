package io.patchbay.launcher;

import io.patchbay.api.provider.Resolution;
import io.patchbay.api.session.LinePlan;
import io.patchbay.api.session.RealtimeSessions;
import io.patchbay.api.session.SessionOptions;
import java.io.PrintWriter;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What would become of a session's wishes, in place of the session. */
final class ExplainOptions {

    private static final JsonMapper JSON = JsonMapper.shared();

    @Option(
            names = "--explain",
            description =
                    "Connect to nobody: print what would become of each of the session's wishes with this provider. Exits with 1 when the session could not be opened.")
    private boolean explain;

    @Option(names = "--json", description = "With --explain: as JSON.")
    private boolean json;

    /** Whether that was asked for. */
    boolean asked() {
        return explain;
    }

    /**
     * Looks at what was asked for.
     *
     * @throws UsageException for what does not go together
     */
    void check() {
        if (json && !explain) {
            throw new UsageException("--json goes with --explain");
        }
    }

    /**
     * Prints it.
     *
     * @return the exit code
     * @throws IllegalStateException when the session could not be opened; the message names what it
     *     cannot have
     */
    int tell(RealtimeSessions sessions, SessionOptions options, PrintWriter out) {
        for (LinePlan plan : sessions.plan(options).toCompletableFuture().join()) {
            if (json) {
                out.println(JSON.writeValueAsString(object(plan)));
            } else if (plan.profile() != null) {
                table(plan, out);
            }
            out.flush();
            if (!plan.opens()) {
                throw new IllegalStateException(
                        "the session could not be opened: "
                                + plan.refusals().stream()
                                        .map(row -> row.wish() + ": " + becomes(row.resolution()))
                                        .collect(Collectors.joining("; ")));
            }
        }
        return 0;
    }

    private static void table(LinePlan plan, PrintWriter out) {
        out.println(
                plan.line().provider() + ":" + plan.profile() + " over " + plan.line().transport());
        TextTable table = new TextTable("wish", "asked", "what becomes of it");
        plan.rows().forEach(row -> table.row(row.wish(), row.asked(), becomes(row.resolution())));
        table.print(out, "nothing is wished for");
    }

    private static String becomes(Resolution resolution) {
        if (resolution instanceof Resolution.Emulated emulated) {
            return "emulated: " + emulated.how();
        }
        return resolution instanceof Resolution.Rejected rejected
                ? "rejected: " + rejected.reason()
                : "native";
    }

    private static ObjectNode object(LinePlan plan) {
        ObjectNode object =
                JSON.createObjectNode()
                        .put("provider", plan.line().provider())
                        .put("profile", plan.profile())
                        .put("transport", plan.line().transport())
                        .put("opens", plan.opens());
        ArrayNode rows = object.putArray("wishes");
        for (LinePlan.Row row : plan.rows()) {
            ObjectNode one =
                    rows.addObject()
                            .put("wish", row.wish())
                            .put("asked", row.asked())
                            .put("needed", row.needed());
            if (row.resolution() instanceof Resolution.Emulated emulated) {
                one.put("becomes", "emulated").put("how", emulated.how());
            } else if (row.resolution() instanceof Resolution.Rejected rejected) {
                one.put("becomes", "rejected").put("reason", rejected.reason());
            } else {
                one.put("becomes", "native");
            }
        }
        return object;
    }
}
