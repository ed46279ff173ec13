package io.patchbay.runtime.internal.session;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.audio.PlayedPosition;
import io.patchbay.api.history.History;
import io.patchbay.api.history.Item;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.plug.PlugUse;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.session.Call;
import io.patchbay.api.session.Consent;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.LinePlan;
import io.patchbay.api.session.Money;
import io.patchbay.api.session.PendingApproval;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.ResponseOptions;
import io.patchbay.api.session.SessionCall;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.SessionCounters;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionEvent.InterruptionCause;
import io.patchbay.api.session.SessionInfo;
import io.patchbay.api.session.SessionListener;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.SessionQueues;
import io.patchbay.api.session.SessionState;
import io.patchbay.api.session.Spoken;
import io.patchbay.api.session.Usage;
import io.patchbay.api.session.Utterance;
import io.patchbay.api.tool.McpTool;
import io.patchbay.api.transport.CallerLeg;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.DialException;
import io.patchbay.api.transport.DialRequest;
import io.patchbay.api.transport.Receipt;
import io.patchbay.api.transport.SendStatus;
import io.patchbay.runtime.internal.history.HistoryDiff;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The door of a session: takes every call on any thread, hops once to the loop, and leaves the work
 * to the parts that it is made of.
 */
final class Session implements RealtimeSession {
    private static final Set<String> IMAGES = Set.of("data", "http", "https");

    private static final long CLOSE_SECONDS = 5;

    private final SessionCore core;
    private final SessionParts parts;
    private final Lifecycle lifecycle;

    Session(
            String id,
            SessionOptions options,
            SessionHost host,
            Map<String, String> caller,
            Runnable onClosed) {
        this.core = new SessionCore(id, options, host, caller);
        this.lifecycle = new Lifecycle(core, onClosed);
        this.parts = lifecycle.parts();
    }

    /** What is plugged in of a kind changed. Any thread. */
    void plugsChanged(PlugKind kind) {
        try {
            core.loop.execute(() -> core.tell(follower -> follower.plugsChanged(kind)));
        } catch (RejectedExecutionException e) {
            // the loop has ended, and the session with it
        }
    }

    @Override
    public String id() {
        return core.id;
    }

    /** With what a line to this provider would be opened now. Completes on the loop. */
    CompletionStage<SessionConfig> opening(ProviderCapabilities provider) {
        return onLoop(
                () ->
                        parts.active
                                .prepare()
                                .thenApply(agent -> parts.configuration.wanted(agent, provider)));
    }

    /** What would become of its wishes on each of its lines. Completes on the loop. */
    CompletionStage<List<LinePlan>> plan() {
        return onLoop(() -> new LinePlanner(core, parts.configuration, parts.active).plan());
    }

    @Override
    public SessionState state() {
        return lifecycle.state();
    }

    @Override
    public CompletionStage<Void> connect() {
        lifecycle.claimConnect();
        return onLoop(SessionCall.Connect::new, lifecycle::connect);
    }

    @Override
    public CompletionStage<Void> park() {
        return onLoop(() -> lifecycle.park(null));
    }

    @Override
    public CompletionStage<Void> park(AudioClip music) {
        new Utterance.Clip(music, ""); // refuses what cannot be played
        return onLoop(() -> lifecycle.park(music));
    }

    @Override
    public CompletionStage<Void> renew() {
        return onLoop(() -> lifecycle.renew(null));
    }

    @Override
    public CompletionStage<Void> renew(LineChoice line) {
        Objects.requireNonNull(line, "line");
        return onLoop(() -> lifecycle.renew(line));
    }

    @Override
    public Optional<RealtimeAgent> agent() {
        AgentBinding binding = lifecycle.binding();
        return binding == null
                ? core.options.agent().flatMap(reference -> reference.given())
                : Optional.of(binding.agent());
    }

    @Override
    public List<PlugUse> uses() {
        if (state() == SessionState.CLOSED) {
            return List.of();
        }
        AgentBinding binding = lifecycle.binding();
        return binding == null ? List.of() : PartUse.plugs(core.plugs, binding.uses());
    }

    @Override
    public CompletionStage<Void> updateAgent(RealtimeAgent agent) {
        Objects.requireNonNull(agent, "agent");
        return onLoop(
                stamp -> new SessionCall.UpdateAgent(stamp, agent.name()),
                () -> parts.active.update(agent));
    }

    @Override
    public CompletionStage<Void> updateAgent(String name) {
        Objects.requireNonNull(name, "name");
        return onLoop(
                stamp -> new SessionCall.UpdateAgent(stamp, name), () -> parts.active.update(name));
    }

    @Override
    public CompletionStage<Void> refreshAgent() {
        return onLoop(parts.active::refresh);
    }

    @Override
    public CompletionStage<Void> updateConfig(SessionConfig change) {
        Objects.requireNonNull(change, "change");
        return onLoop(
                stamp -> new SessionCall.UpdateConfig(stamp, change),
                () -> parts.reconfiguring.change(change));
    }

    @Override
    public SessionConfig config() {
        return parts.configuration.effective();
    }

    @Override
    public CompletionStage<Receipt> sendMessage(String text) {
        return sendMessage(text, true);
    }

    @Override
    public CompletionStage<Receipt> sendMessage(String text, boolean respond) {
        Item message = Item.Message.user(Objects.requireNonNull(text, "text"));
        return append(message, respond);
    }

    @Override
    public CompletionStage<Receipt> addImage(String url, boolean respond) {
        String scheme = Objects.requireNonNull(url, "url").split(":", 2)[0];
        if (!IMAGES.contains(scheme.toLowerCase(Locale.ROOT)) || scheme.length() == url.length()) {
            throw new IllegalArgumentException(
                    "url must begin with data:, http: or https:; read a file and give its bytes as"
                            + " data:image/png;base64,...");
        }
        return append(Item.Message.image(url), respond);
    }

    private CompletionStage<Receipt> append(Item message, boolean respond) {
        return onLoop(
                stamp -> new SessionCall.AddItem(stamp, message, respond),
                () -> parts.inputGuardrails.message(message, respond));
    }

    @Override
    public SendStatus sendAudio(ByteBuffer audio) {
        return parts.callerAudio.send(audio);
    }

    @Override
    public CompletionStage<Receipt> commitAudio() {
        return onLoop(SessionCall.CommitAudio::new, () -> parts.send(Command.CommitAudio.now()));
    }

    @Override
    public CompletionStage<Receipt> requestResponse(ResponseOptions options) {
        Objects.requireNonNull(options, "options");
        return onLoop(
                stamp -> new SessionCall.RequestResponse(stamp, options),
                () ->
                        parts.outgoing.request(
                                Command.CreateResponse.of(
                                        Overrides.withAgent(options, lifecycle.binding()))));
    }

    @Override
    public CompletionStage<Spoken> say(Utterance utterance) {
        Objects.requireNonNull(utterance, "utterance");
        return onLoop(() -> parts.speaker().say(utterance, false).done());
    }

    @Override
    public CompletionStage<Void> interrupt() {
        return onLoop(
                SessionCall.Interrupt::new,
                () -> {
                    parts.interruptions.interrupt(InterruptionCause.APPLICATION);
                    return CompletableFuture.completedFuture(null);
                });
    }

    @Override
    public List<PendingApproval> approvals() {
        return parts.approvals.waiting();
    }

    @Override
    public CompletionStage<Consent.Result> decide(PendingApproval approval, Consent consent) {
        Objects.requireNonNull(approval, "approval");
        Objects.requireNonNull(consent, "consent");
        return onLoop(() -> parts.approvals.decide(approval, consent));
    }

    @Override
    public CompletionStage<Consent.Result> decide(String callId, Consent consent) {
        Objects.requireNonNull(callId, "callId");
        Objects.requireNonNull(consent, "consent");
        return onLoop(() -> parts.approvals.decide(callId, consent));
    }

    @Override
    public List<McpTool> mcpTools() {
        return parts.mcpTools.available();
    }

    @Override
    public void mute(boolean on) {
        parts.callerAudio.mute(on);
    }

    @Override
    public boolean muted() {
        return parts.callerAudio.muted();
    }

    @Override
    public void reportPlayed(PlayedPosition position) {
        Objects.requireNonNull(position, "position");
        core.onLoop(() -> parts.legs.report(position));
    }

    @Override
    public void addLeg(CallerLeg leg) {
        parts.legs.check(Objects.requireNonNull(leg, "leg"));
        core.onLoop(() -> lifecycle.addLeg(leg, false));
    }

    /**
     * Adds the leg of a call that this side places, which begins with that.
     *
     * @return completes when somebody is there to talk, fails with a {@link
     *     io.patchbay.api.transport.DialException} when nobody is
     */
    CompletionStage<Void> place(CallerLeg leg, DialRequest request) {
        parts.legs.check(leg);
        CompletableFuture<Void> result = new CompletableFuture<>();
        Dialing dialing = new Dialing(core, request, result);
        try {
            core.onLoop(() -> lifecycle.addLeg(leg, false, dialing));
        } catch (RejectedExecutionException e) {
            leg.close(CloseReason.NORMAL);
            result.completeExceptionally(
                    new DialException(DialException.Kind.CANCELLED, 0, "the session is closed"));
        }
        return result;
    }

    @Override
    public void addTap(CallerLeg leg) {
        parts.legs.check(Objects.requireNonNull(leg, "leg"));
        core.onLoop(() -> lifecycle.addLeg(leg, true));
    }

    @Override
    public void removeLeg(String legId, CloseReason reason) {
        Objects.requireNonNull(legId, "legId");
        Objects.requireNonNull(reason, "reason");
        core.onLoop(() -> parts.legs.remove(legId, reason));
    }

    @Override
    public Optional<Call> call() {
        LiveCall call = core.call;
        return Optional.ofNullable(
                call == null && state() == SessionState.CLOSED ? core.past : call);
    }

    @Override
    public CompletionStage<Void> control(String legId, CallerLeg.Control control) {
        Objects.requireNonNull(legId, "legId");
        Objects.requireNonNull(control, "control");
        return onLoop(() -> LegVerbs.control(parts.legs.leg(legId), control));
    }

    @Override
    public CompletionStage<Void> mute(String legId, boolean on) {
        Objects.requireNonNull(legId, "legId");
        return onLoop(() -> LegVerbs.mute(parts.legs.leg(legId), on));
    }

    @Override
    public CompletionStage<Receipt> send(Command command) {
        Objects.requireNonNull(command, "command");
        return onLoop(stamp -> new SessionCall.Send(stamp, command), () -> parts.send(command));
    }

    @Override
    public History history() {
        return core.conversation.snapshot();
    }

    @Override
    public CompletionStage<Void> updateHistory(List<Item> items) {
        return updateHistory(history(), Objects.requireNonNull(items, "items"));
    }

    @Override
    public CompletionStage<Void> updateHistory(UnaryOperator<List<Item>> edit) {
        History seen = history();
        List<Item> wanted = Objects.requireNonNull(edit, "edit").apply(seen.items());
        return updateHistory(
                seen, Objects.requireNonNull(wanted, "edit must answer a list, not null"));
    }

    private CompletionStage<Void> updateHistory(History seen, List<Item> wanted) {
        List<Item> items = new ArrayList<>(wanted.size());
        for (Item item : wanted) {
            items.add(Objects.requireNonNull(item, "items must hold no null; leave it out"));
        }
        HistoryDiff diff = HistoryDiff.between(seen, items, HistoryEditing::newId);
        return onLoop(
                () ->
                        state() == SessionState.CLOSED
                                ? CompletableFuture.failedFuture(
                                        new IllegalStateException(
                                                "the session is closed; its history stays as it"
                                                        + " is"))
                                : parts.editing.apply(diff));
    }

    @Override
    public Usage usage() {
        return core.ledger.total();
    }

    @Override
    public Map<String, Usage> usageByAgent() {
        return core.ledger.byAgent();
    }

    @Override
    public Optional<Money> cost() {
        return Optional.ofNullable(core.ledger.cost());
    }

    @Override
    public SessionCounters counters() {
        return core.counters.snapshot();
    }

    @Override
    public SessionQueues queues() {
        return new SessionQueues(parts.callerAudio.heldBytes(), core.audience.waiting());
    }

    @Override
    public long nanoTime() {
        return core.loop.nanoTime();
    }

    /** Whether anybody hears its events. Any thread. */
    boolean listenedTo() {
        return core.heard();
    }

    /** Joins an observer, which is asked for its listener before that hears anything. */
    Subscription observed(Observers.Relay relay) {
        return core.audience.add(relay, false, relay::begin);
    }

    @Override
    public Subscription listen(SessionListener listener) {
        return core.audience.add(Objects.requireNonNull(listener, "listener"), false);
    }

    @Override
    public Subscription listenInline(SessionListener listener) {
        return core.audience.add(Objects.requireNonNull(listener, "listener"), true);
    }

    @Override
    public CompletionStage<Void> close(CloseReason reason) {
        Objects.requireNonNull(reason, "reason");
        try {
            core.onLoop(
                    () -> {
                        core.called(stamp -> new SessionCall.Close(stamp, reason));
                        lifecycle.close(reason);
                    });
        } catch (RejectedExecutionException e) {
            lifecycle.loopGone();
        }
        return lifecycle.whenClosed();
    }

    @Override
    public void close() {
        CompletionStage<Void> done = close(CloseReason.NORMAL);
        if (core.loop.inLoop() || core.host.onLoop()) {
            return;
        }
        try {
            done.toCompletableFuture().get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            core.warnLater("close-slow", "the session did not release everything in time");
        }
    }

    /** What lets responses through. On the loop. */
    ResponseGate gate() {
        return parts.outgoing.gate();
    }

    /** What an operator sees. Any thread. */
    SessionInfo info() {
        AgentBinding binding = lifecycle.binding();
        Line line = lifecycle.lineForInfo();
        LiveCall caller = core.call;
        return new SessionInfo(
                core.id,
                state(),
                binding == null ? null : binding.name(),
                line == null ? null : line.choice.transport(),
                line == null ? null : line.choice.provider(),
                caller == null ? null : caller.kind(),
                Duration.ofNanos(core.clock.now()),
                core.conversation.snapshot().size(),
                core.ledger.total(),
                core.counters.snapshot());
    }

    /** What the application asks for, told to those who want to know before it is done. */
    private <T extends @Nullable Object> CompletionStage<T> onLoop(
            Function<SessionEvent.Stamp, SessionCall> call, Supplier<CompletionStage<T>> task) {
        return onLoop(
                () -> {
                    core.called(call);
                    return task.get();
                });
    }

    /** A stage that fails is one that everybody sees, not an exception in a loop. */
    private <T extends @Nullable Object> CompletionStage<T> onLoop(
            Supplier<CompletionStage<T>> task) {
        if (core.loop.inLoop()) {
            return guarded(task);
        }
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            core.loop.execute(
                    () ->
                            guarded(task)
                                    .whenComplete(
                                            (value, failure) -> {
                                                if (failure != null) {
                                                    result.completeExceptionally(failure);
                                                } else {
                                                    result.complete(value);
                                                }
                                            }));
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(new IllegalStateException("the session is closed", e));
        }
        return result;
    }

    private static <T extends @Nullable Object> CompletionStage<T> guarded(
            Supplier<CompletionStage<T>> task) {
        try {
            return task.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
