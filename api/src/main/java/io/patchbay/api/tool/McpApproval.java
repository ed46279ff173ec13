package io.patchbay.api.tool;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When a provider asks before it calls a tool of an MCP server. A question comes as {@link
 * io.patchbay.api.session.SessionEvent.ToolApprovalRequested}.
 */
public sealed interface McpApproval {

    /** Before every call. */
    McpApproval ALWAYS = new Always();

    /** Before none. */
    McpApproval NEVER = new Never();

    /** Before every call; {@link #ALWAYS}. */
    record Always() implements McpApproval {}

    /** Before none; {@link #NEVER}. */
    record Never() implements McpApproval {}

    /**
     * It depends on the tool; the provider's default, to ask, holds for tools that neither picks.
     *
     * @param always before calls of these, or null
     * @param never not before calls of these, or null
     */
    record ByTool(@Nullable McpToolFilter always, @Nullable McpToolFilter never)
            implements McpApproval {
        /**
         * Checks the filters.
         *
         * @throws IllegalArgumentException when there is none, or a tool is in both
         */
        public ByTool {
            if (always == null && never == null) {
                throw new IllegalArgumentException(
                        "requireApproval by tool needs always or never; use McpApproval.ALWAYS or"
                                + " NEVER for all tools");
            }
            if (always != null && never != null) {
                List<String> both = overlap(always, never);
                if (!both.isEmpty()) {
                    throw new IllegalArgumentException(
                            "requireApproval has the same under always and never: "
                                    + String.join(", ", both));
                }
            }
        }

        private static List<String> overlap(McpToolFilter always, McpToolFilter never) {
            List<String> both = new ArrayList<>();
            if (always.toolNames() != null && never.toolNames() != null) {
                both.addAll(always.toolNames());
                both.retainAll(never.toolNames());
            }
            if (always.readOnly() != null && always.readOnly().equals(never.readOnly())) {
                both.add("readOnly " + always.readOnly());
            }
            return both;
        }
    }
}
