package io.patchbay.runtime.internal.session;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.PlayedPosition;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionEvent.InterruptionCause;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.TransportEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Silences the agent, on every line and in every moment of an answer, and sees to it that model and
 * history know what was heard (RULES 16 to 18). On the loop.
 */
final class Interruptions implements Follower {
    private static final int REMEMBERED = 8;

    /** What waits on our side of a provider's buffer may be so much before the model is told. */
    private static final long DOWNSTREAM_MILLIS = 200;

    private final SessionCore core;
    private final Configuration configuration;
    private final Outgoing outgoing;
    private final Responses responses;
    private final Legs legs;
    private final ToolRuntime tools;
    private final ToldInWriting told;
    private final ModelMemory memory;
    private final @Nullable HoldBack holdBack;
    private final ArrayDeque<String> discarded = new ArrayDeque<>(1);

    /** What still plays and was spoken on an earlier line: this one has it in writing. */
    private Set<String> written = Set.of();

    /** Where the provider keeps the sound; else null. */
    private @Nullable ProviderBuffer buffer;

    Interruptions(
            SessionCore core,
            Configuration configuration,
            Outgoing outgoing,
            Responses responses,
            Legs legs,
            ToolRuntime tools,
            ToldInWriting told,
            ModelMemory memory,
            @Nullable HoldBack holdBack) {
        this.core = core;
        this.configuration = configuration;
        this.outgoing = outgoing;
        this.responses = responses;
        this.legs = legs;
        this.tools = tools;
        this.told = told;
        this.memory = memory;
        this.holdBack = holdBack;
    }

    @Override
    public void lineOpened(Line line) {
        buffer = line.carriage.providerOutputBuffer() ? new ProviderBuffer() : null;
        if (line.resumed) {
            written = Set.of(); // it is the same conversation, sound and all
        }
    }

    @Override
    public void lineGone() {
        written = new HashSet<>(2);
        for (Segments.Cut cut : legs.cuts()) {
            written.add(cut.itemId());
        }
    }

    @Override
    public void event(TransportEvent event) {
        ProviderBuffer known = buffer;
        if (known != null) {
            known.event(event, core.clock.now());
        }
    }

    /** Whether there is anything to silence. */
    boolean audible() {
        ProviderBuffer known = buffer;
        return generating()
                || legs.primary().playing()
                || legs.aboutToPlay()
                || known != null && known.playing()
                || holdBack != null && holdBack.holding();
    }

    /** Whether a response runs, or was asked for, that was not interrupted yet. */
    private boolean generating() {
        if (!outgoing.gate().busy() || !outgoing.gate().cancelling()) {
            return outgoing.gate().busy();
        }
        for (Responses.Active active : responses.inConversation()) {
            if (!discarded.contains(active.id)) {
                return true;
            }
        }
        return false;
    }

    /** Silences the agent; does nothing while it is silent. */
    void interrupt(InterruptionCause cause) {
        Playout playout = legs.primary();
        ResponseGate gate = outgoing.gate();
        if (!audible()) {
            return;
        }
        List<Segments.Cut> cuts = legs.cuts();
        if (holdBack != null) {
            cuts = holdBack.cuts(cuts);
            holdBack.drop();
        }
        PlayedPosition position = position(playout);
        long downstream = playout.pendingMicros() / 1_000;
        List<String> unheard = new ArrayList<>(1);
        for (Responses.Active active : responses.inConversation()) {
            discard(active.id);
            if (!configuration.textOnly()) {
                unheard.addAll(active.silentMessages());
            }
        }
        boolean serverCancels =
                cause == InterruptionCause.SPEECH
                        && configuration.serverInterrupts()
                        && !gate.requested(); // what is on its way it does not know to be cancelled
        if (serverCancels) {
            gate.noteCancel(null);
        } else {
            gate.cancel();
        }
        for (Responses.Active beside : responses.audibleOutOfBand()) {
            discard(beside.id);
            outgoing.correct(Command.CancelResponse.of(beside.id));
        }
        boolean audible = buffer != null && position != null;
        for (Segments.Cut cut : cuts) {
            audible |= cut.playedMillis() > 0;
        }
        legs.flush();
        if (core.heard()) {
            core.emit(
                    new SessionEvent.AudioInterrupted(
                            core.stamp(), audible ? position : null, cause));
        }
        if (buffer == null) {
            tell(cuts, unheard);
        } else {
            clear(buffer, position, downstream);
        }
        if (cause != InterruptionCause.TOOL) {
            tools.interrupted();
        }
        core.tell(follower -> follower.interrupted(cause));
    }

    private @Nullable PlayedPosition position(Playout playout) {
        ProviderBuffer known = buffer;
        return known == null ? playout.position() : known.position(core.clock.now());
    }

    /** The provider knows what it has played, and truncates by itself; not what we hold of it. */
    private void clear(
            ProviderBuffer provider, @Nullable PlayedPosition played, long downstreamMillis) {
        if (outgoing.line() == null) {
            return;
        }
        outgoing.correct(Command.ClearOutputAudio.now());
        provider.silenced();
        if (played == null || downstreamMillis <= DOWNSTREAM_MILLIS) {
            return;
        }
        long heard = Math.max(0, played.millis() - downstreamMillis);
        outgoing.correct(Command.TruncateItem.of(played.itemId(), played.contentIndex(), heard));
        core.conversation.heard(
                played.itemId(),
                played.contentIndex(),
                heard,
                responses.generatedMillis(played.itemId(), played.contentIndex()));
    }

    private void tell(List<Segments.Cut> cuts, List<String> unheard) {
        if (outgoing.line() == null) {
            for (Segments.Cut cut : cuts) {
                // the next line will be told what was heard
                core.conversation.heard(
                        cut.itemId(), cut.contentIndex(), cut.playedMillis(), cut.totalMillis());
            }
            return;
        }
        for (Segments.Cut cut : cuts) {
            if (!core.conversation.has(cut.itemId())) {
                continue; // beside the conversation: the model does not remember it
            }
            boolean heard = cut.playedMillis() > 0 && correct(cut);
            if (!heard && !unheard.contains(cut.itemId())) {
                unheard.add(cut.itemId());
            }
        }
        for (String itemId : unheard) {
            memory.forget(itemId);
        }
    }

    /** Model and history learn what was heard; false when that is no word. */
    private boolean correct(Segments.Cut cut) {
        String itemId = cut.itemId();
        boolean earlier = written.contains(itemId);
        boolean keeps = !earlier && !memory.cut(cut);
        core.conversation.heard(itemId, cut.contentIndex(), cut.playedMillis(), cut.totalMillis());
        if (keeps) {
            memory.rewrite(itemId);
        }
        // there is no sound to truncate in what the line has in writing
        return !earlier || !told.has(itemId) || told.again(itemId);
    }

    /** Nothing more of a response is to be heard. */
    void discard(String responseId) {
        if (discarded.contains(responseId)) {
            return;
        }
        if (discarded.size() >= REMEMBERED) {
            discarded.pollFirst();
        }
        discarded.addLast(responseId);
    }

    /** A response began; when it was cancelled before it did, nothing of it shall be heard. */
    void started(String responseId) {
        if (outgoing.gate().cancelling()) {
            discard(responseId);
        }
    }

    /** Whether a frame comes too late to be heard. */
    boolean isLate(AudioChunk chunk) {
        return !discarded.isEmpty() && isDiscarded(chunk.responseId());
    }

    /** Whether a response was interrupted. */
    boolean isDiscarded(@Nullable String responseId) {
        // a line that does not name the response of a frame speaks of the one that runs
        if (responseId == null) {
            Responses.Active active = responses.find(null);
            return active != null && discarded.contains(active.id);
        }
        return discarded.contains(responseId);
    }

    void clear() {
        discarded.clear();
    }
}
