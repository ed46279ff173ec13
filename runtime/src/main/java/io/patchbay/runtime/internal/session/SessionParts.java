package io.patchbay.runtime.internal.session;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.session.GuardrailPolicy;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.Manners;
import io.patchbay.api.session.ResponseOptions;
import io.patchbay.api.session.SessionEvent.InterruptionCause;
import io.patchbay.api.session.SessionState;
import io.patchbay.api.session.Utterance;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.Receipt;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a session is made of, put together. On the loop. */
final class SessionParts implements Follower {
    private static final String MESSAGE =
            "You have reached an answering machine, which records what you say now. Leave a short"
                    + " message, and do not wait for an answer.";

    private final SessionCore core;
    private final Supplier<SessionState> state;
    final Configuration configuration;
    final CallerAudio callerAudio;
    final Outgoing outgoing;
    final Responses responses;
    final Legs legs;
    final Approvals approvals;
    final McpTools mcpTools;
    final ToolRuntime tools;
    final ToldInWriting told;
    private final ModelMemory memory;
    final Interruptions interruptions;
    final PacketSpeech packets;
    final Reconfiguring reconfiguring;
    final ActiveAgent active;
    final KeptSound kept;
    final Protection protection;
    private final CallerTurns turns;
    final HistoryEditing editing;
    final Tripped tripped;
    final OutputGuardrails outputGuardrails;
    final InputGuardrails inputGuardrails;
    final LineEvents events;
    final Keys keys;
    private @Nullable CallDesk desk;
    private @Nullable QueuedSpeaker speaker;
    private boolean followsParts;

    SessionParts(
            SessionCore core, Supplier<SessionState> state, Consumer<CloseReason> onCallerGone) {
        this.core = core;
        this.state = state;
        configuration = new Configuration(core.options);
        callerAudio = new CallerAudio(core, configuration, state);
        responses = new Responses(core);
        outgoing = new Outgoing(core, this::gaveUp);
        Confirmations confirmations = new Confirmations(core);
        reconfiguring = new Reconfiguring(core, configuration, outgoing, confirmations);
        active = new ActiveAgent(core, outgoing, reconfiguring);
        Handoffs handoffs = new Handoffs(core, outgoing, active, reconfiguring);
        legs = new Legs(core, configuration, callerAudio, onCallerGone);
        approvals = new Approvals(core);
        tools = new ToolRuntime(core, outgoing, handoffs, approvals, new ToolFiller(core, this));
        HoldBack holdBack =
                core.options.guardrails().holdBack() == GuardrailPolicy.HoldBack.OFF
                        ? null
                        : new HoldBack(core, this::hear);
        told = new ToldInWriting(core);
        memory = new ModelMemory(core, outgoing, responses, told);
        core.follow(memory);
        interruptions =
                new Interruptions(
                        core,
                        configuration,
                        outgoing,
                        responses,
                        legs,
                        tools,
                        told,
                        memory,
                        holdBack);
        tools.onUrgent(() -> interruptions.interrupt(InterruptionCause.TOOL));
        keys = new Keys(core, interruptions, this::speaks);
        legs.handled(keys, this::desk);
        legs.onMachine(this::message);
        carried(onCallerGone);
        core.follow(keys);
        packets = new PacketSpeech(core, this);
        legs.alsoAt(packets);
        core.follow(interruptions);
        core.follow(packets);
        tripped = new Tripped(core, outgoing, memory, responses, interruptions, holdBack);
        outputGuardrails =
                new OutputGuardrails(core, responses, interruptions, active, holdBack, tripped);
        core.follow(outputGuardrails);
        inputGuardrails = new InputGuardrails(core, outgoing, memory, tripped, active);
        core.follow(inputGuardrails);
        core.follow(new Measurements(core, configuration, callerAudio.sent()));
        Flight.watch(core);
        protection =
                new Protection(
                        () -> legs.playing() || holdBack != null && holdBack.holding(),
                        this::protectionChanged);
        core.follow(protection);
        core.follow(new BesideWatch(core, outgoing, responses));
        turns =
                new CallerTurns(
                        core,
                        configuration,
                        outgoing,
                        memory,
                        responses,
                        interruptions,
                        legs,
                        protection,
                        callerAudio);
        kept = new KeptSound(core.options.storeAudio());
        core.options
                .prices()
                .ifPresent(
                        prices -> {
                            Spending spending =
                                    new Spending(core, configuration, prices, onCallerGone);
                            core.ledger.price(spending);
                            core.follow(spending);
                        });
        editing = new HistoryEditing(core, configuration, outgoing);
        events =
                new LineEvents(
                        core,
                        configuration,
                        outgoing,
                        responses,
                        interruptions,
                        tools,
                        turns,
                        legs,
                        kept,
                        editing,
                        memory,
                        packets,
                        holdBack,
                        active::binding);
        core.follow(confirmations);
        core.follow(active);
        core.follow(handoffs);
        core.follow(this);
        if (!PartUse.of(core.plugs, core.options).isEmpty()) {
            followParts();
        }
        mcpTools = new McpTools(core, configuration, outgoing);
        core.follow(mcpTools);
        core.follow(new McpCalls(core, outgoing, approvals, active::binding));
        if (!core.options.manners().equals(Manners.NONE)) {
            mind(core.options.manners(), onCallerGone);
        }
    }

    /** The caller of a call that the provider carries, and this session joins. */
    private void carried(Consumer<CloseReason> close) {
        LineChoice joined = CarriedCall.joining(core.options.lines());
        if (joined != null) {
            CarriedFarEnd end = new CarriedFarEnd(core, joined, close);
            core.follow(end);
            core.call = new LiveCall(core, end, this::desk);
        }
    }

    /** A machine listens, which will say nothing that could be answered. */
    private void message() {
        outgoing.request(
                        Command.CreateResponse.of(
                                Overrides.withAgent(
                                        ResponseOptions.instructions(MESSAGE), active.binding())))
                .whenComplete(
                        (receipt, failure) -> {
                            if (failure != null) {
                                core.warn(
                                        "message-not-left",
                                        "no message was left: "
                                                + Failures.unwrapped(failure).getMessage());
                            }
                        });
    }

    /** Handles calls; made when it is first needed. */
    private CallDesk desk() {
        CallDesk made = desk;
        if (made == null) {
            made =
                    new CallDesk(
                            core,
                            this::speaker,
                            new LastWords(core, this::speaks, this::more),
                            keys);
            desk = made;
        }
        return made;
    }

    /** Whether the caller is asked for keys. */
    boolean collecting() {
        return keys.collecting();
    }

    /** Whether something is said that is more than music. */
    private boolean speaks() {
        QueuedSpeaker sayings = speaker;
        boolean music = sayings != null && sayings.playsMusic();
        return !music && interruptions.audible();
    }

    /** Whether more will be said without anybody's doing. */
    private boolean more() {
        QueuedSpeaker sayings = speaker;
        ResponseGate gate = outgoing.gate();
        return gate.busy()
                || gate.waiting() > 0
                || gate.speaking()
                || !tools.idle()
                || sayings != null && sayings.busy();
    }

    private void mind(Manners manners, Consumer<CloseReason> close) {
        Utterance greeting = manners.greeting();
        if (greeting != null) {
            core.follow(new Greeting(legs, this::speaker, greeting, manners.greetingProtected()));
        }
        Ending ending = new Ending(core, this::speaker, manners.farewell(), close);
        Duration idle = manners.idleAfter();
        if (idle != null) {
            core.follow(
                    new Idleness(
                            core,
                            outgoing,
                            legs,
                            this::speaker,
                            ending,
                            idle,
                            manners.idlePrompts()));
        }
        Duration limit = manners.maxDuration();
        if (limit != null) {
            core.follow(new CallLimit(core, ending, limit, manners.maxDurationWarning()));
        }
    }

    /** Only a session that uses something by name has to follow it. */
    @Override
    public void agentChanged(@Nullable AgentBinding before, AgentBinding now) {
        if (!followsParts && !now.uses().isEmpty()) {
            followParts();
        }
    }

    private void followParts() {
        followsParts = true;
        core.follow(new PartSwaps(core, active, outgoing, tools));
    }

    private void gaveUp(String responseId) {
        responses.forget(responseId);
        core.tell(follower -> follower.responseGivenUp(responseId));
    }

    private void protectionChanged() {
        configuration.shield(protection.active());
        reconfiguring.turns();
        if (!protection.active()) {
            turns.protectionOver();
        }
    }

    /** Says things by itself; made when it is first needed. */
    QueuedSpeaker speaker() {
        QueuedSpeaker made = speaker;
        if (made == null) {
            made =
                    new QueuedSpeaker(
                            core,
                            configuration,
                            outgoing,
                            responses,
                            legs,
                            state,
                            active::binding,
                            protection::hold);
            speaker = made;
            core.follow(made);
        }
        return made;
    }

    /** Whether neither the caller speaks nor the agent, and nothing is on its way. */
    boolean quiet() {
        ResponseGate gate = outgoing.gate();
        return outgoing.line() != null && !gate.speaking() && !interruptions.audible();
    }

    /** Speech of the line: legs and listeners hear it in its turn, once it may be heard. */
    void speech(AudioChunk chunk) {
        Responses.Active running = responses.audio(chunk);
        Responses.Active response = running == null ? packets.owner() : running;
        if (outputGuardrails.admits(response, chunk)) {
            hear(response, chunk);
        }
    }

    /** All of an answer has come that comes. */
    void answered() {
        kept.flush(core.conversation);
    }

    private void hear(Responses.@Nullable Active response, AudioChunk chunk) {
        if (response != null) {
            responses.audible(response, chunk);
        }
        kept.add(chunk, core.conversation);
        legs.audio(chunk);
    }

    /**
     * A line stands.
     *
     * @param knows whether it has the call of an id
     */
    void open(Line line, Predicate<String> knows) {
        callerAudio.open(line);
        outgoing.open(line);
        tools.lineBack(knows);
    }

    /**
     * The line is gone and another will come: what runs here goes on, and what was given is played.
     *
     * @return what is lost of what ran there
     */
    List<String> suspend(CutOff cutOff) {
        boolean cancelled = outgoing.gate().cancelling();
        kept.flush(core.conversation);
        List<String> lost = cutOff.lost(this, outgoing.suspend(), cancelled);
        editing.lineGone();
        tools.lineGone();
        legs.complete(null);
        callerAudio.suspend();
        responses.clear();
        interruptions.clear();
        events.clear();
        core.tell(Follower::lineGone);
        return lost;
    }

    /** The session is over; its line is gone already. */
    void close(String why) {
        tools.close(why);
        approvals.close();
    }

    /** The line is gone, and what ran on it. */
    void lineGone(String why) {
        boolean stood = outgoing.line() != null;
        outgoing.close();
        editing.lineGone();
        tools.lineGone();
        callerAudio.close();
        responses.clear();
        interruptions.clear();
        events.clear();
        if (stood) {
            core.tell(Follower::lineGone);
        }
    }

    /** A command of the application, by the way that it has to go. */
    CompletionStage<Receipt> send(Command command) {
        if (command instanceof Command.CreateResponse create) {
            return outgoing.request(create);
        }
        if (command instanceof Command.CancelResponse cancel) {
            return outgoing.cancel(command, cancel.responseId());
        }
        if (command instanceof Command.UpdateSession update) {
            return reconfiguring.command(update);
        }
        if (command instanceof Command.CommitAudio) {
            callerAudio.drain();
            inputGuardrails.committing(command.id());
            return outgoing.send(command);
        }
        return command instanceof Command.Raw raw ? sendRaw(raw) : outgoing.send(command);
    }

    private CompletionStage<Receipt> sendRaw(Command.Raw raw) {
        RawCommand known = RawCommand.of(raw.json());
        switch (known.kind()) {
            case CREATE:
                return outgoing.requestRaw(raw, known);
            case CANCEL:
                return outgoing.cancel(raw, known.responseId());
            case UPDATE:
                configuration.askedRaw(known.eventId(), raw.json().contains("\"tracing\""));
                reconfiguring.raw(raw.id());
                return outgoing.send(raw);
            default:
                return outgoing.send(raw);
        }
    }
}
