package io.patchbay.console.internal.watch;

import io.patchbay.api.history.ContentPart;
import io.patchbay.api.history.Item;
import io.patchbay.api.history.Role;
import io.patchbay.api.session.PendingApproval;
import io.patchbay.api.session.Response;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionState;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The turns of a session, made out of its events. A turn begins with the caller's first word or a
 * message, or with an answer that nobody asked for, such as a greeting; the responses that tools
 * and handoffs bring about belong to it. Speech over an answer begins a new turn when it turns out
 * to interrupt, or to have said something. One thread at a time.
 */
final class Turns {

    private static final int MOST_TURNS = 200;
    private static final int MOST_NAMES = 2_000;

    private final ArrayDeque<TurnRecord> turns = new ArrayDeque<>();

    /** To which turn an item, a response or a call of a tool belongs. */
    private final Map<String, TurnRecord> owners = new LinkedHashMap<>();

    private @Nullable TurnRecord current;

    /** How often one of them changed. */
    private long changes;

    /** When speech began over an answer, until it is known what it was; -1 without such. */
    private long speech = -1;

    /** When somebody asked for silence by a button, which is not there yet; else -1. */
    private long asked = -1;

    /** Read from any thread, as the latest latency is. */
    private volatile int numbers;

    private volatile @Nullable Duration latest;

    /** Takes note of an event. */
    void on(SessionEvent event) {
        long now = event.stamp().nanos();
        if (event instanceof SessionEvent.SpeechStarted) {
            speechStarted(now);
        } else if (event instanceof SessionEvent.AudioResumed) {
            speech = -1;
        } else if (event instanceof SessionEvent.HistoryAdded added) {
            added(now, added.item());
        } else if (event instanceof SessionEvent.HistoryUpdated updated) {
            updated(updated.item());
        } else if (event instanceof SessionEvent.TranscriptDelta delta) {
            delta(now, delta);
        } else if (event instanceof SessionEvent.TranscriptDone done) {
            done(now, done);
        } else if (event instanceof SessionEvent.AgentStarted started) {
            answered(now, started);
        } else if (event instanceof SessionEvent.AgentEnded ended) {
            TurnRecord turn = owner(ended.responseId());
            if (turn != null && turn.wordless()) {
                turn.words(ended.responseId(), ended.text());
            }
        } else if (event instanceof SessionEvent.ResponseEnded ended) {
            responseEnded(now, ended);
        } else if (event instanceof SessionEvent.AudioInterrupted cut) {
            interrupted(now, cut);
        } else if (event instanceof SessionEvent.PlaybackStarted started) {
            if (now >= asked) { // what is asked for meanwhile waits for no event
                asked = -1;
            }
            TurnRecord turn = owner(started.itemId());
            if (turn != null) {
                turn.playing(true);
            }
        } else if (event instanceof SessionEvent.PlaybackEnded ended) {
            playbackEnded(now, ended);
        } else if (event instanceof SessionEvent.StateChanged change
                && change.state() == SessionState.CLOSED) {
            finish(now);
        } else {
            figures(now, event);
        }
    }

    private void figures(long now, SessionEvent event) {
        if (event instanceof SessionEvent.ToolApprovalRequested asked) {
            TurnRecord turn = ownerOrNew(now, asked.approval().callId());
            turn.waiting(asked.approval().callId(), asked.approval().tool());
        } else if (event instanceof SessionEvent.ToolApprovalDecided decided) {
            TurnRecord turn = owner(decided.approval().callId());
            // a function that was approved, or refused, still has its output to come
            boolean over =
                    decided.approval().kind() == PendingApproval.Kind.MCP
                            || decided.decision()
                                    == SessionEvent.ToolApprovalDecided.Decision.WITHDRAWN;
            if (turn != null && over) {
                turn.finished(decided.approval().callId());
                settle(turn, now);
            }
        } else if (event instanceof SessionEvent.ToolStarted started) {
            ownerOrNew(now, started.callId()).tool(started.callId(), started.tool(), null, null);
        } else if (event instanceof SessionEvent.ToolEnded ended) {
            TurnRecord turn = ownerOrNew(now, ended.callId());
            turn.tool(ended.callId(), ended.tool(), ended.outcome(), ended.took());
            settle(turn, now);
        } else if (event instanceof SessionEvent.McpCallCompleted completed) {
            Item.McpCall call = completed.call();
            TurnRecord turn = ownerOrNew(now, call.id());
            turn.tool(
                    call.id(),
                    call.name(),
                    call.errorJson() == null
                            ? SessionEvent.ToolOutcome.RESULT
                            : SessionEvent.ToolOutcome.FAILED,
                    null);
        } else if (event instanceof SessionEvent.Measured measured) {
            measured(measured);
        } else if (event instanceof SessionEvent.GuardrailTripped tripped) {
            TurnRecord turn = owner(tripped.itemId());
            if (turn != null) {
                turn.guardrail(tripped.guardrail());
            }
        } else if (event instanceof SessionEvent.UsageUpdated usage) {
            TurnRecord turn = owner(usage.responseId());
            if (turn != null) {
                turn.usage(usage.added(), usage.cost());
            }
        }
    }

    private void speechStarted(long now) {
        TurnRecord turn = current;
        if (turn == null || turn.ended()) {
            begin(now).spoken();
        } else if (turn.answered() && speech < 0) {
            speech = now;
        } else {
            turn.spoken();
        }
    }

    private void added(long now, Item item) {
        if (owners.containsKey(item.id())) {
            return; // a new line was told of it again
        }
        if (!(item instanceof Item.Message message)) {
            if (current != null) {
                own(item.id(), current);
            }
            return;
        }
        if (message.role() == Role.USER) {
            TurnRecord turn = callersTurn(now, isSpoken(message));
            own(item.id(), turn);
            turn.said(item.id(), message.text());
        } else if (message.role() == Role.ASSISTANT && current != null) {
            own(item.id(), current);
        }
    }

    private static boolean isSpoken(Item.Message message) {
        return message.content().stream().anyMatch(ContentPart.InputAudio.class::isInstance);
    }

    /** The turn to which what the caller said belongs. */
    private TurnRecord callersTurn(long now, boolean spoken) {
        TurnRecord turn = current;
        if (turn == null) {
            return begin(now);
        }
        // some providers answer before they say what they understood
        boolean late = spoken && speech < 0 && turn.awaitsWords();
        return late || !turn.ended() && !turn.answered() ? turn : begin(now);
    }

    private void updated(Item item) {
        TurnRecord turn = owners.get(item.id());
        if (turn == null || !(item instanceof Item.Message message)) {
            return;
        }
        if (message.role() == Role.USER) {
            turn.said(item.id(), message.text());
            return;
        }
        for (ContentPart part : message.content()) {
            if (part instanceof ContentPart.OutputAudio spoken && spoken.heard() != null) {
                turn.heard(spoken.heard().text());
            }
        }
    }

    private void delta(long now, SessionEvent.TranscriptDelta delta) {
        if (delta.role() == Role.USER) {
            callersItem(now, delta.itemId()).moreSaid(delta.itemId(), delta.delta());
        } else {
            ownerOrNew(now, delta.itemId()).moreWords(delta.itemId(), delta.delta());
        }
    }

    private void done(long now, SessionEvent.TranscriptDone done) {
        if (done.role() == Role.USER) {
            callersItem(now, done.itemId()).said(done.itemId(), done.transcript());
        } else {
            ownerOrNew(now, done.itemId()).words(done.itemId(), done.transcript());
        }
    }

    private TurnRecord callersItem(long now, String itemId) {
        TurnRecord turn = owners.get(itemId);
        if (turn == null) {
            turn = callersTurn(now, true);
            own(itemId, turn);
        }
        return turn;
    }

    private void answered(long now, SessionEvent.AgentStarted started) {
        TurnRecord turn = current;
        if (turn == null || turn.ended()) {
            turn = begin(now);
        } else if (speech >= 0 && turn.done()) {
            turn = begin(now);
        }
        own(started.responseId(), turn);
        turn.answer(started.agent(), started.responseId());
    }

    private void responseEnded(long now, SessionEvent.ResponseEnded ended) {
        TurnRecord turn = owner(ended.response().id());
        if (turn == null) {
            return;
        }
        Response response = ended.response();
        turn.finished(response.id());
        if (response.status() == Response.Status.COMPLETED) {
            for (Item item : response.output()) {
                if (item instanceof Item.FunctionCall call) {
                    turn.expect(call.callId());
                }
            }
        }
        if (ended.timeToFirstAudio() != null) {
            turn.timeToFirstAudio(ended.timeToFirstAudio());
        }
        settle(turn, now);
    }

    private void interrupted(long now, SessionEvent.AudioInterrupted cut) {
        TurnRecord turn = owner(cut.heard() == null ? null : cut.heard().itemId());
        if (turn != null && turn.answered()) {
            turn.interrupted(cut.cause(), now);
            if (asked >= 0 && cut.cause() == SessionEvent.InterruptionCause.APPLICATION) {
                turn.bargeIn(Duration.ofNanos(Math.max(0, now - asked)));
            }
            settle(turn, now);
        }
        asked = -1;
        if (speech >= 0) {
            begin(now);
        }
    }

    /** Somebody asks for silence. */
    void silenceAsked(long now) {
        asked = asked < 0 ? now : asked;
    }

    private void playbackEnded(long now, SessionEvent.PlaybackEnded ended) {
        TurnRecord turn = owner(ended.itemId());
        if (turn != null) {
            turn.playing(false);
            settle(turn, now);
        }
    }

    private void measured(SessionEvent.Measured measured) {
        TurnRecord turn = owner(measured.subject());
        if (turn == null) {
            return;
        }
        switch (measured.measure()) {
            case RESPONSE_LATENCY -> {
                turn.responseLatency(measured.value());
                latest = measured.value();
            }
            case TIME_TO_FIRST_AUDIO -> turn.timeToFirstAudio(measured.value());
            case BARGE_IN_LATENCY -> turn.bargeIn(measured.value());
            default -> {
                // told of tools and lines, not of turns
            }
        }
    }

    /** Ends a turn of which nothing is left to come. */
    private void settle(TurnRecord turn, long now) {
        if (turn.done()) {
            turn.end(now);
            if (turn == current && speech >= 0) {
                begin(now);
            }
        }
    }

    private TurnRecord begin(long now) {
        boolean spoken = speech >= 0;
        long from = spoken ? speech : now;
        speech = -1;
        finish(now);
        TurnRecord turn = next(from);
        if (spoken) {
            turn.spoken();
        }
        turns.add(turn);
        if (turns.size() > MOST_TURNS) {
            turns.remove();
        }
        current = turn;
        return turn;
    }

    private void finish(long now) {
        if (current != null) {
            current.end(now);
        }
    }

    private TurnRecord ownerOrNew(long now, String id) {
        TurnRecord turn = owner(id);
        if (turn == null) {
            turn = begin(now);
        }
        own(id, turn);
        return turn;
    }

    /** To whom it belongs; what nobody knows belongs to the turn that goes on. */
    private @Nullable TurnRecord owner(@Nullable String id) {
        TurnRecord known = id == null ? null : owners.get(id);
        return known == null ? current : known;
    }

    private void own(String id, TurnRecord turn) {
        owners.putIfAbsent(id, turn);
        if (owners.size() > MOST_NAMES) {
            Iterator<String> oldest = owners.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    private TurnRecord next(long from) {
        int number = numbers + 1;
        numbers = number;
        return new TurnRecord(number, from, () -> ++changes);
    }

    /** How many there were. For any thread. */
    int count() {
        return numbers;
    }

    /** How long the latest answer took to come, or null. For any thread. */
    @Nullable Duration latest() {
        return latest;
    }

    /** How often one of them changed. */
    long changes() {
        return changes;
    }

    /**
     * As the page has them, oldest first.
     *
     * @param since only those that changed after so many {@link #changes}; 0 for all
     */
    ArrayNode json(long start, boolean content, long since) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (TurnRecord turn : turns) {
            if (turn.changedAt() > since) {
                list.add(turn.json(start, content));
            }
        }
        return list;
    }
}
