package io.patchbay.api.agent;

import io.patchbay.api.session.SessionEvent;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Hears what one agent does, in whatever session it speaks: the events that name it, that is {@link
 * SessionEvent.AgentStarted}, {@link SessionEvent.AgentEnded}, {@link SessionEvent.ResponseEnded},
 * {@link SessionEvent.ToolStarted}, {@link SessionEvent.ToolEnded}, {@link
 * SessionEvent.ToolApprovalRequested} and {@link SessionEvent.GuardrailTripped} of its own
 * responses, and {@link SessionEvent.AgentHandoff} from it and to it. After a handoff it still
 * hears of the responses that were its own.
 *
 * <p>Called off the session's loop, one event of a session after the other, and only from the
 * moment in which the session's inline listeners have heard the same event. It may block. One that
 * falls behind loses the oldest of what waits, one that throws is reported; neither hurts the
 * session.
 */
@FunctionalInterface
@ConsumerType
public interface AgentListener {

    /**
     * Something happened.
     *
     * @param sessionId where; for logs
     */
    void onEvent(String sessionId, SessionEvent event);
}
