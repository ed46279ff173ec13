package io.patchbay.launcher;

import io.patchbay.api.history.Role;
import io.patchbay.api.session.Response;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionListener;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Set;

/**
 * Prints a conversation while it is held: who says what, which tools are called, how long the first
 * sound took.
 */
final class Transcript implements SessionListener {

    private final PrintWriter out;
    private boolean inLine;

    Transcript(PrintWriter out) {
        this.out = out;
    }

    @Override
    public Set<Interest> interests() {
        return Set.of(Interest.EVENTS);
    }

    @Override
    public synchronized void onEvent(SessionEvent event) {
        if (event instanceof SessionEvent.TranscriptDelta delta && delta.role() == Role.ASSISTANT) {
            out.print(inLine ? delta.delta() : "agent: " + delta.delta());
            inLine = true;
        } else if (event instanceof SessionEvent.TranscriptDone done) {
            if (done.role() == Role.USER) {
                line(
                        "caller: "
                                + (done.transcript().isBlank()
                                        ? "(not understood)"
                                        : done.transcript()));
            } else {
                endLine();
            }
        } else if (event instanceof SessionEvent.ToolStarted tool) {
            line("  tool " + tool.tool() + " " + tool.arguments());
        } else if (event instanceof SessionEvent.ToolEnded tool) {
            line(
                    "  tool "
                            + tool.tool()
                            + " -> "
                            + tool.output()
                            + " ("
                            + tool.outcome().name().toLowerCase(Locale.ROOT)
                            + ", "
                            + tool.took().toMillis()
                            + " ms)");
        } else if (event instanceof SessionEvent.AudioInterrupted interrupted) {
            line(
                    "  (interrupted"
                            + (interrupted.heard() == null
                                    ? ""
                                    : ", heard " + interrupted.heard().millis() + " ms")
                            + ")");
        } else if (event instanceof SessionEvent.AgentHandoff handoff) {
            line(
                    handoff.from() == null
                            ? "  " + handoff.to() + " takes over"
                            : "  " + handoff.from() + " hands over to " + handoff.to());
        } else if (event instanceof SessionEvent.ResponseEnded ended) {
            ended(ended);
        } else if (event instanceof SessionEvent.Warning warning) {
            line("  warning: " + warning.message());
        } else if (event instanceof SessionEvent.Error error) {
            line("  error: " + error.message());
        }
        out.flush();
    }

    private void ended(SessionEvent.ResponseEnded ended) {
        if (ended.timeToFirstAudio() != null) {
            line("  (first sound after " + ended.timeToFirstAudio().toMillis() + " ms)");
        }
        Response.Status status = ended.response().status();
        if (status != Response.Status.COMPLETED) {
            String reason = ended.response().reason();
            line(
                    "  (answer "
                            + status.name().toLowerCase(Locale.ROOT)
                            + (reason == null ? "" : ": " + reason)
                            + ")");
        }
    }

    private void line(String text) {
        endLine();
        out.println(text);
    }

    private void endLine() {
        if (inLine) {
            out.println();
            inLine = false;
        }
    }
}
