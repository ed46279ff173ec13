package io.patchbay.runtime.internal.session;

import io.patchbay.api.history.Item;
import io.patchbay.api.history.Role;
import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.session.Response;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionEvent.ErrorSource;
import io.patchbay.api.transport.TransportEvent;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives every event of the line to the part of the session that it concerns, in order of arrival.
 * Kinds that it does not know pass by. On the loop.
 */
final class LineEvents {
    private final SessionCore core;
    private final Configuration configuration;
    private final Outgoing outgoing;
    private final Responses responses;
    private final Interruptions interruptions;
    private final ToolRuntime tools;
    private final CallerTurns turns;
    private final Legs legs;
    private final KeptSound kept;
    private final HistoryEditing editing;
    private final ModelMemory memory;
    private final PacketSpeech packets;
    private final @Nullable HoldBack holdBack;
    private final Supplier<@Nullable AgentBinding> binding;
    private @Nullable String lastEnded;

    LineEvents(
            SessionCore core,
            Configuration configuration,
            Outgoing outgoing,
            Responses responses,
            Interruptions interruptions,
            ToolRuntime tools,
            CallerTurns turns,
            Legs legs,
            KeptSound kept,
            HistoryEditing editing,
            ModelMemory memory,
            PacketSpeech packets,
            @Nullable HoldBack holdBack,
            Supplier<@Nullable AgentBinding> binding) {
        this.core = core;
        this.configuration = configuration;
        this.outgoing = outgoing;
        this.responses = responses;
        this.interruptions = interruptions;
        this.tools = tools;
        this.turns = turns;
        this.legs = legs;
        this.kept = kept;
        this.editing = editing;
        this.memory = memory;
        this.packets = packets;
        this.holdBack = holdBack;
        this.binding = binding;
    }

    void handle(TransportEvent event) {
        core.tell(follower -> follower.event(event));
        if (!response(event) && !item(event) && !caller(event)) {
            session(event);
        }
    }

    private String agent() {
        AgentBinding speaking = binding.get();
        return speaking == null ? "" : speaking.name();
    }

    /** What belongs to a response. */
    private boolean response(TransportEvent event) {
        if (event instanceof TransportEvent.TranscriptDelta e) {
            words(e.responseId(), e.itemId(), e.contentIndex(), true, e.delta());
        } else if (event instanceof TransportEvent.TextDelta e) {
            responses.written(e.responseId());
            words(e.responseId(), e.itemId(), e.contentIndex(), false, e.delta());
        } else if (event instanceof TransportEvent.TranscriptDone e) {
            allWords(e.responseId(), e.itemId(), e.contentIndex(), true, e.transcript());
        } else if (event instanceof TransportEvent.TextDone e) {
            responses.written(e.responseId());
            allWords(e.responseId(), e.itemId(), e.contentIndex(), false, e.text());
        } else if (event instanceof TransportEvent.AudioDone e) {
            sign(e.responseId());
            audioDone(e);
        } else if (event instanceof TransportEvent.OutputItemAdded e) {
            sign(e.responseId());
            responses.item(e.responseId(), e.item());
        } else if (event instanceof TransportEvent.OutputItemDone e) {
            sign(e.responseId());
            outputItemDone(e);
        } else if (event instanceof TransportEvent.ArgumentsDelta e) {
            sign(e.responseId());
        } else if (event instanceof TransportEvent.ArgumentsDone e) {
            sign(e.responseId());
        } else if (event instanceof TransportEvent.ResponseStarted e) {
            started(e.response());
        } else if (event instanceof TransportEvent.ResponseDone e) {
            ended(e.response());
        } else if (event instanceof TransportEvent.ToolCallCancelled e) {
            tools.takenBack(e.callId());
        } else {
            return false;
        }
        return true;
    }

    private void sign(String responseId) {
        Responses.Active active = responses.find(responseId);
        if (active == null || !active.outOfBand) {
            outgoing.gate().sign(core.clock.now());
        } else {
            active.sign(core.clock.now());
        }
    }

    private void words(
            String responseId, String itemId, int contentIndex, boolean spoken, String delta) {
        sign(responseId);
        core.conversation.grow(itemId, contentIndex, spoken, delta);
        if (core.heard()) {
            core.emit(
                    new SessionEvent.TranscriptDelta(core.stamp(), Role.ASSISTANT, itemId, delta));
        }
        Responses.Active active = responses.find(responseId);
        core.tell(follower -> follower.words(active, itemId, contentIndex, spoken, delta));
    }

    private void allWords(
            String responseId, String itemId, int contentIndex, boolean spoken, String words) {
        sign(responseId);
        core.conversation.words(itemId, contentIndex, spoken, words);
        if (core.heard()) {
            core.emit(new SessionEvent.TranscriptDone(core.stamp(), Role.ASSISTANT, itemId, words));
        }
    }

    private void audioDone(TransportEvent.AudioDone event) {
        if (interruptions.isDiscarded(event.responseId()) || packets.on()) {
            return; // generated, and not played yet
        }
        afterSpeech(event.responseId(), () -> soundOver(event));
    }

    private void soundOver(TransportEvent.AudioDone event) {
        legs.complete(event.responseId(), event.itemId());
        kept.flush(core.conversation);
        if (core.heard()) {
            core.emit(
                    new SessionEvent.AudioStopped(
                            core.stamp(), event.responseId(), event.itemId()));
        }
    }

    /** Does something once the speech of a response that is held back was let go. */
    private void afterSpeech(String responseId, Runnable task) {
        if (holdBack == null) {
            task.run();
        } else {
            holdBack.after(responseId, task);
        }
    }

    private void outputItemDone(TransportEvent.OutputItemDone event) {
        responses.itemDone(event.responseId(), event.item());
        Responses.Active active = responses.find(event.responseId());
        if ((active == null || !active.outOfBand) && !memory.forgot(event.item())) {
            core.conversation.put(event.item());
        }
    }

    private void started(Response response) {
        if (responses.find(response.id()) != null) {
            return; // announced twice
        }
        lastEnded = null;
        if (response.outOfBand()) {
            responses.started(response, binding.get(), -1);
            return;
        }
        boolean asked = outgoing.gate().requested();
        outgoing.gate().started(response.id(), core.clock.now());
        turns.answered();
        interruptions.started(response.id());
        responses.started(response, binding.get(), asked ? outgoing.lastCreate() : -1);
    }

    private void ended(Response response) {
        if (response.id().equals(lastEnded)) {
            return; // ended twice: it cost once
        }
        lastEnded = response.id();
        Responses.Active active = responses.ended(response);
        if (active == null) {
            // never announced: the gate must not wait for it, and its usage counts
            if (!response.outOfBand()) {
                outgoing.gate().ended(response.id(), core.clock.now());
            }
            responses.report(
                    new Responses.Active(
                            response.id(), response.outOfBand(), binding.get(), core.clock.now()),
                    response);
            return;
        }
        if (!active.outOfBand && !packets.on()) {
            afterSpeech(
                    active.id,
                    () -> {
                        legs.complete(active.id, null);
                        kept.flush(core.conversation);
                    });
        }
        responses.report(active, response);
        core.tell(follower -> follower.responseEnded(active, response));
        List<Item.FunctionCall> calls = Responses.calls(active, response);
        AgentBinding owner = active.binding;
        if (owner != null && !calls.isEmpty()) {
            if (response.status() == Response.Status.COMPLETED) {
                tools.run(owner, calls);
            } else {
                core.counters.callsNotRun += calls.size();
            }
        } else if (response.status() == Response.Status.COMPLETED) {
            tools.noCalls();
        }
        if (!active.outOfBand) {
            outgoing.gate().ended(response.id(), core.clock.now());
        }
        active.letGo();
    }

    /** What belongs to an item of the conversation. */
    private boolean item(TransportEvent event) {
        if (event instanceof TransportEvent.ItemAdded e) {
            if (!editing.added(e.item(), e.placement()) && !memory.forgot(e.item())) {
                core.conversation.put(e.item(), e.placement());
            }
            acknowledged(e.item());
        } else if (event instanceof TransportEvent.ItemDone e) {
            if (!memory.forgot(e.item())) {
                core.conversation.put(e.item(), e.placement());
            }
            acknowledged(e.item());
            kept.wanted(e.item(), outgoing);
        } else if (event instanceof TransportEvent.ItemRetrieved e) {
            core.conversation.put(e.item());
        } else if (event instanceof TransportEvent.ItemDeleted e) {
            core.conversation.remove(e.itemId());
            editing.deleted(e.itemId());
        } else if (event instanceof TransportEvent.ItemTruncated e) {
            core.conversation.truncated(
                    e.itemId(),
                    e.contentIndex(),
                    e.audioEndMillis(),
                    packets.totalMillis(
                            e.itemId(), responses.generatedMillis(e.itemId(), e.contentIndex())));
        } else if (event instanceof TransportEvent.InputCommitted e) {
            core.ledger.listened(e.itemId(), agent());
            return turns.event(e);
        } else if (event instanceof TransportEvent.InputTranscriptDelta e) {
            core.conversation.grow(e.itemId(), e.contentIndex(), true, e.delta());
            if (core.heard()) {
                core.emit(
                        new SessionEvent.TranscriptDelta(
                                core.stamp(), Role.USER, e.itemId(), e.delta()));
            }
            turns.heard(e.itemId(), e.delta());
        } else if (event instanceof TransportEvent.InputTranscriptDone e) {
            core.conversation.transcript(e.itemId(), e.contentIndex(), e.transcript());
            if (core.heard()) {
                core.emit(
                        new SessionEvent.TranscriptDone(
                                core.stamp(), Role.USER, e.itemId(), e.transcript()));
            }
            if (e.usage() != null) {
                core.ledger.used(core.ledger.listener(e.itemId(), agent()), null, e.usage());
            }
            if (turns.understood(e.itemId(), e.transcript())) {
                core.tell(follower -> follower.callerSaid(e.itemId(), e.transcript()));
            }
        } else if (event instanceof TransportEvent.InputTranscriptFailed e) {
            core.error(
                    ErrorSource.LINE,
                    "the caller's words could not be transcribed: " + e.error().summary(),
                    e.error());
            turns.understood(e.itemId(), null);
        } else {
            return false;
        }
        return true;
    }

    /** An item of ours may have arrived. */
    private void acknowledged(Item item) {
        outgoing.gate().acknowledged(item.id());
        if (item instanceof Item.FunctionCallOutput output) {
            tools.acknowledged(output);
        }
    }

    /** What the caller does. */
    private boolean caller(TransportEvent event) {
        if (event instanceof TransportEvent.DtmfReceived e) {
            legs.keyPressed(null, e.key());
            return true;
        }
        return turns.event(event);
    }

    /** What concerns the session as a whole. */
    private void session(TransportEvent event) {
        if (event instanceof TransportEvent.SessionCreated e) {
            configuration.created(e.config());
        } else if (event instanceof TransportEvent.SessionUpdated e) {
            configuration.confirmed(e.config());
            turns.configured();
            if (core.heard()) {
                core.emit(new SessionEvent.ConfigChanged(core.stamp(), configuration.effective()));
            }
        } else if (event instanceof TransportEvent.UsageReported e) {
            core.ledger.used(agent(), null, e.usage());
        } else if (event instanceof TransportEvent.GoAway e) {
            if (core.heard()) {
                core.emit(new SessionEvent.LineExpiring(core.stamp(), e.timeLeft()));
            }
        } else if (event instanceof TransportEvent.Error e) {
            error(e.error());
        } else if (event instanceof TransportEvent.Rejected e) {
            core.warn(
                    "message-rejected",
                    "a message of the provider was not understood"
                            + (e.type() == null ? "" : " (" + e.type() + ")")
                            + ": "
                            + e.why());
        } else if (event instanceof TransportEvent.NewLineNeeded e) {
            core.warn("new-line-needed", e.reason());
        } else if (event instanceof TransportEvent.Notice e) {
            core.warn(e.code(), e.text());
        } else if (event instanceof TransportEvent.Extension e && core.heard()) {
            core.emit(new SessionEvent.Extension(core.stamp(), e.type(), e.json()));
        }
    }

    private void error(ProviderError error) {
        String param = error.param();
        if (error.commandId() != null || param != null && param.startsWith("session")) {
            configuration.refused(error.commandId());
        }
        if (!editing.refused(error) && !outgoing.absorb(error)) {
            core.error(ErrorSource.LINE, error.summary(), error);
        }
    }

    /** The line is gone. */
    void clear() {
        turns.clear();
    }
}
