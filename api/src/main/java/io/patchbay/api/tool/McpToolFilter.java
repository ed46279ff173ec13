package io.patchbay.api.tool;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Picks tools of an MCP server: those of certain names, those that only read or that also write, or
 * both conditions at once.
 *
 * @param toolNames the names, or null for any
 * @param readOnly whether the tool must be one that its server marks as read-only, or must not;
 *     null for either
 */
public record McpToolFilter(@Nullable List<String> toolNames, @Nullable Boolean readOnly) {

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException when it picks by nothing, or names nothing, or names a tool
     *     twice
     */
    public McpToolFilter {
        if (toolNames == null && readOnly == null) {
            throw new IllegalArgumentException(
                    "a filter of MCP tools needs toolNames or readOnly; leave the filter away to"
                            + " pick all");
        }
        if (toolNames != null) {
            toolNames = List.copyOf(toolNames);
            if (toolNames.isEmpty()) {
                throw new IllegalArgumentException(
                        "toolNames is empty; name at least one tool, or leave the server away");
            }
            Set<String> seen = new LinkedHashSet<>();
            for (String name : toolNames) {
                if (name.isBlank() || !seen.add(name)) {
                    throw new IllegalArgumentException(
                            "toolNames has '" + name + "', which is blank or there already");
                }
            }
        }
    }

    /** The tools of these names. */
    public static McpToolFilter named(String... names) {
        return new McpToolFilter(List.of(Objects.requireNonNull(names, "names")), null);
    }

    /** The tools that their server marks as read-only, or those that it does not. */
    public static McpToolFilter readOnly(boolean readOnly) {
        return new McpToolFilter(null, readOnly);
    }

    /** Whether it picks a tool. */
    public boolean picks(String name, boolean marked) {
        Objects.requireNonNull(name, "name");
        return (toolNames == null || toolNames.contains(name))
                && (readOnly == null || readOnly == marked);
    }
}
