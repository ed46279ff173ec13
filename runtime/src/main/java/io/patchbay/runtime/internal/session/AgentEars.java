package io.patchbay.runtime.internal.session;

import io.patchbay.api.agent.AgentListener;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionListener;
import java.util.Set;

/** Lets an agent's listener hear what names the agent, and nothing else. */
final class AgentEars implements SessionListener {
    private final String sessionId;
    private final String agent;
    private final AgentListener listener;

    AgentEars(String sessionId, String agent, AgentListener listener) {
        this.sessionId = sessionId;
        this.agent = agent;
        this.listener = listener;
    }

    @Override
    public Set<Interest> interests() {
        return Set.of(Interest.EVENTS);
    }

    @Override
    public void onEvent(SessionEvent event) {
        if (names(event)) {
            listener.onEvent(sessionId, event);
        }
    }

    private boolean names(SessionEvent event) {
        if (event instanceof SessionEvent.AgentStarted e) {
            return e.agent().equals(agent);
        }
        if (event instanceof SessionEvent.AgentEnded e) {
            return e.agent().equals(agent);
        }
        if (event instanceof SessionEvent.AgentHandoff e) {
            return agent.equals(e.from()) || e.to().equals(agent);
        }
        if (event instanceof SessionEvent.ResponseEnded e) {
            return e.agent().equals(agent);
        }
        if (event instanceof SessionEvent.ToolStarted e) {
            return e.agent().equals(agent);
        }
        if (event instanceof SessionEvent.ToolEnded e) {
            return e.agent().equals(agent);
        }
        if (event instanceof SessionEvent.ToolApprovalRequested e) {
            return e.approval().agent().equals(agent);
        }
        return event instanceof SessionEvent.GuardrailTripped e && e.agent().equals(agent);
    }
}
