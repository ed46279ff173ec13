package io.patchbay.api.session;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A call of a tool that waits for somebody's consent.
 *
 * <p>What may run is what was shown: a decision about a copy whose tool or arguments differ from
 * the session's own is refused.
 *
 * @param kind who would run the tool
 * @param agent the agent whose response made the call
 * @param tool the tool's name
 * @param callId names the call; on an MCP tool, the request for consent
 * @param arguments the model's arguments: JSON text, possibly broken
 * @param serverLabel the MCP server; null for a function
 */
public record PendingApproval(
        Kind kind,
        String agent,
        String tool,
        String callId,
        String arguments,
        @Nullable String serverLabel) {

    /** Who would run the tool. */
    public enum Kind {
        /** This session. */
        FUNCTION,
        /** The provider, on an MCP server. */
        MCP
    }

    /** Checks for null. */
    public PendingApproval {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(agent, "agent");
        Objects.requireNonNull(tool, "tool");
        Objects.requireNonNull(callId, "callId");
        Objects.requireNonNull(arguments, "arguments");
    }

    /** A function that this session would run. */
    public static PendingApproval function(
            String agent, String tool, String callId, String arguments) {
        return new PendingApproval(Kind.FUNCTION, agent, tool, callId, arguments, null);
    }

    /** Whose call it is; the arguments are content, and not for logs. */
    @Override
    public String toString() {
        return "PendingApproval[" + kind + ", " + agent + ", " + tool + ", " + callId + "]";
    }
}
