package io.patchbay.runtime.internal.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The names under which an agent offers things to a model, which must not be the same. */
final class OfferedNames {
    private final Map<String, int[]> calls = new TreeMap<>();
    private final Map<String, Integer> servers = new TreeMap<>();

    void tool(String name) {
        calls.computeIfAbsent(name, unused -> new int[2])[0]++;
    }

    void handoff(String name) {
        calls.computeIfAbsent(name, unused -> new int[2])[1]++;
    }

    void server(String label) {
        servers.merge(label, 1, Integer::sum);
    }

    /**
     * Refuses what the model could not tell apart.
     *
     * @throws IllegalArgumentException listing all such names, sorted, with how often each is there
     */
    void check(String agent) {
        List<String> clashes = new ArrayList<>();
        calls.forEach(
                (name, counts) -> {
                    if (counts[0] + counts[1] > 1) {
                        clashes.add(name + " (" + counted(counts) + ")");
                    }
                });
        servers.forEach(
                (label, count) -> {
                    if (count > 1) {
                        clashes.add(label + " (" + count + " MCP servers)");
                    }
                });
        if (!clashes.isEmpty()) {
            throw new IllegalArgumentException(
                    "agent '"
                            + agent
                            + "' offers more than one thing under the same name; give each its"
                            + " own: "
                            + String.join(", ", clashes));
        }
    }

    private static String counted(int[] counts) {
        String tools = counts[0] == 0 ? "" : number(counts[0], "function tool");
        String handoffs = counts[1] == 0 ? "" : number(counts[1], "handoff");
        return tools + (tools.isEmpty() || handoffs.isEmpty() ? "" : ", ") + handoffs;
    }

    private static String number(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}
