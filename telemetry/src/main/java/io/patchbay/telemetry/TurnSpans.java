package io.patchbay.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.patchbay.api.history.Item;
import io.patchbay.api.history.Role;
import io.patchbay.api.session.Response;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionEvent.ToolOutcome;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The turns of one session. A turn begins when the caller speaks, or with an answer that nobody
 * spoke for, and ends when its answer is played, written or cut; tools and the answers to them
 * belong to the turn that caused them.
 */
final class TurnSpans {
    private static final Set<ToolOutcome> FAILURES =
            EnumSet.of(
                    ToolOutcome.BAD_ARGUMENTS,
                    ToolOutcome.FAILED,
                    ToolOutcome.TIMED_OUT,
                    ToolOutcome.UNKNOWN);

    /** One turn that is not over. */
    private static final class Turn {
        final Span span;
        final StringBuilder caller = new StringBuilder();
        final StringBuilder agent = new StringBuilder();

        Turn(Span span) {
            this.span = span;
        }
    }

    private final SessionSpans session;
    private final ResponseSpans responses;
    private final Map<String, Span> tools = new HashMap<>();
    private @Nullable Turn turn;
    private @Nullable Turn fading;
    private @Nullable SpanContext last;
    private boolean playing;
    private boolean answerDue;

    TurnSpans(SessionSpans session) {
        this.session = session;
        this.responses = new ResponseSpans(session);
    }

    void event(SessionEvent event) {
        if (event instanceof SessionEvent.SpeechStarted) {
            speechStarted(event);
        } else if (event instanceof SessionEvent.AgentStarted started) {
            answerDue = false;
            responses.started(started.responseId(), session.time(event));
            current(event);
        } else if (event instanceof SessionEvent.AudioStarted started) {
            responses.audio(started.responseId(), session.time(event));
            current(event);
        } else if (event instanceof SessionEvent.ResponseEnded ended) {
            responseEnded(ended);
        } else if (event instanceof SessionEvent.PlaybackStarted) {
            playing = true;
        } else if (event instanceof SessionEvent.PlaybackEnded) {
            playing = false;
            played(event);
        } else if (event instanceof SessionEvent.AudioInterrupted interrupted) {
            interrupted(interrupted);
        } else if (event instanceof SessionEvent.TranscriptDone words) {
            words(words);
        } else if (!tool(event)) {
            beside(event);
        }
    }

    private void speechStarted(SessionEvent event) {
        long now = session.time(event);
        Turn before = turn;
        if (before != null) {
            if (playing) {
                finish(fading, now);
                fading = before;
            } else {
                finish(before, now);
            }
        }
        turn = begin(now);
        answerDue = true;
    }

    private Turn begin(long start) {
        SpanBuilder builder = session.span("patchbay.turn", session.context(), start);
        SpanContext previous = last;
        if (previous != null) {
            builder.addLink(previous);
        }
        Span span = builder.startSpan();
        last = span.getSpanContext();
        return new Turn(span);
    }

    private Turn current(SessionEvent event) {
        Turn known = turn;
        if (known == null) {
            known = begin(session.time(event));
            turn = known;
        }
        return known;
    }

    private Context in(Turn known) {
        return session.context().with(known.span);
    }

    private void responseEnded(SessionEvent.ResponseEnded event) {
        Turn known = current(event);
        Response response = event.response();
        responses.ended(event, in(known));
        boolean calls =
                response.status() == Response.Status.COMPLETED
                        && response.output().stream().anyMatch(Item.FunctionCall.class::isInstance);
        answerDue = calls;
        settle(event);
    }

    private void played(SessionEvent event) {
        if (fading != null) {
            finish(fading, session.time(event));
            fading = null;
        } else {
            settle(event);
        }
    }

    /** The turn is over when nothing of it runs, plays, or is still to come. */
    private void settle(SessionEvent event) {
        if (!playing && !answerDue && responses.none() && tools.isEmpty()) {
            finish(turn, session.time(event));
            turn = null;
        }
    }

    private void interrupted(SessionEvent.AudioInterrupted event) {
        playing = false;
        String cause = SessionSpans.word(event.cause());
        session.instruments().interrupted(cause, session.line());
        Turn cut = fading != null ? fading : turn;
        if (cut != null) {
            cut.span.setAttribute(Names.INTERRUPTED, true);
            cut.span.setAttribute(Names.CAUSE, cause);
        }
        if (fading != null) {
            finish(fading, session.time(event));
            fading = null;
        } else {
            settle(event);
        }
    }

    private void words(SessionEvent.TranscriptDone event) {
        Turn known = turn;
        if (known != null && session.content()) {
            StringBuilder words = event.role() == Role.USER ? known.caller : known.agent;
            words.append(words.isEmpty() ? "" : " ").append(event.transcript());
        }
    }

    private boolean tool(SessionEvent event) {
        if (event instanceof SessionEvent.ToolStarted started) {
            SpanBuilder builder =
                    toolSpan(
                            started.tool(),
                            started.callId(),
                            started.agent(),
                            in(current(event)),
                            session.time(event));
            if (session.content()) {
                builder.setAttribute(Names.TOOL_ARGUMENTS, started.arguments());
            }
            tools.put(started.callId(), builder.startSpan());
        } else if (event instanceof SessionEvent.ToolEnded ended) {
            Span span = tools.remove(ended.callId());
            if (span == null) { // it never started, e.g. because nobody has such a tool
                span =
                        toolSpan(
                                        ended.tool(),
                                        ended.callId(),
                                        ended.agent(),
                                        in(current(event)),
                                        session.time(event))
                                .startSpan();
            }
            String outcome = SessionSpans.word(ended.outcome());
            span.setAttribute(Names.OUTCOME, outcome);
            if (FAILURES.contains(ended.outcome())) {
                span.setAttribute(Names.ERROR, outcome);
                span.setStatus(StatusCode.ERROR);
            }
            if (session.content()) {
                span.setAttribute(Names.TOOL_RESULT, ended.output());
            }
            span.end(session.time(event), TimeUnit.NANOSECONDS);
            if (ended.outcome() == ToolOutcome.BACKGROUND) {
                answerDue = !tools.isEmpty();
                settle(event);
            }
        } else {
            return false;
        }
        return true;
    }

    private SpanBuilder toolSpan(
            String tool, String callId, String agent, Context parent, long start) {
        SpanBuilder builder =
                session.span("execute_tool " + tool, parent, start)
                        .setAttribute(Names.OPERATION, "execute_tool")
                        .setAttribute(Names.TOOL, tool)
                        .setAttribute(Names.TOOL_CALL, callId)
                        .setAttribute(Names.TOOL_TYPE, "function")
                        .setAttribute(Names.AGENT, agent);
        SpanContext asked = responses.last();
        if (asked != null) {
            builder.addLink(asked);
        }
        return builder;
    }

    /** What takes no time of its own. */
    private void beside(SessionEvent event) {
        if (event instanceof SessionEvent.AgentHandoff handoff) {
            moment(
                    "patchbay.handoff",
                    event,
                    Attributes.of(
                            Names.FROM,
                            handoff.from(),
                            Names.TO,
                            handoff.to(),
                            Names.AGENT,
                            handoff.to()));
        } else if (event instanceof SessionEvent.GuardrailTripped tripped) {
            Attributes what =
                    Attributes.of(
                            Names.GUARDRAIL, tripped.guardrail(), Names.AGENT, tripped.agent());
            if (session.content()) {
                what = what.toBuilder().put(Names.GUARDRAIL_INFO, tripped.info()).build();
            }
            moment("patchbay.guardrail", event, what);
        }
    }

    private void moment(String name, SessionEvent event, Attributes attributes) {
        Turn known = turn;
        Context parent = known == null ? session.context() : in(known);
        SpanBuilder builder = session.span(name, parent, session.time(event));
        SpanContext asked = responses.last();
        if (asked != null) {
            builder.addLink(asked);
        }
        builder.setAllAttributes(attributes)
                .startSpan()
                .end(session.time(event), TimeUnit.NANOSECONDS);
    }

    /** Links to the turn that runs or ran last. */
    void link(SpanBuilder builder) {
        SpanContext known = last;
        if (known != null) {
            builder.addLink(known);
        }
    }

    private void finish(@Nullable Turn known, long when) {
        if (known == null) {
            return;
        }
        if (session.content() && !known.caller.isEmpty()) {
            known.span.setAttribute(Names.CALLER_WORDS, known.caller.toString());
        }
        if (session.content() && !known.agent.isEmpty()) {
            known.span.setAttribute(Names.AGENT_WORDS, known.agent.toString());
        }
        known.span.end(when, TimeUnit.NANOSECONDS);
    }

    /** The session is over: nothing stays open. */
    void end(long when) {
        tools.values().forEach(span -> span.end(when, TimeUnit.NANOSECONDS));
        tools.clear();
        finish(fading, when);
        finish(turn, when);
        fading = null;
        turn = null;
    }
}
