package io.patchbay.api.session;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.audio.PlayedPosition;
import io.patchbay.api.history.History;
import io.patchbay.api.history.Item;
import io.patchbay.api.plug.PlugUse;
import io.patchbay.api.tool.McpTool;
import io.patchbay.api.transport.CallerLeg;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.Receipt;
import io.patchbay.api.transport.SendStatus;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A conversation between a caller and an agent that speaks through a model.
 *
 * <p>Every method may be called from any thread and returns at once. What it asks for happens on
 * the session's loop, in the order of the calls of one thread. Stages complete on the loop: what is
 * attached to them must not block.
 *
 * <p>The application is a caller leg itself: {@link #sendAudio} is its mouth, {@link
 * SessionListener#onAudio} its ear.
 */
@ProviderType
public interface RealtimeSession extends AutoCloseable {

    /** Unique in its runtime; for logs. */
    String id();

    /** Where the session stands. */
    SessionState state();

    /**
     * Makes the line to the model. Completes when the provider has accepted the configuration;
     * fails with a {@link io.patchbay.api.transport.ConnectException} whose message says what to
     * do. A failed connect may be tried again.
     *
     * @throws IllegalStateException when the session is connected, connecting, reconnecting or
     *     closed; it goes on undisturbed
     */
    CompletionStage<Void> connect();

    /**
     * Lets the line to the model go and keeps the callers; the agent is silenced first. {@link
     * #connect()} brings the model back. Clips can be played meanwhile.
     *
     * @return completes when the line is gone; fails with {@link IllegalStateException} unless the
     *     session is connected
     */
    CompletionStage<Void> park();

    /**
     * Parks, and plays {@code music} over and over until the session is connected again; what is
     * played by {@link #play} goes before it.
     *
     * @throws IllegalArgumentException for a clip that is empty, longer than {@link
     *     Utterance#MAX_CLIP_MINUTES} minutes, or in Opus packets
     */
    CompletionStage<Void> park(AudioClip music);

    /**
     * Moves the conversation to a new line of the same kind at the next silence, at the latest
     * after {@link SessionLimits#drain}. Completes when the new line has taken over. When it cannot
     * be made the old line stays and the stage fails, unless the provider wants the old line closed
     * first: then the session is reconnecting as after a loss.
     */
    CompletionStage<Void> renew();

    /** {@link #renew()} with another line, which is the preferred one from then on. */
    CompletionStage<Void> renew(LineChoice line);

    /**
     * The agent that speaks, or empty in a session without one; a bundle's is not kept beyond the
     * end.
     */
    Optional<RealtimeAgent> agent();

    /**
     * The plugs whose tools the agent offers, whose guardrails judge it, and which it is from
     * itself, as its next use of each would find them; each once. Unlike {@link
     * io.patchbay.api.plug.PlugInfo#users()} it names a tool also while nobody calls it. Empty
     * without an agent, before the first connect and when the session is closed.
     */
    default List<PlugUse> uses() {
        return List.of();
    }

    /**
     * Another agent takes over from the next response on; the conversation goes on. Completes when
     * the provider has the agent's configuration and it speaks; until then, and when the stage
     * fails, the former agent does. Fails with an {@link IllegalArgumentException} that lists the
     * names when the agent's tools and handoffs do not have distinct ones or the provider cannot
     * have the configuration, with what its instructions throw, and with an {@link
     * IllegalStateException} when another agent, the end of the session or the loss of the line
     * came first.
     */
    CompletionStage<Void> updateAgent(RealtimeAgent agent);

    /** {@link #updateAgent(RealtimeAgent)} with the agent that is offered under this name now. */
    CompletionStage<Void> updateAgent(String name);

    /**
     * Asks the agent again for its instructions, its stored prompt, and which tools and handoffs
     * are enabled, and tells the provider what differs. All of these are functions of the moment,
     * which a session otherwise asks when it connects and when an agent takes over. Completes when
     * the provider has it; fails as {@link #updateAgent(RealtimeAgent)} does. Does nothing in a
     * session without an agent.
     */
    CompletionStage<Void> refreshAgent();

    /**
     * Changes what {@code change} names and nothing else. Completes when it was sent; fails when
     * the provider cannot have it.
     */
    CompletionStage<Void> updateConfig(SessionConfig change);

    /** What is in force, as the provider last confirmed it; {@link SessionConfig#EMPTY} before. */
    SessionConfig config();

    /** The caller types a message; a response is asked for. */
    CompletionStage<Receipt> sendMessage(String text);

    /**
     * The caller types a message. Where there are input guardrails they see it before it is sent;
     * the stage fails with {@link io.patchbay.api.guardrail.GuardrailTrippedException} when one
     * trips.
     *
     * @param respond whether a response is asked for
     */
    CompletionStage<Receipt> sendMessage(String text, boolean respond);

    /**
     * The caller shows a picture.
     *
     * @param url a data URI (PNG or JPEG), or an address (http, https) the provider can read
     * @param respond whether a response is asked for
     * @throws IllegalArgumentException when it is neither
     */
    CompletionStage<Receipt> addImage(String url, boolean respond);

    /**
     * The application's caller speaks: sound in {@link ConfigField#INPUT_FORMAT} (default 24 kHz
     * mono PCM16), any length. What cannot be sent yet is kept within {@link
     * SessionLimits#callerAudio}.
     *
     * @param audio consumed during the call when it is accepted, untouched otherwise
     * @return whether it was taken
     */
    SendStatus sendAudio(ByteBuffer audio);

    /** The caller's turn ends here (sessions without turn detection); asks for no response. */
    CompletionStage<Receipt> commitAudio();

    /**
     * Asks for a response; waits in the response gate while another one runs. Completes when it was
     * sent.
     */
    CompletionStage<Receipt> requestResponse(ResponseOptions options);

    /**
     * Says these words in the model's voice, as they are: {@link #say(Utterance)} with an {@link
     * Utterance.Verbatim}.
     */
    default CompletionStage<Spoken> say(String text) {
        return say(new Utterance.Verbatim(text));
    }

    /**
     * Says something of the session's own accord as soon as nobody speaks: an answer that plays is
     * heard to its end, the caller is let finish, and several utterances keep their order. At most
     * 32 wait. {@link #interrupt()} takes away those that wait, too; a caller who speaks interrupts
     * only the one that is heard.
     *
     * @return completes when it was heard, or cut; fails with {@link IllegalStateException} when
     *     nobody can say it (no line to a model, session closed, too many wait), with {@link
     *     UnsupportedOperationException} when the provider cannot, with {@link
     *     IllegalArgumentException} when a clip cannot be converted
     */
    CompletionStage<Spoken> say(Utterance utterance);

    /**
     * Plays a recording, like {@link #say(Utterance)}; needs neither agent nor model.
     *
     * @throws IllegalArgumentException for a clip that is empty, longer than {@link
     *     Utterance#MAX_CLIP_MINUTES} minutes, or in Opus packets
     */
    default CompletionStage<Spoken> play(AudioClip clip) {
        return say(Utterance.clip(clip));
    }

    /**
     * Silences the agent: cancels its response, drops what is not played, tells the model what was
     * heard. Works at any moment of an answer, also when all of it is generated, or nothing of it
     * is audible yet. Does nothing while the agent is silent.
     */
    CompletionStage<Void> interrupt();

    /**
     * The calls of tools that wait for somebody's consent, oldest first, as they stand now. They
     * outlive reconnects, and end with the conversation.
     */
    List<PendingApproval> approvals();

    /**
     * Decides on a call that waits for consent; the first decision counts, whoever makes it.
     * Completes when it is recorded; what the call comes to is told by events. Fails with an {@link
     * IllegalArgumentException} when no such call has been waiting, or when its tool or arguments
     * are not those of {@code approval}; whoever is later than another hears what holds.
     */
    CompletionStage<Consent.Result> decide(PendingApproval approval, Consent consent);

    /**
     * Decides on a call that waits for consent, by its id; as {@link #decide(PendingApproval,
     * Consent)}, and fails in the same way when calls of several agents wait under that id.
     */
    CompletionStage<Consent.Result> decide(String callId, Consent consent);

    /** A call that waits may run; see {@link #decide(String, Consent)}. */
    default CompletionStage<Consent.Result> approve(String callId) {
        return decide(callId, Consent.APPROVE);
    }

    /** A call that waits may not run; see {@link #decide(String, Consent)}. */
    default CompletionStage<Consent.Result> reject(String callId) {
        return decide(callId, Consent.REJECT);
    }

    /** A call that waits may not run, and the model is told these words. */
    default CompletionStage<Consent.Result> reject(String callId, String message) {
        return decide(callId, Consent.reject(message));
    }

    /**
     * The tools of MCP servers that the agent may use now, as far as the provider has listed them:
     * those that its {@link io.patchbay.api.tool.HostedMcpTool}s allow, the first server's where
     * several offer one of the same name. {@link SessionEvent.McpToolsChanged} says when it is
     * another set.
     */
    List<McpTool> mcpTools();

    /** Silences the application's caller towards the model, true from the next frame. */
    void mute(boolean on);

    /** Whether the application's caller is silenced. */
    boolean muted();

    /**
     * The application tells how much its own player has played; better than the clock that is used
     * otherwise.
     */
    void reportPlayed(PlayedPosition position);

    /**
     * Adds a caller. The first one that is added is the primary leg: it is heard by the model, and
     * its played position counts. When it leaves and the session stays ({@link
     * LegPolicy.CallerGone#KEEP}), the next one takes its place.
     *
     * @throws IllegalArgumentException when its format cannot be converted; the message names both
     *     formats
     */
    void addLeg(CallerLeg leg);

    /**
     * Adds somebody who hears along, such as a supervisor: it is never the primary leg, and the
     * model does not hear it.
     *
     * @throws IllegalArgumentException when its format cannot be converted; the message names both
     *     formats
     */
    void addTap(CallerLeg leg);

    /** Takes a caller away and closes it. */
    void removeLeg(String legId, CloseReason reason);

    /**
     * The call of the primary leg, or the one that the session joined at the provider; empty where
     * there is neither. A session that is closed says who its last caller was; nothing can be done
     * with that call any more.
     */
    Optional<Call> call();

    /**
     * Asks something of a leg: telephone keys, hold, transfer, hang up. Completes when it was done;
     * fails with {@link UnsupportedOperationException} and the reason where its kind cannot, and
     * with {@link IllegalArgumentException} for a leg that is not here or keys that do not exist.
     */
    CompletionStage<Void> control(String legId, CallerLeg.Control control);

    /**
     * Silences one leg towards the model, or lets it be heard again. Fails like {@link #control}.
     */
    CompletionStage<Void> mute(String legId, boolean on);

    /**
     * Sends any command. {@code response.create}, {@code response.cancel} and {@code
     * session.update} pass the gate and the config cache, raw ones too.
     */
    CompletionStage<Receipt> send(Command command);

    /** Sends a provider's event as it is. */
    default CompletionStage<Receipt> sendEvent(String json) {
        return send(Command.Raw.of(json));
    }

    /** The conversation as it stands. */
    History history();

    /**
     * Makes the conversation say what {@code items} say: what is missing there is deleted, what is
     * new is put in at its place, what differs (found by its id) is replaced at its place. Items
     * without an id are named. {@link #history()} changes when the provider confirms.
     *
     * <p>What the server adds while the list is being made is taken for deleted; {@link
     * #updateHistory(UnaryOperator)} has no such gap.
     *
     * <p>The model's speech cannot be put in, moved or changed, only its words ({@link
     * Item.Message#inWriting()}); unchanged speech is no hindrance. New items of MCP tools are left
     * out, with a {@code history-item-skipped} warning. Without a line the change is made here, and
     * the next line learns it with the rest of the conversation.
     *
     * @return completes when the provider has confirmed everything; fails with an {@link
     *     IllegalStateException} that names each item that it refused, when the rest is done
     * @throws IllegalArgumentException when something cannot be: the message names each item and
     *     the remedy, and nothing is changed
     */
    CompletionStage<Void> updateHistory(List<Item> items);

    /**
     * Makes the conversation say what {@code edit} makes of it. What the server adds meanwhile
     * stays. See {@link #updateHistory(List)}.
     *
     * @param edit called at once, on this thread, with an unmodifiable list; what it throws comes
     *     out of this method
     */
    CompletionStage<Void> updateHistory(UnaryOperator<List<Item>> edit);

    /** What was used so far. */
    Usage usage();

    /** What went otherwise than asked so far. */
    SessionCounters counters();

    /** What waits at this moment. */
    SessionQueues queues();

    /** The session's clock now, in nanoseconds: the one of {@link SessionEvent.Stamp}. */
    long nanoTime();

    /**
     * What was used so far, by the name of the agent that answered; what the caller said counts for
     * the agent that listened. In a session without an agent all is under the empty name.
     */
    Map<String, Usage> usageByAgent();

    /** What was used so far, in money; empty without {@link SessionOptions#prices}. */
    Optional<Money> cost();

    /**
     * Listens off the loop: calls come one after the other on a worker thread and may block; sound
     * comes as copies. A listener that falls behind loses the oldest of what waits, which is
     * counted and reported, and hurts nobody else.
     *
     * @return ends the listening
     */
    Subscription listen(SessionListener listener);

    /**
     * Listens on the loop, in the promise not to block; sound comes as it arrived, without a copy.
     */
    Subscription listenInline(SessionListener listener);

    /** Listens off the loop to one kind of event. */
    default <E extends SessionEvent> Subscription on(Class<E> kind, Consumer<? super E> action) {
        return listen(
                new SessionListener() {
                    @Override
                    public void onEvent(SessionEvent event) {
                        if (kind.isInstance(event)) {
                            action.accept(kind.cast(event));
                        }
                    }

                    @Override
                    public java.util.Set<Interest> interests() {
                        return java.util.Set.of(Interest.EVENTS);
                    }
                });
    }

    /**
     * Ends the session: tools are cancelled, the line closed, legs closed. Completes when all is
     * released; repeated calls return the same stage.
     */
    CompletionStage<Void> close(CloseReason reason);

    /**
     * Ends the session for a normal reason and waits up to 5 s until all is released; on a
     * session's loop it does not wait.
     */
    @Override
    void close();

    /** Ends a listening. */
    @FunctionalInterface
    interface Subscription extends AutoCloseable {
        /** No call begins after this returns, but one may still run. */
        @Override
        void close();
    }
}
