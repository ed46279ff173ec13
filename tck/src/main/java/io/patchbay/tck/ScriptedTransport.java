package io.patchbay.tck;

import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.transport.BacklogException;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.ConnectException;
import io.patchbay.api.transport.ConnectRequest;
import io.patchbay.api.transport.Connected;
import io.patchbay.api.transport.RealtimeTransport;
import io.patchbay.api.transport.Receipt;
import io.patchbay.api.transport.SendStatus;
import io.patchbay.api.transport.TransportCapabilities;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportListener;
import io.patchbay.api.transport.TransportState;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A link in memory whose far end is the test: it records what the session asks for, and tells the
 * session what the test wants it to hear. It behaves as {@link RealtimeTransport} demands and holds
 * the session to its half of the contract: a call off the loop, or a connect while connected, is an
 * {@link IllegalStateException}. The codec is ignored.
 *
 * <pre>{@code
 * ScriptedTurns turns = new ScriptedTurns();
 * session.sendMessage("What time is it?");
 * loop.run();
 * line.expect(Command.CreateItem.class);
 * line.expect(Command.CreateResponse.class);
 * line.play(turns.textAnswer("Noon."));
 * line.assertComplete();
 * }</pre>
 *
 * <p>The methods that play the far end ({@code accept}, {@code emit}, {@code play}, {@code
 * disconnect} …) may be called on the loop or off it. Off it they return when the session has heard
 * all of it: a {@link VirtualLoop} is run for it, another loop is waited for. An exception of the
 * session's listener comes out of them.
 */
public final class ScriptedTransport implements RealtimeTransport {

    private final TransportCapabilities capabilities;
    private final CallLog log = new CallLog();
    private final PlannedFailures failures = new PlannedFailures();

    private volatile @Nullable ScriptedLine line;
    private volatile boolean byHand;
    private volatile boolean confirmUpdates = true;
    private volatile boolean acknowledgeItems;
    private volatile boolean backlog;
    private volatile @Nullable Scenario scenario;

    /** A transport as {@link ScriptedTransportFactory} makes it, for use without one. */
    public ScriptedTransport() {
        this(new ScriptedTransportFactory().capabilities());
    }

    ScriptedTransport(TransportCapabilities capabilities) {
        this.capabilities = capabilities;
    }

    // ---- what the session calls

    @Override
    public CompletionStage<Connected> connect(ConnectRequest request, TransportListener listener) {
        TransportState now = state();
        if (now != TransportState.DISCONNECTED) {
            throw new IllegalStateException("this transport is " + now + ", it cannot connect");
        }
        ScriptedLine opened = new ScriptedLine(generation() + 1, request, listener);
        opened.requireLoop("connect");
        log.add(Snapshots.of(request));
        backlog = false;
        line = opened;
        opened.start();
        Throwable planned = failures.next(ScriptedCall.Connect.class);
        if (planned instanceof ConnectException refused) {
            opened.later(() -> opened.end(refused.reason(), refused));
        } else if (!byHand) {
            opened.later(() -> opened.accept(null));
        }
        return opened.connected();
    }

    @Override
    public CompletionStage<Receipt> send(Command command) {
        ScriptedLine current = line;
        if (current == null || current.state() != TransportState.CONNECTED) {
            return CompletableFuture.failedFuture(
                    new IllegalStateException("not connected: the transport is " + state()));
        }
        current.requireLoop("send");
        if (backlog) {
            return CompletableFuture.failedFuture(new BacklogException(1));
        }
        Throwable unwanted = record(Snapshots.of(command));
        Throwable planned = failures.next(command.getClass());
        Throwable failure = unwanted != null ? unwanted : planned;
        if (failure != null) {
            return CompletableFuture.failedFuture(failure);
        }
        if (command instanceof Command.UpdateSession update) {
            current.apply(update.change(), confirmUpdates);
        } else if (acknowledgeItems && command instanceof Command.CreateItem create) {
            current.accepted(create.item(), create.placement());
        }
        return CompletableFuture.completedFuture(new Receipt(command.id(), 1));
    }

    private @Nullable Throwable record(Command snapshot) {
        Scenario running = scenario;
        if (running == null) {
            log.add(new ScriptedCall.Sent(snapshot));
            return null;
        }
        log.addExpected(snapshot);
        return running.arrived(snapshot);
    }

    @Override
    public SendStatus sendAudio(ByteBuffer frame) {
        ScriptedLine current = line;
        if (current == null || current.state() != TransportState.CONNECTED) {
            return SendStatus.NOT_CONNECTED;
        }
        current.requireLoop("sendAudio");
        if (capabilities.media() == TransportCapabilities.Media.ELSEWHERE) {
            return SendStatus.NOT_CARRIED;
        }
        if (backlog) {
            return SendStatus.BACKLOG;
        }
        AudioFormat format =
                current.config().value(ConfigField.INPUT_FORMAT).orElseGet(current::inputFormat);
        log.add(new ScriptedCall.Sound(AudioClip.of(format, frame)));
        frame.position(frame.limit());
        return SendStatus.ACCEPTED;
    }

    @Override
    public TransportState state() {
        ScriptedLine current = line;
        return current == null ? TransportState.DISCONNECTED : current.state();
    }

    @Override
    public CompletionStage<Void> close(CloseReason reason) {
        ScriptedLine current = line;
        if (current == null) {
            return CompletableFuture.completedStage(null);
        }
        if (current.close(reason)) {
            log.add(new ScriptedCall.Closed(reason));
        }
        return current.closed();
    }

    // ---- options

    /**
     * Whether the far end waits for {@link #accept()} or {@link #refuse}; by default it accepts
     * every opening at once.
     */
    public void openByHand(boolean on) {
        byHand = on;
    }

    /**
     * Whether every {@link Command.UpdateSession} is answered with {@link
     * TransportEvent.SessionUpdated}, as a provider does; default true.
     */
    public void confirmUpdates(boolean on) {
        confirmUpdates = on;
    }

    /**
     * Whether every {@link Command.CreateItem} whose item has an id is answered with {@link
     * TransportEvent.ItemAdded} and {@link TransportEvent.ItemDone}, as a provider does; default
     * false.
     */
    public void acknowledgeItems(boolean on) {
        acknowledgeItems = on;
    }

    /**
     * Fills or empties the outgoing queue. While it is full, sound is answered with {@link
     * SendStatus#BACKLOG}, commands fail with {@link BacklogException}, and neither is recorded;
     * when it is emptied, the listener is told.
     */
    public void backlog(boolean full) {
        boolean emptied = backlog && !full;
        backlog = full;
        ScriptedLine current = line;
        if (emptied && current != null) {
            current.now(current::writable);
        }
    }

    /**
     * Lets the next send of such a command fail with {@code error}. It is recorded all the same.
     * Plans for one type are used in the order in which they were made.
     */
    public void failNext(Class<? extends Command> type, Throwable error) {
        failures.plan(type, error);
    }

    /** Lets the next connect fail for {@code reason}. */
    public void failNextConnect(CloseReason reason) {
        failures.plan(ScriptedCall.Connect.class, new ConnectException(reason, null));
    }

    // ---- the far end

    /** Accepts the opening that waits ({@link #openByHand}). */
    public void accept() {
        accept(null);
    }

    /**
     * Accepts the opening that waits, as a call of this id.
     *
     * @throws IllegalStateException when none waits
     */
    public void accept(@Nullable String callId) {
        ScriptedLine current = opening();
        current.now(() -> current.accept(callId));
    }

    /**
     * Refuses the opening that waits ({@link #openByHand}).
     *
     * @throws IllegalStateException when none waits
     */
    public void refuse(CloseReason reason) {
        ScriptedLine current = opening();
        current.now(() -> current.end(reason, null));
    }

    /**
     * Ends the connection from the far end, or breaks it: the reason says which.
     *
     * @throws IllegalStateException when there is none
     */
    public void disconnect(CloseReason reason) {
        ScriptedLine current = living();
        current.now(() -> current.end(reason, null));
    }

    /**
     * Tells the session something.
     *
     * @throws IllegalStateException when there is no connection
     */
    public void emit(TransportEvent event) {
        play(Turn.of(new Turn.Event(event)));
    }

    /**
     * Speaks: the whole clip as one chunk.
     *
     * @param responseId null, as well as the item, on a line that does not say whose sound it is
     *     (RULES 18)
     * @throws IllegalStateException when there is no connection
     */
    public void emitAudio(@Nullable String responseId, @Nullable String itemId, AudioClip clip) {
        play(Turn.of(new Turn.Sound(responseId, itemId, 0, clip)));
    }

    /**
     * Tells the session all of a turn, in order.
     *
     * @throws IllegalStateException when there is no connection
     */
    public void play(Turn turn) {
        ScriptedLine current = living();
        current.now(() -> current.play(turn));
    }

    /**
     * Tells the session a turn that comes late, from the connection of that {@link #generation()}.
     * What comes from an earlier connection than the current one is not delivered.
     *
     * @return whether it was delivered
     */
    public boolean playFrom(int connection, Turn turn) {
        ScriptedLine current = line;
        if (current == null
                || current.generation != connection
                || current.state() == TransportState.DISCONNECTED) {
            return false;
        }
        current.now(() -> current.play(turn));
        return true;
    }

    /** The number of the current or last connection, from 1; 0 before the first. */
    public int generation() {
        ScriptedLine current = line;
        return current == null ? 0 : current.generation;
    }

    // ---- what was asked

    /** Everything that was asked so far, in order. */
    public List<ScriptedCall> calls() {
        return log.all();
    }

    /**
     * Everything that was asked since the last such call, in order; it is not remembered any
     * longer. For a far end that lives long and answers by itself.
     */
    public List<ScriptedCall> drain() {
        return log.drain();
    }

    /** The commands among them. */
    public List<Command> commands() {
        return asked(ScriptedCall.Sent.class).map(ScriptedCall.Sent::command).toList();
    }

    /** The commands of one type among them. */
    public <C extends Command> List<C> commands(Class<C> type) {
        return commands().stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** The connects among them. */
    public List<ScriptedCall.Connect> connects() {
        return asked(ScriptedCall.Connect.class).toList();
    }

    /** The caller's sound that was accepted, frame by frame. */
    public List<AudioClip> audio() {
        return asked(ScriptedCall.Sound.class).map(ScriptedCall.Sound::clip).toList();
    }

    /** How many commands were sent that nobody has expected yet. */
    public int unexpected() {
        return log.waiting();
    }

    /** {@link #expect(Class, Predicate)} with any command of the type. */
    public <C extends Command> C expect(Class<C> type) {
        return expect(type, command -> true);
    }

    /**
     * Takes the oldest command that nobody has expected yet. Sound is not in this order.
     *
     * @return that command
     * @throws AssertionError when there is none, it is of another type, or not as {@code matcher}
     *     wants it; it is not taken then
     */
    public <C extends Command> C expect(Class<C> type, Predicate<? super C> matcher) {
        return log.take(type, matcher);
    }

    /**
     * Nothing is left over.
     *
     * @throws AssertionError when a command was sent that nobody expected, or a planned failure did
     *     not happen
     */
    public void assertComplete() {
        log.assertNoneWaits();
        failures.assertNoneWaits();
    }

    /**
     * The session has closed, or lost, every connection that it made.
     *
     * @throws AssertionError when it never connected, or still is
     */
    public void assertClosed() {
        if (line == null) {
            throw new AssertionError("this transport was never connected");
        }
        if (state() != TransportState.DISCONNECTED) {
            throw new AssertionError("this transport is still " + state());
        }
    }

    void follow(@Nullable Scenario running) {
        scenario = running;
    }

    /** Hands over to the session's loop. */
    void later(Runnable task) {
        living().later(task);
    }

    private <C extends ScriptedCall> Stream<C> asked(Class<C> kind) {
        return log.all().stream().filter(kind::isInstance).map(kind::cast);
    }

    private ScriptedLine opening() {
        ScriptedLine current = line;
        if (current == null || current.state() != TransportState.CONNECTING) {
            throw new IllegalStateException(
                    "no opening waits for an answer: the transport is " + state());
        }
        return current;
    }

    private ScriptedLine living() {
        ScriptedLine current = line;
        if (current == null || current.state() == TransportState.DISCONNECTED) {
            throw new IllegalStateException("there is no connection: nobody would hear it");
        }
        return current;
    }
}
