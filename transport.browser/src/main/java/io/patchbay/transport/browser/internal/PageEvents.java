package io.patchbay.transport.browser.internal;

import io.patchbay.api.history.Role;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionListener;
import io.patchbay.api.session.SessionState;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a caller may know of the call: its words and the agent's, who speaks, and what goes wrong
 * without the reasons, which are the operator's. Neither arguments nor results of tools, no
 * configuration, no usage, no history of before. On the loop.
 */
final class PageEvents implements SessionListener {

    private final PageLeg leg;
    private final boolean showTools;

    PageEvents(PageLeg leg, boolean showTools) {
        this.leg = leg;
        this.showTools = showTools;
    }

    @Override
    public Set<Interest> interests() {
        return Set.of(Interest.EVENTS);
    }

    @Override
    public void onEvent(SessionEvent event) {
        if (event instanceof SessionEvent.TranscriptDelta delta) {
            leg.tell(transcript(delta.role(), delta.itemId(), false).put("delta", delta.delta()));
        } else if (event instanceof SessionEvent.TranscriptDone done) {
            leg.tell(transcript(done.role(), done.itemId(), true).put("text", done.transcript()));
        } else if (event instanceof SessionEvent.SpeechStarted) {
            leg.tell(caller("speaking"));
        } else if (event instanceof SessionEvent.SpeechStopped) {
            leg.tell(caller("silent"));
        } else if (event instanceof SessionEvent.PlaybackStarted) {
            leg.tell(agent("speaking"));
        } else if (event instanceof SessionEvent.PlaybackEnded) {
            leg.tell(agent("listening"));
        } else if (event instanceof SessionEvent.AudioInterrupted) {
            leg.tell(agent("interrupted"));
        } else if (event instanceof SessionEvent.AgentHandoff handoff) {
            leg.tell(agent("listening").put("name", handoff.to()));
        } else {
            rarer(event);
        }
    }

    private void rarer(SessionEvent event) {
        if (event instanceof SessionEvent.ToolStarted tool) {
            tool(tool.tool(), tool.callId(), "started");
        } else if (event instanceof SessionEvent.ToolEnded tool) {
            tool(tool.tool(), tool.callId(), tool.outcome().name().toLowerCase(Locale.ROOT));
        } else if (event instanceof SessionEvent.StateChanged changed) {
            state(changed.state());
        } else if (event instanceof SessionEvent.CallEnding ending) {
            leg.tell(
                    Json.event("ending")
                            .put("cause", ending.cause().name().toLowerCase(Locale.ROOT))
                            .put("in_ms", ending.timeLeft().toMillis()));
        } else if (event instanceof SessionEvent.GuardrailTripped) {
            leg.tell(Json.event("guardrail"));
        } else if (event instanceof SessionEvent.Error error) {
            leg.tell(
                    Json.event("error")
                            .put("code", error.source().name().toLowerCase(Locale.ROOT))
                            .put("message", "something failed; the call goes on if it can"));
        }
    }

    private static ObjectNode transcript(Role role, String item, boolean done) {
        return Json.event("transcript")
                .put("role", role.name().toLowerCase(Locale.ROOT))
                .put("item", item)
                .put("done", done);
    }

    private static ObjectNode caller(String state) {
        return Json.event("caller").put("state", state);
    }

    private static ObjectNode agent(String state) {
        return Json.event("agent").put("state", state);
    }

    private void tool(String name, String call, String state) {
        if (showTools) {
            leg.tell(Json.event("tool").put("name", name).put("call", call).put("state", state));
        }
    }

    private void state(SessionState state) {
        leg.tell(Json.event("session").put("state", state.name().toLowerCase(Locale.ROOT)));
    }
}
