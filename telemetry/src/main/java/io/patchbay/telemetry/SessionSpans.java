package io.patchbay.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionCounters;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionListener;
import io.patchbay.api.session.SessionState;
import io.patchbay.api.transport.CloseReason;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One session as a trace: the session's span, below it one per turn, below that the responses,
 * tools, guardrails and handoffs of the turn; reconnects beside the turns. Times are the session's
 * own, not those of the listener.
 */
final class SessionSpans implements SessionListener {
    private static final SessionCounters NOTHING = new SessionCounters(0, 0, 0, 0, 0, 0, 0);

    private final RealtimeSession session;
    private final Instruments instruments;
    private final boolean content;
    private final Consumer<SessionSpans> onOver;
    private final long epochNanos;
    private final long originNanos;
    private final Span root;
    private final TurnSpans turns;
    private Attributes line = Attributes.empty();
    private SessionCounters before = NOTHING;
    private @Nullable Span reconnect;
    private long attempts;
    private boolean over;

    SessionSpans(
            RealtimeSession session,
            Instruments instruments,
            boolean content,
            Consumer<SessionSpans> onOver) {
        this.session = session;
        this.instruments = instruments;
        this.content = content;
        this.onOver = onOver;
        epochNanos = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
        originNanos = session.nanoTime();
        root =
                instruments
                        .tracer()
                        .spanBuilder("patchbay.session")
                        .setNoParent()
                        .setStartTimestamp(epochNanos, TimeUnit.NANOSECONDS)
                        .setAttribute(Names.CONVERSATION, session.id())
                        .startSpan();
        turns = new TurnSpans(this);
        instruments.session(1);
    }

    RealtimeSession session() {
        return session;
    }

    Instruments instruments() {
        return instruments;
    }

    boolean content() {
        return content;
    }

    Context context() {
        return Context.root().with(root);
    }

    /** Who is at the other end, for metrics and spans alike. */
    Attributes line() {
        return line;
    }

    /** A moment of the session as time since the epoch, in nanoseconds. */
    long time(SessionEvent event) {
        return epochNanos + event.stamp().nanos() - originNanos;
    }

    SpanBuilder span(String name, Context parent, long start) {
        return instruments
                .tracer()
                .spanBuilder(name)
                .setParent(parent)
                .setStartTimestamp(start, TimeUnit.NANOSECONDS)
                .setAttribute(Names.CONVERSATION, session.id());
    }

    /** Word for a constant, as attributes have them. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public synchronized void onEvent(SessionEvent event) {
        if (over) {
            return;
        }
        if (event instanceof SessionEvent.Connected connected) {
            connected(connected);
        } else if (event instanceof SessionEvent.Reconnecting again) {
            reconnecting(again);
        } else if (event instanceof SessionEvent.Reconnected back) {
            reconnected(back);
        } else if (event instanceof SessionEvent.Measured measured) {
            instruments.measured(measured.measure(), measured.value(), line);
        } else if (event instanceof SessionEvent.UsageUpdated usage) {
            instruments.used(usage.added(), line);
        } else if (event instanceof SessionEvent.Error error) {
            error(error);
        } else if (event instanceof SessionEvent.StateChanged change) {
            if (change.state() == SessionState.CLOSED) {
                closed(change);
            }
        } else if (!call(event)) {
            turns.event(event);
        }
        if (event instanceof SessionEvent.ResponseEnded) {
            count();
        }
    }

    /** What becomes of the caller's call; without addresses, which are nobody's business here. */
    private boolean call(SessionEvent event) {
        if (event instanceof SessionEvent.LegUp up) {
            if (up.primary()) {
                root.setAttribute(Names.LEG, up.kind());
            }
        } else if (event instanceof SessionEvent.DialProgress dial) {
            note("dial", Names.STEP, word(dial.step()), event);
        } else if (event instanceof SessionEvent.AnswerClassified answer) {
            root.setAttribute(Names.ANSWER, word(answer.verdict()));
        } else if (event instanceof SessionEvent.TransferEnded transfer) {
            note("transfer", Names.TRANSFER, word(transfer.result().outcome()), event);
        } else if (event instanceof SessionEvent.CallHeld held) {
            note("hold", Names.STEP, held.on() ? "on" : "off", event);
        } else {
            return false;
        }
        return true;
    }

    private void note(
            String name, AttributeKey<String> attribute, String value, SessionEvent event) {
        root.addEvent(name, Attributes.of(attribute, value), time(event), TimeUnit.NANOSECONDS);
    }

    private void connected(SessionEvent.Connected event) {
        AttributesBuilder known =
                Attributes.builder()
                        .put(Names.OPERATION, "chat")
                        .put(Names.PROVIDER, event.line().provider());
        String model = event.line().model();
        if (model != null) {
            known.put(Names.MODEL, model);
        }
        line = known.build();
        root.setAllAttributes(line.toBuilder().remove(Names.OPERATION).build());
        root.setAttribute(Names.TRANSPORT, event.line().transport());
        root.addEvent("connected", time(event), TimeUnit.NANOSECONDS);
    }

    private void reconnecting(SessionEvent.Reconnecting event) {
        Span current = reconnect;
        if (current == null) {
            SpanBuilder builder = span("patchbay.reconnect", context(), time(event));
            turns.link(builder);
            current = builder.setAttribute(Names.CAUSE, word(event.cause().cause())).startSpan();
            reconnect = current;
        }
        attempts = event.attempt();
    }

    private void reconnected(SessionEvent.Reconnected event) {
        Span current = reconnect;
        if (current == null) {
            current = span("patchbay.reconnect", context(), time(event)).startSpan();
        }
        current.setAttribute(Names.ATTEMPTS, attempts);
        current.setAttribute(Names.RESTORED, word(event.restored()));
        current.end(time(event), TimeUnit.NANOSECONDS);
        reconnect = null;
        attempts = 0;
        instruments.reconnected(line);
    }

    private void error(SessionEvent.Error event) {
        String source = word(event.source());
        AttributesBuilder what = Attributes.builder().put(Names.KIND, source);
        if (event.provider() != null && event.provider().code() != null) {
            what.put(Names.ERROR, event.provider().code());
        }
        root.addEvent("error", what.build(), time(event), TimeUnit.NANOSECONDS);
        instruments.error(source, line);
    }

    private void closed(SessionEvent.StateChanged event) {
        CloseReason reason = event.reason();
        if (reason != null) {
            root.setAttribute(Names.CAUSE, word(reason.cause()));
            boolean failed =
                    reason.cause() != CloseReason.Cause.LOCAL
                            && reason.cause() != CloseReason.Cause.REMOTE;
            if (failed) {
                root.setAttribute(Names.ERROR, word(reason.cause()));
                root.setStatus(StatusCode.ERROR);
            }
        }
        end(time(event));
    }

    /** The observer goes before the session does. */
    synchronized void end() {
        end(epochNanos + session.nanoTime() - originNanos);
    }

    private void end(long when) {
        if (over) {
            return;
        }
        over = true;
        turns.end(when);
        if (reconnect != null) {
            reconnect.setAttribute(Names.ATTEMPTS, attempts);
            reconnect.setStatus(StatusCode.ERROR);
            reconnect.end(when, TimeUnit.NANOSECONDS);
        }
        count();
        root.end(when, TimeUnit.NANOSECONDS);
        instruments.session(-1);
        onOver.accept(this);
    }

    private void count() {
        SessionCounters now = session.counters();
        instruments.counted(before, now, line);
        before = now;
    }
}
